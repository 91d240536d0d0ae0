import Canvas
import Foundation
import Learning

/// The 1-D view's band: z₁ cut into equal bins, and where the flow takes their edges on the x₁ axis.
///
/// The band runs along z₁ at the probe's z₂. A bin keeps its mass, so where it gets wider its mass over
/// width, the density, falls.
struct RubberBandScene: ViewScene {
  /// A bin of the band. Its ends in x are in the order of those in z: of a flipped bin the first one is
  /// on the right.
  struct Bin: Sendable {
    var z: ClosedRange<Double>
    var x: (first: Double, last: Double)
    /// ∫p_z dz over the bin, and ∫q dx over its image with q = p_z/|dx/dz|; of a band of mass 1.
    var mass: Double
    var imageMass: Double
    /// Where its pieces lie in x, one place more than there are masses, and the mass of each.
    var places: [Double]
    var masses: [Double]
    /// log(|dx|/dz), the mean over the bin.
    var logStretch: Double { log(max(imageWidth / width, 1e-9)) }
    var width: Double { z.upperBound - z.lowerBound }
    var imageWidth: Double { image.upperBound - image.lowerBound }
    /// Where it lies in x.
    var image: ClosedRange<Double> { (places.min() ?? 0)...(places.max() ?? 0) }
    /// Whether the flow turns it round.
    var isFlipped: Bool { x.last < x.first }
    /// Whether the flow folds it in itself.
    var isFolded: Bool { abs(x.last - x.first) < 0.999 * imageWidth }

    /// The density of what it brings to the places from `low` to `high` of the x axis.
    func density(from low: Double, to high: Double) -> Double {
      guard isFolded else {
        let middle = 0.5 * (low + high)
        return image.lowerBound <= middle && middle < image.upperBound ? imageMass / imageWidth : 0
      }
      var mass = 0.0
      for (index, part) in masses.enumerated() {
        let (a, b) = (places[index], places[index + 1])
        let (left, right) = (max(min(a, b), low), min(max(a, b), high))
        if right > left { mass += part * (right - left) / abs(b - a) }
      }
      return mass / (high - low)
    }
  }
  var bins: [Bin]
  /// The bin that the probe is in.
  var chosen: Int
  /// Both axes go from −reach to reach, so that lengths can be compared.
  var reach: Double

  var bin: Bin? { bins.indices.contains(chosen) ? bins[chosen] : nil }

  /// Whether some bins lie over others in x: neighbours of which one is turned round and one is not.
  var folds: Bool { Set(bins.map(\.isFlipped)).count > 1 || bins.contains(where: \.isFolded) }

  func caption(_ state: State) -> Caption {
    guard let bin, bin.imageWidth.isFinite else {
      return Caption("the band cannot be followed here")
    }
    guard bin.imageWidth > 1e-9 else {
      return Caption(
        "the whole bin falls on one point: mass over width 0 is no density",
        "the bin falls on one point")
    }
    let growth = bin.imageWidth / bin.width
    let widths = "the bin \(bin.width.text(2)) wide becomes \(bin.imageWidth.text(2)) wide"
    let mass = "its mass stays \(bin.mass.text(3))"
    let density = "mass over width ×\((1 / growth).significant)"
    let folded =
      folds
      ? [
        "the band folds: bins lie over each other in x, where their masses add up",
        "the band folds",
      ]
      : []
    guard folded.isEmpty else {
      return Caption(forms: folded.prefix(1).map { "\($0) · \(widths)" } + folded)
    }
    return Caption(
      "\(widths) (×\(growth.significant)); \(mass), so \(density)", "\(widths); \(density)",
      density)
  }
}

/// What the band remembers.
struct RubberBandMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var probe: Probe
    var radius: Double
  }
  private var scene = Memo<Key, RubberBandScene>()

  mutating func scene(_ subject: ViewSubject) -> RubberBandScene {
    let state = subject.state
    let key = Key(
      model: subject.key, probe: state.probe, radius: state[ViewReach.self].radius)
    return scene.value(for: key) { RubberBandMemory.trace(subject, width: key.radius) }
  }

  /// Pieces of each bin that are integrated over.
  private static let pieces = 40

  private static func trace(_ subject: ViewSubject, width: Double) -> RubberBandScene {
    let (evaluator, model, state) = (subject.evaluator, subject.model, subject.state)
    let probe = evaluator.ledger(at: state.probe, of: model).z
    let extent = state.baseExtent
    let half = max(1, Int((extent / width).rounded(.up)))
    let count = 2 * half * pieces
    let step = width / Double(pieces)
    let places = (0...count).map { Double($0 - half * pieces) * step }
    let height = probe.y.isFinite ? probe.y : 0
    let points = places.map { SIMD2(Float($0), Float(height)) }
    let images = evaluator.forward(points, of: model).x.map { Double($0.x) }
    let logBase = evaluator.logBaseDensity(points, of: model).map(Double.init)
    // Along the line alone, the base's density is one of mass 1.
    let all = logBase.reduce(0) { $0 + exp($1) } * step
    let density = logBase.map { exp($0) / all }
    let bins = (0..<(2 * half)).map { index in
      bin(index * pieces, places, images, density, step: step)
    }
    let place = probe.x.isFinite ? probe.x : 0
    let chosen = Int(((place + Double(half) * width) / width).rounded(.down))
    return RubberBandScene(
      bins: bins, chosen: min(max(chosen, 0), bins.count - 1),
      reach: max(extent, state.dataExtent))
  }

  /// The bin that begins at one of the places. Each side is integrated with its own density over its own
  /// variable.
  private static func bin(
    _ start: Int, _ places: [Double], _ images: [Double], _ density: [Double], step: Double
  ) -> RubberBandScene.Bin {
    let end = start + pieces
    var (mass, imageMass, masses) = (0.0, 0.0, [Double]())
    for index in start..<end {
      let middle = 0.5 * (density[index] + density[index + 1])
      mass += middle * step
      masses.append(middle * step)
      // The slope at the piece, from its neighbours as well.
      let (low, high) = (max(index - 1, 0), min(index + 2, places.count - 1))
      let slope = abs(images[high] - images[low]) / (places[high] - places[low])
      if slope > 0 { imageMass += middle / slope * abs(images[index + 1] - images[index]) }
    }
    return RubberBandScene.Bin(
      z: places[start]...places[end], x: (images[start], images[end]), mass: mass,
      imageMass: imageMass, places: Array(images[start...end]), masses: masses)
  }
}
