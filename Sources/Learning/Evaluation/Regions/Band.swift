import Flows
import Foundation

/// A line of base space along z₁, cut into bins of one width, and where the flow takes their edges on the
/// x₁ axis.
///
/// A bin keeps its mass, so where it gets wider its mass over width, the density, falls.
public struct Band: Sendable {
  /// A bin of the band. Its ends in x are in the order of those in z: of a flipped bin the first one is
  /// on the right.
  public struct Bin: Sendable {
    public var z: ClosedRange<Double>
    public var x: (first: Double, last: Double)
    /// ∫p_z dz over the bin, and ∫q dx over its image with q = p_z/|dx/dz|; of a band of mass 1.
    public var mass: Double
    public var imageMass: Double
    /// Where its pieces lie in x, one place more than there are masses, and the mass of each.
    public var places: [Double]
    public var masses: [Double]
    public var width: Double { z.upperBound - z.lowerBound }
    public var imageWidth: Double { image.upperBound - image.lowerBound }
    /// Where it lies in x.
    public var image: ClosedRange<Double> {
      let known = places.filter { !$0.isNaN }
      return (known.min() ?? 0)...(known.max() ?? 0)
    }
  }
  public var bins: [Bin]
  /// The bin that the probe is in.
  public var chosen: Int

  /// Pieces of each bin that are integrated over.
  private static let pieces = 40

  /// - Parameters:
  ///   - probe: the band lies at its z₂.
  ///   - width: of a bin, in z.
  ///   - extent: how far the band reaches on both sides, at least.
  package init(
    _ evaluator: Evaluator, _ model: Model, at probe: SIMD2<Double>, width: Double, extent: Double
  ) {
    let half = max(1, Int((extent / width).rounded(.up)))
    let count = 2 * half * Self.pieces
    let step = width / Double(Self.pieces)
    let places = (0...count).map { Double($0 - half * Self.pieces) * step }
    let height = probe.y.isFinite ? probe.y : 0
    let points = places.map { SIMD2(Float($0), Float(height)) }
    let images = evaluator.forward(points, of: model).x.map { Double($0.x) }
    let logBase = evaluator.logBaseDensity(points, of: model).map(Double.init)
    // Along the line alone, the base's density is one of mass 1.
    let all = logBase.reduce(0) { $0 + exp($1) } * step
    let density = logBase.map { exp($0) / all }
    bins = (0..<(2 * half)).map { index in
      Self.bin(index * Self.pieces, places, images, density, step: step)
    }
    let place = probe.x.isFinite ? probe.x : 0
    let index = Int(((place + Double(half) * width) / width).rounded(.down))
    chosen = min(max(index, 0), bins.count - 1)
  }

  /// The bin that begins at one of the places. Each side is integrated with its own density over its own
  /// variable.
  private static func bin(
    _ start: Int, _ places: [Double], _ images: [Double], _ density: [Double], step: Double
  ) -> Bin {
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
    return Bin(
      z: places[start]...places[end], x: (images[start], images[end]), mass: mass,
      imageMass: imageMass, places: Array(images[start...end]), masses: masses)
  }
}
