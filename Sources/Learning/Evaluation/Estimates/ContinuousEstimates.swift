import Autodiff
import Flows
import Foundation

/// One continuous layer's log|det dz/dx| at a point, exact and estimated side by side, in nats.
public struct ContinuousEstimates: Sendable {
  /// The layer's short name: `flow`.
  public var name: String
  /// ∫ −tr(∂f/∂x) dt with the exact trace, as every evaluation takes it.
  public var exact: Double
  /// Mean of the Hutchinson estimates, each of a whole solve with one noise vector, and its
  /// standard error.
  public var hutchinson: (mean: Double, standardError: Double)
  /// Each draw's estimate, in the order of the draws.
  public var draws: [Double]
  /// Evaluations of the vector field (NFE) for this point, from x to z and from z to x.
  public var inverseEvaluations: Int
  public var forwardEvaluations: Int
}

/// Computes what continuous layers make of their traces, in Double.
///
/// Not thread-safe: give each thread its own.
public final class ContinuousEstimator {
  private let architecture: Architecture
  /// The layers' names in the order the inverse visits them.
  private let names: [String]
  /// For each layer where x arrives, the exact log-determinant and both numbers of evaluations.
  private let exact: Executor<Double>
  /// Each layer's estimate from where x arrives, a draw per lane.
  private let estimates: [Executor<Double>]

  /// - Returns: `nil` for a flow without continuous layers.
  public init?(_ architecture: Architecture) {
    let count = architecture.parameterCount
    var names: [String] = []
    var outputs: [Value] = []
    var estimates: [Executor<Double>] = []
    let graph = Graph()
    var point = graph.input(0, features: 2)
    for (layer, name) in zip(architecture.layers, architecture.layerNames).reversed() {
      let mapped = layer.inverse(point)
      if let flow = layer as? any TraceEstimated {
        let there = graph.evaluations.last ?? graph.constant(0)
        _ = flow.forward(mapped.point)
        let back = graph.evaluations.last ?? graph.constant(0)
        outputs += [point, mapped.logDet, there, back]
        names.append(name)
        let input = Graph().input(0, features: 4)
        let estimate = flow.estimate(input.features(0..<2), noise: input.features(2..<4))
        estimates.append(
          Executor(Program(lanes: [estimate.logDet]), parameterCount: count, tileLanes: 32))
      }
      point = mapped.point
    }
    guard !names.isEmpty else { return nil }
    self.architecture = architecture
    self.names = names
    self.estimates = estimates
    exact = Executor(Program(lanes: outputs), parameterCount: count, tileLanes: 8)
  }

  /// The estimates at x, layer by layer in the order the inverse visits them.
  /// - Parameters:
  ///   - draws: how many noise vectors, of entries ±1; the same seed draws the same.
  public func evaluate(
    at x: SIMD2<Double>, of model: Model, draws: Int = 256, seed: UInt64 = 1
  ) -> [ContinuousEstimates] {
    let parameters = architecture.settled(model.parameters).map(Double.init)
    exact.parameters = parameters
    exact.setInput(0, points: [x])
    exact.run(lanes: 1)
    let stream = RandomStream(seed: seed)
    let count = max(1, draws)
    return names.enumerated().map { index, name in
      let estimate = estimates[index]
      var random = stream.split(UInt64(index))
      func sign() -> Double { random.uniform() < 0.5 ? -1 : 1 }
      estimate.parameters = parameters
      for feature in 0..<2 {
        let place = exact.output(4 * index, feature: feature, lane: 0)
        estimate.setInput(0, feature: feature, Array(repeating: place, count: count))
        estimate.setInput(0, feature: 2 + feature, (0..<count).map { _ in sign() })
      }
      estimate.run(lanes: count)
      let values = estimate.output(0, count: count)
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      return ContinuousEstimates(
        name: name, exact: exact.output(4 * index + 1, lane: 0),
        hutchinson: (mean, (variance / Double(max(1, count - 1))).squareRoot()), draws: values,
        inverseEvaluations: Int(exact.output(4 * index + 2, lane: 0)),
        forwardEvaluations: Int(exact.output(4 * index + 3, lane: 0)))
    }
  }
}
