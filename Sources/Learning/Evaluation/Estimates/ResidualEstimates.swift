import Autodiff
import Flows
import Foundation

/// One residual layer's log|det dz/dx| at a point, computed in three ways side by side, in nats.
public struct ResidualEstimates: Sendable {
  /// The layer's short name: `residual 3`.
  public var name: String
  /// log|det| from the 2 × 2 determinant.
  public var exact: Double
  /// The power series after 1, 2, 3… terms.
  public var series: [Double]
  /// For each of these numbers of terms, the largest error that the Lipschitz bound allows.
  public var biasBounds: [Double]
  /// The largest magnitude of an eigenvalue of the network's Jacobian at the point: tr(Jᵏ) is at most
  /// twice its k-th power.
  public var spectralRadius: Double
  /// Mean of the Russian-roulette draws, and its standard error.
  public var roulette: (mean: Double, standardError: Double)
}

extension ResidualEstimates {
  /// The largest error of the series at a point with this spectral radius, after 1, 2, 3… terms.
  public func biasBounds(spectralRadius: Double) -> [Double] {
    series.indices.map { LogDetSeries.biasBound(lipschitz: spectralRadius, terms: $0 + 1) }
  }

  /// The spectral radius of a 2 × 2 matrix with this trace and determinant.
  static func spectralRadius(trace: Double, determinant: Double) -> Double {
    let discriminant = trace * trace / 4 - determinant
    guard discriminant > 0 else { return max(0, determinant).squareRoot() }
    return abs(trace) / 2 + discriminant.squareRoot()
  }
}

/// Computes the log-determinants of residual layers in all three ways, in Double.
///
/// Not thread-safe: give each thread its own.
public final class ResidualEstimator {
  /// Terms after which training truncates the series.
  public static let trainingTerms = LogDetSeries.terms
  /// The largest number of terms.
  public static let mostTerms = LogDetSeries.mostTerms
  /// Terms that a draw of Russian roulette keeps, on average.
  public static let meanTerms = Double(LogDetSeries.certain) + 1

  private let architecture: Architecture
  private let layers: [Layer]
  private let executor: Executor<Double>

  private struct Layer {
    let name: String
    let lipschitz: Double
    /// tr J and det J of the network's Jacobian where x arrives.
    let trace: NumberOutput
    let determinant: NumberOutput
  }

  /// - Returns: `nil` for a flow without residual layers.
  public init?(_ architecture: Architecture) {
    var point = Graph().input(0, features: 2)
    var outputs = Outputs()
    var layers: [Layer] = []
    for (layer, name) in zip(architecture.layers, architecture.layerNames).reversed() {
      if let residual = layer as? any SeriesEstimated {
        let (trace, determinant) = residual.invariants(at: point)
        layers.append(
          Layer(
            name: name, lipschitz: residual.lipschitz, trace: outputs.add(number: trace),
            determinant: outputs.add(number: determinant)))
      }
      point = layer.inverse(point).point
    }
    guard !layers.isEmpty else { return nil }
    self.architecture = architecture
    self.layers = layers
    executor = Executor(
      Program(outputs), parameterCount: architecture.parameterCount, tileLanes: 8)
  }

  /// The estimates at x, layer by layer in the order the inverse visits them.
  /// - Parameters:
  ///   - draws: number of draws of Russian roulette; the same seed gives the same draws.
  public func evaluate(
    at x: SIMD2<Double>, of model: Model, terms: Int = 10, draws: Int = 1000, seed: UInt64 = 1
  ) -> [ResidualEstimates] {
    executor.parameters = architecture.settled(model.parameters).map(Double.init)
    executor.setInput(0, points: [x])
    executor.run(lanes: 1)
    let stream = RandomStream(seed: seed)
    return layers.enumerated().map { index, layer in
      let trace = executor[layer.trace, 0]
      let determinant = executor[layer.determinant, 0]
      let parts = Self.terms(trace: trace, determinant: determinant)
      var partial = 0.0
      let series = parts.prefix(terms).map { term in
        partial += term
        return partial
      }
      var random = stream.split(UInt64(index))
      return ResidualEstimates(
        name: layer.name, exact: log(1 + trace + determinant), series: series,
        biasBounds: series.indices.map {
          LogDetSeries.biasBound(lipschitz: layer.lipschitz, terms: $0 + 1)
        },
        spectralRadius: ResidualEstimates.spectralRadius(trace: trace, determinant: determinant),
        roulette: Self.play(parts, draws: draws, &random))
    }
  }

  /// The series' terms (−1)ᵏ⁺¹ tr(Jᵏ)/k.
  private static func terms(trace: Double, determinant: Double) -> [Double] {
    let traces = LogDetSeries.traces(
      trace: trace, determinant: determinant, count: LogDetSeries.mostTerms)
    return traces.enumerated().map { $1 * ($0 % 2 == 0 ? 1 : -1) / Double($0 + 1) }
  }

  private static func play(
    _ terms: [Double], draws: Int, _ random: inout RandomStream
  ) -> (Double, Double) {
    // The value of a draw depends only on how many terms it keeps.
    var worth = [0.0]
    for (index, term) in terms.enumerated() {
      worth.append((worth.last ?? 0) + LogDetSeries.weight(ofTerm: index + 1) * term)
    }
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<max(1, draws) {
      let value = worth[min(LogDetSeries.drawLength(using: &random), terms.count)]
      sum += value
      squares += value * value
    }
    let count = Double(max(1, draws))
    let mean = sum / count
    return (mean, (max(0, squares / count - mean * mean) / count).squareRoot())
  }
}
