import Autodiff

/// A layer whose training loss needs noise of its own: numbers that are ±1 with equal chances, drawn
/// anew for every sample of every step.
protocol Noisy: Bijection {
  /// How many numbers for each sample; 0 where its settings need none.
  var noiseFeatures: Int { get }
  /// x → z for the training loss, with that many rows of noise; `nil` where it is 0.
  func trainingInverse(_ x: Value, noise: Value?) -> Mapped
  /// z → x for the training loss of an energy, likewise.
  func trainingForward(_ z: Value, noise: Value?) -> Mapped
}

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

extension Bijection {
  func trainingInverse(_ x: Value, with noise: Value?) -> Mapped {
    (self as? any Noisy)?.trainingInverse(x, noise: noise) ?? trainingInverse(x)
  }

  func trainingForward(_ z: Value, with noise: Value?) -> Mapped {
    (self as? any Noisy)?.trainingForward(z, noise: noise) ?? trainingForward(z)
  }
}
