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

/// Computes the log-determinants of continuous layers with exact and with estimated traces, in Double.
///
/// Not thread-safe: give each thread its own.
public final class ContinuousEstimator {
  private let architecture: Architecture
  /// The layers in the order the inverse visits them.
  private let layers: [Layer]
  private let exact: Executor<Double>

  private struct Layer {
    let name: String
    /// Where x arrives, the exact log-determinant there, and both numbers of evaluations.
    let start: PointOutput
    let logDet: NumberOutput
    let inverseEvaluations: NumberOutput
    let forwardEvaluations: NumberOutput
    /// The estimate from where x arrives, a draw per lane.
    let estimate: Estimate
  }

  private struct Estimate {
    let executor: Executor<Double>
    let logDet: NumberOutput

    init(_ flow: any TraceEstimated, parameterCount: Int) {
      let graph = Graph()
      let mapped = flow.estimate(
        graph.input(0, features: 2), noise: graph.input(1, features: 2))
      var outputs = Outputs()
      logDet = outputs.add(number: mapped.logDet)
      executor = Executor(
        Program(outputs), parameterCount: parameterCount, tileLanes: 32)
    }
  }

  /// - Returns: `nil` for a flow without continuous layers.
  public init?(_ architecture: Architecture) {
    let graph = Graph()
    var layers: [Layer] = []
    var outputs = Outputs()
    var point = graph.input(0, features: 2)
    for (layer, name) in zip(architecture.layers, architecture.layerNames).reversed() {
      let mapped = layer.inverse(point)
      if let flow = layer as? any TraceEstimated {
        let back = flow.forward(mapped.point)
        func evaluations(_ mapped: Mapped) -> Value {
          mapped.report?.evaluations ?? graph.constant(0)
        }
        layers.append(
          Layer(
            name: name, start: outputs.add(point: point),
            logDet: outputs.add(number: mapped.logDet),
            inverseEvaluations: outputs.add(number: evaluations(mapped)),
            forwardEvaluations: outputs.add(number: evaluations(back)),
            estimate: Estimate(flow, parameterCount: architecture.parameterCount)))
      }
      point = mapped.point
    }
    guard !layers.isEmpty else { return nil }
    self.architecture = architecture
    self.layers = layers
    exact = Executor(
      Program(outputs), parameterCount: architecture.parameterCount, tileLanes: 8)
  }

  /// The estimates at x, layer by layer in the order the inverse visits them.
  /// - Parameters:
  ///   - draws: number of noise vectors, with entries ±1; the same seed gives the same vectors.
  public func evaluate(
    at x: SIMD2<Double>, of model: Model, draws: Int = 256, seed: UInt64 = 1
  ) -> [ContinuousEstimates] {
    let parameters = architecture.settled(model.parameters).map(Double.init)
    exact.parameters = parameters
    exact.setInput(0, points: [x])
    exact.run(lanes: 1)
    let stream = RandomStream(seed: seed)
    let count = max(1, draws)
    return layers.enumerated().map { index, layer in
      let estimate = layer.estimate.executor
      var random = stream.split(UInt64(index))
      func sign() -> Double { random.uniform() < 0.5 ? -1 : 1 }
      estimate.parameters = parameters
      estimate.setInput(
        0, points: Array(repeating: exact[layer.start, 0], count: count))
      for feature in 0..<2 {
        estimate.setInput(1, feature: feature, (0..<count).map { _ in sign() })
      }
      estimate.run(lanes: count)
      let values = estimate.numbers(layer.estimate.logDet, count: count)
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      return ContinuousEstimates(
        name: layer.name, exact: exact[layer.logDet, 0],
        hutchinson: (mean, (variance / Double(max(1, count - 1))).squareRoot()), draws: values,
        inverseEvaluations: Int(exact[layer.inverseEvaluations, 0]),
        forwardEvaluations: Int(exact[layer.forwardEvaluations, 0]))
    }
  }
}
