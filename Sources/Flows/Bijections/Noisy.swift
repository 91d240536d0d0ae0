import Autodiff

/// A layer whose training loss needs random signs: numbers that are ±1 with equal probability, drawn anew for
/// every sample of every step.
package protocol Noisy: Bijection {
  /// Numbers for each sample; 0 if its settings need none.
  var noiseFeatures: Int { get }
  /// x → z for the training loss, with that many rows of noise; `nil` where it is 0.
  func trainingInverse(_ x: Value, noise: Value?) -> Mapped
  /// z → x for the training loss of an energy, likewise.
  func trainingForward(_ z: Value, noise: Value?) -> Mapped
}

extension Bijection {
  package func trainingInverse(_ x: Value, with noise: Value?) -> Mapped {
    (self as? any Noisy)?.trainingInverse(x, noise: noise) ?? trainingInverse(x)
  }

  package func trainingForward(_ z: Value, with noise: Value?) -> Mapped {
    (self as? any Noisy)?.trainingForward(z, noise: noise) ?? trainingForward(z)
  }
}

extension Inverted: Noisy where Original: Noisy {
  package var noiseFeatures: Int { original.noiseFeatures }

  package func trainingInverse(_ x: Value, noise: Value?) -> Mapped {
    original.trainingForward(x, noise: noise)
  }

  package func trainingForward(_ z: Value, noise: Value?) -> Mapped {
    original.trainingInverse(z, noise: noise)
  }
}
