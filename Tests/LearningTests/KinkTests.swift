import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Finite differences at a rectifier's kink.
@Suite struct KinkTests {
  private func ledger(sum: Double, differences: Double, sides: ClosedRange<Double>) -> Ledger {
    Ledger(
      x: .zero, z: .zero, logBase: 0, rows: [], logDet: sum, logDensity: sum,
      jacobian: Matrix2(a: 1, b: 0, c: 0, d: 1), finiteDifferenceLogDet: differences,
      oneSidedLogDets: sides)
  }

  @Test func aKinkIsNoDisagreement() {
    #expect(ledger(sum: 0.5, differences: 0.5, sides: 0.5...0.5).agreement == .agrees)
    #expect(ledger(sum: 0.5, differences: 0.6, sides: 0.5...0.7).agreement == .kink)
    // The sum has to be the derivative on one of the sides, or between them.
    #expect(ledger(sum: 0.9, differences: 0.6, sides: 0.5...0.7).agreement == .disagrees)
    // Where both sides agree, there is no kink to blame.
    #expect(ledger(sum: 0.5, differences: 0.6, sides: 0.6...0.6).agreement == .disagrees)
    #expect(ledger(sum: 0.5, differences: .nan, sides: 0...0).agreement == .disagrees)
  }

  @Test func aSolversErrorIsNoDisagreement() {
    var solved = ledger(sum: 0.5, differences: 0.6, sides: 0.6...0.6)
    solved.refinedGap = 0.01
    #expect(solved.agreement == .solver)
    // An error that more steps do not narrow is not the solver's.
    solved.refinedGap = 0.09
    #expect(solved.agreement == .disagrees)
  }

  /// The steps of a solve add up to the sum. Few of them through the steep field between modes leave
  /// an error, and it is recognised as the solver's.
  @Test func aCoarseSolveIsRecognised() throws {
    var settings = Settings()
    settings.flow = "cnf"
    settings.target = "8gaussians"
    settings.hidden = [16]
    settings.batch = 128
    settings.learningRate = 0.02
    settings.solverSteps = 4
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<200 { try trainer.advance() }
    let points: [SIMD2<Double>] = (0..<60).map { index in
      let way = Double(index)
      return SIMD2(-1.5 + 0.05 * way, 0.75 - 0.025 * way)
    }
    let ledgers = try Evaluator(settings).ledgers(at: points, of: trainer.model())
    #expect(ledgers.contains { $0.agreement == .solver })
    for ledger in ledgers {
      #expect(ledger.parts.count == 4 && ledger.isSolved)
      #expect(abs(ledger.parts.reduce(0) { $0 + $1.logDet } - ledger.logDet) < 1e-9)
    }
  }

  /// Walks over a trained flow's plane: no point disagrees, and those that straddle a kink say so.
  @Test func everyPointAgreesOrHasAKink() throws {
    var settings = Settings()
    settings.layers = 4
    settings.hidden = [32]
    settings.batch = 256
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<60 { try trainer.advance() }
    let evaluator = try Evaluator(settings)
    let points: [SIMD2<Double>] = (0..<4000).map { index in
      let (column, row) = (Double(index % 80), Double(index / 80))
      return SIMD2(-2.5 + column / 16, -2 + row / 12.5)
    }
    let ledgers = evaluator.ledgers(at: points, of: trainer.model())
    let found = Dictionary(grouping: ledgers.map(\.agreement)) { $0 }.mapValues(\.count)
    #expect(found[.disagrees, default: 0] == 0)
    #expect(found[.agrees, default: 0] > 3900)
  }
}
