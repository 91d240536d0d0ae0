import Autodiff
import Flows

extension Architecture {
  /// Numbers that a training sample consists of, with the noise that layers need.
  var sampleFeatures: Int { family.objective.features + noiseFeatures }

  /// What training minimises and what it shows, for each sample, one feature each. They differ while
  /// an energy is let in by and by.
  func loss(_ sample: Value) -> (minimized: Value, shown: Value) {
    let x = sample.features(0..<2)
    let data = family.objective.features
    let noise = noiseFeatures == 0 ? nil : sample.features(data..<(data + noiseFeatures))
    if let energy { return reverseKL(x, noise, to: energy, weight: sample.feature(2)) }
    guard family.objective == .flowMatching, let flow = layers.first as? any FieldDriven else {
      let loss = trainingLoss(x, noise)
      return (loss, loss)
    }
    // Where the field ends: fixed layers lie between there and the data.
    let end = layers.dropFirst().reversed().reduce(x) { $1.inverse($0).point }
    let (z, t) = (sample.features(2..<4), sample.feature(4))
    let velocity = flow.velocity(at: z + t * (end - z), t)
    let loss = (velocity - (end - z)).squared.featureSum
    return (loss, loss)
  }

  private func reverseKL(
    _ z: Value, _ noise: Value?, to target: any EnergyTarget, weight: Value
  ) -> (minimized: Value, shown: Value) {
    var point = z
    var loss = base.distribution.trainingLogDensity(z) + target.logNormalizer
    for (layer, noise) in layersWithNoise(noise) {
      let mapped = layer.trainingForward(point, with: noise)
      point = mapped.point
      loss = loss - mapped.logDet
      if let penalty = mapped.penalty { loss = loss + penalty }
    }
    let energy = target.energy(point)
    return (loss + weight * energy, loss + energy)
  }

  /// The target, where it is known by its energy alone.
  private var energy: (any EnergyTarget)? { settings.energy }
}
