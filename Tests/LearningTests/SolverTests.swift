import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// What solvers promise, and what they say when they cannot keep it.
@Suite struct SolverTests {
  private static func evaluator(
    _ change: (inout Settings) -> Void
  ) throws -> (Evaluator, Model) {
    let settings = ContinuousTests.settings(change)
    let parameters = try ContinuousTests.parameters(settings, noise: 0.5).map { Float($0) }
    return (
      try Evaluator(settings), Model(settings: settings, parameters: parameters, step: 0)
    )
  }

  private static let points = ContinuousTests.points.map { SIMD2<Float>($0) }

  /// z or x and the log-determinant, in Double.
  private static func solve(
    _ direction: DoubleFlow.Direction, _ change: (inout ContinuousOptions) -> Void
  ) throws -> (point: [SIMD2<Double>], logDet: [Double]) {
    let settings = ContinuousTests.settings()
    let architecture = try Architecture(settings).solved(change)
    let flow = DoubleFlow(
      architecture, try ContinuousTests.parameters(settings, noise: 0.5), refined: false)
    let result = flow(direction, ContinuousTests.points)
    return (result.point, result.logDet)
  }

  @Test(arguments: DoubleFlow.Direction.allCases)
  func dormandPrinceAgreesWithManySmallSteps(direction: DoubleFlow.Direction) throws {
    let fixed = try Self.solve(direction) { $0.steps = 120 }
    let adaptive = try Self.solve(direction) { ($0.solver, $0.tolerance) = (.dopri5, 1e-9) }
    for (a, b) in try pairs(adaptive.point, fixed.point) { #expect((a - b).length < 1e-7) }
    for (a, b) in try pairs(adaptive.logDet, fixed.logDet) { #expect(abs(a - b) < 1e-6) }
    #expect(fixed.logDet.contains { abs($0) > 0.1 })
  }

  @Test func gaussIsExactForPolynomialsOfTwiceItsNodes() {
    for count in [1, 2, 5, 11, 40] {
      let rule = Quadrature(on: 0...1, count: count)
      #expect(rule.nodes == rule.nodes.sorted() && rule.nodes.allSatisfy { $0 > 0 && $0 < 1 })
      for power in [0, 1, count, 2 * count - 1] {
        let sum = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(power)) }
        #expect(abs(sum * Double(power + 1) - 1) < 1e-13, "\(count) nodes, power \(power)")
      }
    }
  }

  @Test(arguments: DoubleFlow.Direction.allCases)
  func tracesAtNodesConvergeAsStepsGrow(direction: DoubleFlow.Direction) throws {
    let exact = try Self.solve(direction) { $0.steps = 120 }
    func error(_ change: (inout ContinuousOptions) -> Void) throws -> Double {
      let found = try Self.solve(direction, change)
      return zip(found.logDet, exact.logDet).map { abs($0 - $1) }.max() ?? .infinity
    }
    let nodes = try [12, 24].map { steps in try error { $0.steps = steps } }
    let stages = try error { ($0.steps, $0.isEven) = (12, false) }
    // This field is rougher than a trained one, and Gauss's error falls faster with the steps.
    #expect(nodes[0] < 1e-2 && nodes[1] < stages && stages < 1e-4)
  }

  @Test func theErrorFollowsTheTolerance() throws {
    let exact = try Self.solve(.inverse) { ($0.solver, $0.tolerance) = (.dopri5, 1e-11) }
    var last = Double.infinity
    for tolerance in [1e-3, 1e-5, 1e-7] {
      let found = try Self.solve(.inverse) { ($0.solver, $0.tolerance) = (.dopri5, tolerance) }
      let error = zip(found.point, exact.point).map { ($0 - $1).length }.max() ?? .infinity
      #expect(error < 20 * tolerance && error < last, "\(error) at \(tolerance)")
      last = error
    }
  }

  @Test func aTighterToleranceTakesMoreEvaluations() throws {
    var last = 0.0
    for tolerance in [1e-2, 1e-3, 1e-4, 1e-5] {
      let (evaluator, model) = try Self.evaluator {
        ($0.solver, $0.tolerance) = (.dopri5, tolerance)
      }
      let use = try #require(evaluator.inverse(Self.points, of: model).solver)
      #expect(use.mean > last && Double(use.most) >= use.mean && use.unfinished == 0)
      #expect(use.trouble(model.settings) == nil)
      last = use.mean
    }
    let (evaluator, model) = try Self.evaluator { $0.solverSteps = 7 }
    let use = try #require(evaluator.forward(Self.points, of: model).solver)
    #expect(use.mean == 28 && use.most == 28)
  }

  /// Evaluations of a point, and its result, are its own: lanes do not wait for one another.
  @Test func aPointDoesNotDependOnItsNeighbours() throws {
    let (evaluator, model) = try Self.evaluator { $0.solver = .dopri5 }
    let all = evaluator.inverse(Self.points, of: model)
    var counts: Set<Int> = []
    for (index, point) in Self.points.enumerated() {
      let alone = evaluator.inverse([point], of: model)
      #expect(alone.z[0] == all.z[index] && alone.logDet[0] == all.logDet[index])
      counts.insert(alone.solver?.most ?? 0)
    }
    #expect(counts.count > 1)
  }

