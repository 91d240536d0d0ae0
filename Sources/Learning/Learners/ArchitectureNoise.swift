import Autodiff
import Flows

extension Architecture {
  /// Rows of noise that training needs with each sample.
  var noiseFeatures: Int { layers.reduce(0) { $0 + (($1 as? any Noisy)?.noiseFeatures ?? 0) } }

  /// Each layer with its own rows of the noise, in the forward order.
  func layersWithNoise(_ noise: Value?) -> [(layer: any Bijection, noise: Value?)] {
    var next = 0
    return layers.map { layer in
      guard let count = (layer as? any Noisy)?.noiseFeatures, count > 0 else { return (layer, nil) }
      defer { next += count }
      return (layer, noise?.features(next..<(next + count)))
    }
  }
}
