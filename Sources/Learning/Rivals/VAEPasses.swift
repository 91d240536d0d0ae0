import Autodiff
import Flows
import Foundation

/// Runs both networks of one model in Double.
///
/// Not thread-safe: it belongs to the thread that made it.
final class VAEPasses: LatentModel {
  let networks: VAENetworks
  private let encoder: Executor<Double>
  private let encoded: (mean: [NumberOutput], logDeviation: [NumberOutput])
  private let decoder: Executor<Double>
  private let decoded: PointOutput
  /// σ of the model.
  private(set) var sigma = 1.0

  var latent: Int { networks.latent }

  init(_ networks: VAENetworks, parameterCount: Int, threads: Int) {
    self.networks = networks
    func executor(_ outputs: Outputs) -> Executor<Double> {
      Executor(Program(outputs), parameterCount: parameterCount, threads: threads)
    }
    var outputs = Outputs()
    let q = networks.encode(Graph().input(0, features: 2))
    func add(_ value: Value) -> [NumberOutput] {
      (0..<value.features).map { outputs.add(number: value.feature($0)) }
    }
    encoded = (add(q.mean), add(q.logDeviation))
    encoder = executor(outputs)
    outputs = Outputs()
    decoded = outputs.add(
      point: networks.decode(Graph().input(0, features: networks.latent)))
    decoder = executor(outputs)
  }

  /// Takes the parameters of a model.
  func set(_ parameters: [Float]) {
    let values = parameters.map(Double.init)
    encoder.parameters = values
    decoder.parameters = values
    sigma = exp(values[networks.logSigma.offset])
  }

  /// q(z | x) at each point.
  func encode(_ points: [SIMD2<Double>]) -> [EncoderGaussian] {
    guard !points.isEmpty else { return [] }
    encoder.setInput(0, points: points)
    encoder.run(lanes: points.count)
    return points.indices.map { lane in
      var q = EncoderGaussian(mean: .zero, deviation: .one)
      for feature in 0..<latent {
        q.mean[feature] = encoder[encoded.mean[feature], lane]
        q.deviation[feature] = exp(encoder[encoded.logDeviation[feature], lane])
      }
      return q
    }
  }

  /// μ(z) at each latent point, in batches that keep memory small.
  func decode(_ latents: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var points: [SIMD2<Double>] = []
    points.reserveCapacity(latents.count)
    for start in stride(from: 0, to: latents.count, by: Self.batch) {
      let part = latents[start..<min(start + Self.batch, latents.count)]
      if latent == 2 {
        decoder.setInput(0, points: Array(part))
      } else {
        decoder.setInput(0, feature: 0, part.map(\.x))
      }
      decoder.run(lanes: part.count)
      points += decoder.points(decoded, count: part.count)
    }
    return points
  }

  private static let batch = 1 << 15
}
