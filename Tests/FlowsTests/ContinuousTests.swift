import Foundation
import Testing

@testable import Autodiff
@testable import Flows

/// A continuous flow's loss as training traces it, in Double, with its gradient.
final class ContinuousLoss {
  let architecture: Architecture
  private let executor: Executor<Double>
  private let outputs: [Int?]
  private let lanes: Int

  init(_ settings: Settings, _ points: [SIMD2<Double>], seed: UInt64 = 4) throws {
    architecture = try Architecture(settings)
    let graph = Graph()
    let features = architecture.sampleFeatures
    let loss =
      architecture.loss(graph.input(0, features: features)).minimized.laneSum
      * (1 / Double(points.count))
    let gradients = graph.gradients(
      of: loss, withRespectTo: architecture.layout.tensors.map { $0.parameter(graph) })
    var next = 0
    outputs = gradients.map { gradient in
      guard gradient != nil else { return nil }
      next += 1
      return next
    }
    let unfinished = graph.noted(ContinuousRule.unfinished).map { $0.laneSum }
    executor = Executor(
      Program(shared: [loss] + gradients.compactMap { $0 } + unfinished),
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
    return executor.sharedScalar(0)
  }

  /// One number per parameter.
  func gradient(_ parameters: [Double]) -> [Double] {
    _ = value(parameters)
    return zip(outputs, architecture.layout.tensors).flatMap { output, tensor in
      output.map { executor.sharedOutput($0) }
        ?? Array(repeating: 0, count: tensor.parameter.count)
    }
  }

  var unfinished: Double {
    let first = 1 + outputs.compactMap { $0 }.count
    return (first..<executor.program.sharedOutputs.count).reduce(0) {
      $0 + executor.sharedScalar($1)
    }
  }
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
    { $0.gradients = .adjoint }, { $0.logDet = .hutchinson; $0.gradients = .adjoint },
    { $0.solver = .dopri5; $0.tolerance = 1e-7 },
    { $0.solver = .dopri5; $0.tolerance = 1e-7; $0.logDet = .hutchinson },
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
          abs(found - difference) < 1e-5 * (1 + abs(difference)),
          "\(tensor.name)[\(index)]: \(found), not \(difference)")
      }
    }
    #expect(largest > 1e-2)
  }
}
