import Autodiff
import Flows
import Foundation

/// One residual layer's log|det dz/dx| at a point, computed in three ways side by side, in nats.
public struct ResidualEstimates: Sendable {
  /// The layer's short name: `residual 3`.
  public var name: String
  /// Of the 2 × 2 determinant.
  public var exact: Double
  /// The power series after 1, 2, 3… terms.
  public var series: [Double]
  /// The largest error that the Lipschitz bound allows after as many terms.
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

  /// Of a 2 × 2 matrix with this trace and determinant.
  static func spectralRadius(trace: Double, determinant: Double) -> Double {
    let discriminant = trace * trace / 4 - determinant
    guard discriminant > 0 else { return max(0, determinant).squareRoot() }
    return abs(trace) / 2 + discriminant.squareRoot()
  }
}

/// Computes what residual layers make of their Jacobians, in Double.
///
/// Not thread-safe: give each thread its own.
public final class ResidualEstimator {
  /// Terms after which training truncates the series.
  public static let trainingTerms = LogDetSeries.terms
  /// The most terms that there are.
  public static let mostTerms = LogDetSeries.mostTerms
  /// Terms that a draw of Russian roulette keeps, on average.
  public static let meanTerms = Double(LogDetSeries.certain) + 1

  private let architecture: Architecture
  private let layers: [(name: String, lipschitz: Double)]
  /// For each of them trace and determinant of the network's Jacobian where x arrives.
  private let executor: Executor<Double>

  /// - Returns: `nil` for a flow without residual layers.
  public init?(_ architecture: Architecture) {
    var point = Graph().input(0, features: 2)
    var outputs: [Value] = []
    var layers: [(String, Double)] = []
    for (layer, name) in zip(architecture.layers, architecture.layerNames).reversed() {
      if let residual = layer as? any SeriesEstimated {
        let (trace, determinant) = residual.invariants(at: point)
        outputs.append(contentsOf: [trace, determinant])
        layers.append((name, residual.lipschitz))
      }
      point = layer.inverse(point).point
    }
    guard !outputs.isEmpty else { return nil }
    self.architecture = architecture
    self.layers = layers
    executor = Executor(
      Program(lanes: outputs), parameterCount: architecture.parameterCount, tileLanes: 8)
  }

  /// The estimates at x, layer by layer in the order the inverse visits them.
  /// - Parameters:
  ///   - draws: how often Russian roulette is played; the same seed plays the same.
  public func evaluate(
    at x: SIMD2<Double>, of model: Model, terms: Int = 10, draws: Int = 1000, seed: UInt64 = 1
  ) -> [ResidualEstimates] {
    executor.parameters = architecture.settled(model.parameters).map(Double.init)
    executor.setInput(0, feature: 0, [x.x])
    executor.setInput(0, feature: 1, [x.y])
    executor.run(lanes: 1)
    let stream = RandomStream(seed: seed)
    return layers.enumerated().map { index, layer in
      let trace = executor.output(2 * index, lane: 0)
      let determinant = executor.output(2 * index + 1, lane: 0)
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
      trace: trace, determinant: determinant, two: 2, count: LogDetSeries.mostTerms
    ) { $0 * $1 - $2 * $3 }
    return traces.enumerated().map { $1 * ($0 % 2 == 0 ? 1 : -1) / Double($0 + 1) }
  }

  private static func play(
    _ terms: [Double], draws: Int, _ random: inout RandomStream
  ) -> (Double, Double) {
    // What a draw is worth depends only on how many terms it keeps.
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
