import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// A continuous flow's loss as training traces it, in Double, with its gradient.
final class ContinuousLoss {
  let architecture: Architecture
  private let executor: Executor<Double>
  private let mean: SharedOutput
  private let gradients: [SharedOutput?]
  private let unfinishedCount: SharedOutput?
  private let lanes: Int

  init(_ settings: Settings, _ points: [SIMD2<Double>], seed: UInt64 = 4) throws {
    architecture = try Architecture(settings)
    let graph = Graph()
    let draws = architecture.draws
    let features = draws.features
    let sample = Sample(graph.input(0, features: features), draws)
    let loss =
      architecture.objective.loss(of: architecture.parts, sample).minimized.laneSum
      * (1 / Double(points.count))
    let gradients = graph.gradients(
      of: loss, withRespectTo: architecture.layout.tensors.map { $0.parameter(graph) })
    var outputs = Outputs()
    mean = outputs.add(shared: loss)
    self.gradients = gradients.map { $0.map { outputs.add(shared: $0) } }
    unfinishedCount = graph.unconverged.map { outputs.add(shared: $0.laneSum) }
    executor = Executor(
      Program(outputs),
      parameterCount: architecture.parameterCount, tileLanes: 16)
    executor.setInput(0, feature: 0, points.map(\.x))
    executor.setInput(0, feature: 1, points.map(\.y))
    var random = RandomStream(seed: seed)
    for row in 2..<max(2, features) {
      executor.setInput(0, feature: row, points.map { _ in random.uniform() < 0.5 ? -1 : 1 })
    }
    lanes = points.count
  }

  func value(_ parameters: [Double]) -> Double {
    executor.parameters = parameters
    executor.run(lanes: lanes)
    return executor[mean]
  }

  /// One number per parameter.
  func gradient(_ parameters: [Double]) -> [Double] {
    _ = value(parameters)
    return zip(gradients, architecture.layout.tensors).flatMap { output, tensor in
      output.map { executor.values($0) }
        ?? Array(repeating: 0, count: tensor.parameter.count)
    }
  }

  var unfinished: Double { unfinishedCount.map { executor[$0] } ?? 0 }
}

/// Solvers, traces and gradients of continuous flows.
@Suite struct ContinuousTests {
  static func settings(_ change: (inout Settings) -> Void = { _ in }) -> Settings {
    var settings = Settings()
    settings.flow = "cnf"
    settings.hidden = [8, 8]
    change(&settings)
    return settings
  }

  static func parameters(_ settings: Settings, noise: Double = 0.4) throws -> [Double] {
    var random = RandomStream(seed: 2)
    return try Architecture(settings).layout.initial.map { Double($0) + noise * random.normal() }
  }

  static let points = (0..<21).map { index -> SIMD2<Double> in
    var random = RandomStream(seed: UInt64(index))
    return SIMD2(1.5 * random.normal(), random.normal())
  }

  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    let size = b.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() / size
  }

  static let variants: [@Sendable (inout Settings) -> Void] = [
    { $0.gradients = .adjoint },
    {
      $0.logDet = .hutchinson; $0.gradients = .adjoint
    },
    {
      $0.solver = .dopri5; $0.tolerance = 1e-7
    },
    {
      $0.solver = .dopri5; $0.tolerance = 1e-7; $0.logDet = .hutchinson
    },
  ]

  @Test(arguments: variants.indices) func theAdjointAgreesWithCentralDifferences(
    variant: Int
  ) throws {
    var settings = Self.settings(Self.variants[variant])
    if settings.solver == nil { settings.solverSteps = 60 }
    let loss = try ContinuousLoss(settings, Self.points)
    let parameters = try Self.parameters(settings)
    let gradient = loss.gradient(parameters)
    #expect(loss.unfinished == 0)
    var largest = 0.0
    for tensor in loss.architecture.layout.tensors {
      let (offset, count) = (tensor.parameter.offset, tensor.parameter.count)
      for index in Set([0, count / 2, count - 1]) {
        var changed = parameters
        changed[offset + index] += 1e-4
        let above = loss.value(changed)
        changed[offset + index] -= 2e-4
        let difference = (above - loss.value(changed)) / 2e-4
        let found = gradient[offset + index]
        largest = max(largest, abs(found))
        #expect(
          abs(found - difference) < 5e-5 * (1 + abs(difference)),
          "\(tensor.name)[\(index)]: \(found), not \(difference)")
      }
    }
    #expect(largest > 1e-2)
  }
}

