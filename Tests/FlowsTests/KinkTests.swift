import Foundation
import Testing

@testable import Flows

/// Finite differences at a rectifier's kink.
@Suite struct KinkTests {
  private func ledger(sum: Double, differences: Double, sides: ClosedRange<Double>) -> Ledger {
    Ledger(
      x: .zero, z: .zero, logBase: 0, rows: [], logDet: sum, logDensity: sum,
      jacobian: (1, 0, 0, 1), finiteDifferenceLogDet: differences, oneSidedLogDets: sides)
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