  /// Enough points for several tiles are put in another order, and their results back again.
  @Test func resultsBelongToTheirPoints() throws {
    let (evaluator, model) = try Self.evaluator { $0.solver = .dopri5 }
    var random = RandomStream(seed: 5)
    let points = (0..<300).map { _ in SIMD2<Float>(random.normalPair()) }
    let all = evaluator.inverse(points, of: model)
    for index in stride(from: 0, to: points.count, by: 17) {
      let alone = evaluator.inverse([points[index]], of: model)
      #expect(alone.z[0] == all.z[index] && alone.logDensity[0] == all.logDensity[index])
    }
    let odd = [SIMD2(.nan, 1), SIMD2(.infinity, 0), points[0], SIMD2(-1e30, 1e-30)] + points
    let order = NeighbourOrder(odd)
    let (before, after) = (Array(odd.indices), order.restored(order.arranged(Array(odd.indices))))
    #expect(before == after)
  }

  @Test func roundTripsKeepToTheTolerance() throws {
    let (evaluator, model) = try Self.evaluator { $0.solver = .dopri5 }
    let there = evaluator.inverse(Self.points, of: model)
    let back = evaluator.forward(there.z, of: model)
    for (a, b) in try pairs(back.x, Self.points) {
      #expect((SIMD2<Double>(a) - SIMD2<Double>(b)).length < 3e-4)
    }
    for (a, b) in try pairs(there.logDet, back.logDet) { #expect(abs(a + b) < 3e-3) }
  }

  @Test(arguments: [nil, ODESolver.dopri5]) func samplesNeedNoTrace(solver: ODESolver?) throws {
    let (evaluator, model) = try Self.evaluator { $0.solver = solver }
    let alone = evaluator.sample(Self.points, of: model)
    let traced = evaluator.forward(Self.points, of: model).x
    for (a, b) in try pairs(alone, traced) {
      #expect((SIMD2<Double>(a) - SIMD2<Double>(b)).length < 3e-4)
    }
  }

  /// Single precision cannot keep errors to 1e-7 in a field this steep; nothing is made up instead.
  @Test func aToleranceThatCannotBeMetIsReported() throws {
    var (evaluator, model) = try Self.evaluator {
      ($0.solver, $0.tolerance) = (.dopri5, 1e-7)
    }
    model = Model(
      settings: model.settings, parameters: model.parameters.map { $0 * 40 }, step: 0)
    let result = evaluator.inverse(Self.points, of: model)
    let use = try #require(result.solver)
    #expect(use.unfinished > 0 && use.points == Self.points.count)
    #expect(result.logDensity.count { $0.isNaN } == use.unfinished)
    let trouble = try #require(use.trouble(model.settings)?.description)
    #expect(trouble.contains("\(use.unfinished) of 21 points") && trouble.contains("1e-07"))
    #expect(trouble.contains("larger tolerance"))
  }

  @Test func trainingSaysThatItsSolverGaveUp() throws {
    let settings = ContinuousTests.settings {
      ($0.solver, $0.tolerance, $0.batch, $0.learningRate) = (.dopri5, 1e-7, 32, 10)
    }
    let trainer = try Trainer(settings, threads: 1)
    var caught: FlowError?
    for _ in 0..<40 where caught == nil {
      do { try trainer.advance() } catch { caught = error }
    }
    let text = try #require(caught?.description)
    #expect(
      text.contains("could not make its tolerance of 1e-07") && text.contains("of 32 samples"))
    #expect(trainer.model().parameters.allSatisfy { $0.isFinite })
  }

  @Test func theLedgerFollowsAnAdaptiveSolver() throws {
    let (evaluator, model) = try Self.evaluator { $0.solver = .dopri5 }
    for point in Self.points.prefix(4) {
      let ledger = evaluator.ledger(at: SIMD2<Double>(point), of: model)
      let result = evaluator.inverse([point], of: model)
      #expect(abs(ledger.logDet - ledger.finiteDifferenceLogDet) < 1e-3)
      #expect(abs(ledger.logDensity - Double(result.logDensity[0])) < 1e-3)
      #expect(abs(log(abs(ledger.jacobian.determinant)) - ledger.logDet) < 1e-6)
    }
    let journey = evaluator.journey(from: Self.points, of: model)
    let forward = evaluator.forward(Self.points, of: model)
    #expect(journey.stages == 12)
    for (a, b) in try pairs(journey.points[12], forward.x) {
      #expect((SIMD2<Double>(a) - SIMD2<Double>(b)).length < 1e-3)
    }
  }

  @Test func memoryOfTheAdjointDoesNotGrowWithSteps() throws {
    let rows = try SolverMemory.measure(ContinuousTests.settings(), steps: [2, 4, 8])
    let (solver, adjoint) = (rows.prefix(3), rows.suffix(3))
    #expect(adjoint.allSatisfy { $0.gradients == "adjoint" })
    #expect(Set(adjoint.map(\.bytesPerSample)).count == 1)
    #expect(solver.map(\.bytesPerSample) == solver.map(\.bytesPerSample).sorted())
    #expect(solver[2].bytesPerSample > 3 * solver[0].bytesPerSample)
    #expect(throws: FlowError.self) { try SolverMemory.measure(Settings()) }
  }
}
