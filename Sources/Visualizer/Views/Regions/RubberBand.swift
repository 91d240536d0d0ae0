import Canvas
import Foundation
import Learning

/// The 1-D view's band: z₁ cut into equal bins, and where the flow takes their edges on the x₁ axis.
///
/// The band runs along z₁ at the probe's z₂. A bin keeps its mass, so where it gets wider its mass over
/// width, the density, falls.
struct RubberBandScene: ViewScene {
  typealias Bin = Band.Bin
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
    guard !bin.isPoint else {
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

  private static func trace(_ subject: ViewSubject, width: Double) -> RubberBandScene {
    let (evaluator, model, state) = (subject.evaluator, subject.model, subject.state)
    let band = Band(
      evaluator, model, at: evaluator.ledger(at: state.probe, of: model).z, width: width,
      extent: state.baseExtent)
    return RubberBandScene(
      bins: band.bins, chosen: band.chosen, reach: max(state.baseExtent, state.dataExtent))
  }
}

extension Band.Bin {
  /// log(|dx|/dz), the mean over the bin.
  var logStretch: Double { log(max(imageWidth / width, 1e-9)) }
  /// Whether the flow takes all of it to one point, so that no density has its mass.
  var isPoint: Bool { imageWidth <= 1e-6 * width }
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
