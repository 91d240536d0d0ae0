import Autodiff
import Flows
import Foundation

/// q(z | x) of one point: a normal distribution with a mean and a standard deviation for each feature.
/// Of a latent space of one dimension the second feature is 0, with deviation 1, and counts nowhere.
package struct EncoderGaussian: Hashable, Sendable {
  package var mean: SIMD2<Double>
  package var deviation: SIMD2<Double>
}

/// Runs both networks of one model in Double.
///
/// Not thread-safe: it belongs to the thread that made it.
final class VAEPasses {
  let networks: VAENetworks
  private let encoder: Executor<Double>
  private let encoded: (mean: [NumberOutput], logDeviation: [NumberOutput])
  private let decoder: Executor<Double>
  private let decoded: PointOutput
  /// σ of the model.
  private(set) var sigma = 1.0

  var latent: Int { networks.shape.latent }

  init(_ networks: VAENetworks, threads: Int = 1) {
    self.networks = networks
    let count = networks.layout.initial.count
    func executor(_ outputs: Outputs) -> Executor<Double> {
      Executor(Program(outputs), parameterCount: count, threads: threads)
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
      point: networks.decode(Graph().input(0, features: networks.shape.latent)))
    decoder = executor(outputs)
  }

  /// Takes the parameters of a model.
  func set(_ parameters: [Float]) {
    let values = parameters.map(Double.init)
    encoder.parameters = values
    decoder.parameters = values
    sigma = networks.sigma(parameters)
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

  /// log N(x; μ, σ²) of a decoded point, in nats.
  func logLikelihood(_ x: SIMD2<Double>, from image: SIMD2<Double>) -> Double {
    let gap = (x - image) / sigma
    return -0.5 * (gap * gap).sum() - 2 * log(sigma) - log(2 * .pi)
  }

  /// log N(z; 0, 1), in nats.
  func logPrior(_ z: SIMD2<Double>) -> Double {
    -0.5 * (z * z).sum() - 0.5 * Double(latent) * log(2 * .pi)
  }
}