extension ContinuousTests {
  /// Both are gradients of nearly the same number: they come together as steps grow shorter.
  @Test func adjointAndSolverGradientsAgreeAsStepsGrow() throws {
    var last = Double.infinity
    for steps in [8, 16, 32] {
      var gradients: [[Double]] = []
      for method in GradientMethod.allCases {
        let settings = Self.settings { ($0.gradients, $0.solverSteps) = (method, 2 * steps) }
        let loss = try ContinuousLoss(settings, Self.points)
        gradients.append(loss.gradient(try Self.parameters(settings)))
      }
      let distance = Self.distance(gradients[1], gradients[0])
      #expect(distance < 0.6 * last && distance < 0.02, "\(distance) with \(steps) steps")
      last = distance
    }
  }

  /// Layers one after the other: what the second's adjoint sends to its start is the first's end.
  @Test func theAdjointGoesThroughSeveralLayers() throws {
    let parameters = try Self.parameters(Self.settings { $0.layers = 2 })
    let gradients = try GradientMethod.allCases.map { method in
      let settings = Self.settings {
        ($0.layers, $0.gradients, $0.solverSteps) = (2, method, 80)
      }
      return try ContinuousLoss(settings, Self.points).gradient(parameters)
    }
    // The penalties' quadratures differ: rectangles there, the method's own weights here.
    #expect(Self.distance(gradients[1], gradients[0]) < 2e-3)
  }
}

/// Hutchinson's estimate of the trace.
@Suite struct HutchinsonTests {
  @Test func theMeanOverNoiseIsTheExactLogDeterminant() throws {
    for solver in [nil, ODESolver.dopri5] {
      let settings = ContinuousTests.settings { ($0.layers, $0.solver) = (2, solver) }
      let parameters = try ContinuousTests.parameters(settings).map { Float($0) }
      let model = Model(settings: settings, parameters: parameters, step: 0)
      let estimator = try #require(ContinuousEstimator(Architecture(settings)))
      let found = estimator.evaluate(at: SIMD2(0.4, -0.7), of: model, draws: 200)
      #expect(found.map(\.name) == ["flow 2", "flow 1"])
      let ledger = try Evaluator(settings).ledger(at: SIMD2(0.4, -0.7), of: model)
      for (estimate, row) in try pairs(found, ledger.rows) {
        #expect(abs(estimate.exact - row.logDet) < 1e-3)
        let error = estimate.hutchinson.standardError
        #expect(error > 0 && estimate.draws.count == 200)
        #expect(abs(estimate.hutchinson.mean - estimate.exact) < 4 * error + 1e-3)
        if solver == nil {
          #expect(estimate.inverseEvaluations == 48 && estimate.forwardEvaluations == 48)
        } else {
          #expect(estimate.inverseEvaluations > 6 && estimate.forwardEvaluations > 6)
        }
      }
      // The same seed draws the same.
      let again = estimator.evaluate(at: SIMD2(0.4, -0.7), of: model, draws: 200)
      #expect(again.map(\.draws) == found.map(\.draws))
    }
    #expect(ContinuousEstimator(try Architecture(Settings())) == nil)
  }

  /// With signs ε = (±1, ±1) a whole solve has two possible estimates, and their mean is the exact
  /// log-determinant where the trace is summed along one path. Noise drawn anew inside the solve
  /// would give many.
  @Test func oneNoiseVectorServesAWholeSolve() throws {
    let settings = ContinuousTests.settings()
    let parameters = try ContinuousTests.parameters(settings).map { Float($0) }
    let model = Model(settings: settings, parameters: parameters, step: 0)
    let found = try #require(ContinuousEstimator(Architecture(settings)))
      .evaluate(at: SIMD2(0.4, -0.7), of: model, draws: 64)[0]
    let values = Set(found.draws)
    #expect(values.count == 2)
    #expect(abs(values.reduce(0, +) / 2 - found.exact) < 1e-9)
  }

  /// Training draws the same points whether or not it draws noise, and its noise by its seed.
  @Test func noiseHasAStreamOfItsOwn() throws {
    var losses: [[Double]] = []
    for method in [LogDetMethod.exact, .hutchinson, .hutchinson] {
      let settings = ContinuousTests.settings {
        ($0.logDet, $0.batch) = (method, 64)
      }
      let trainer = try Trainer(settings, threads: 2)
      losses.append(try (0..<4).map { _ in try trainer.advance() })
    }
    // The first field is at rest: its trace is zero, and so is any estimate of it.
    #expect(losses[0][0] == losses[1][0])
    #expect(losses[0][3] != losses[1][3] && losses[1] == losses[2])
  }
}
