import Foundation
import Synchronization

/// A target made by hand: equally likely Gaussians of one width at painted dots. The density is a
/// closed form; the entropy is a sum over a lattice.
public struct PaintedTarget: Target {
  /// What is painted.
  public let painting: PaintedDots
  /// The text of the dots, which says everything.
  public let name: String
  public let extent = PaintedDots.halfWidth
  /// The centres.
  public let dots: [SIMD2<Double>]
  /// Each Gaussian's standard deviation.
  public let deviation: Double
  private let density: GaussianSum

  public var summary: String { "your own: \(dots.count) dots of width \(deviation)" }

  public init(_ painting: PaintedDots) {
    self.painting = painting
    name = painting.text
    dots = painting.dots
    deviation = painting.deviation
    let weights = Array(repeating: 1 / Double(dots.count), count: dots.count)
    density = GaussianSum(centres: dots, weights: weights, deviation: deviation)
  }

  /// - Parameters:
  ///   - dots: at least one; beyond ``PaintedDots/limit`` the first ones count.
  ///   - deviation: of each Gaussian, from 1/64 to 1.
  /// - Returns: `nil` without a dot; see ``PaintedDots/init(dots:deviation:)``.
  public init?(dots: [SIMD2<Double>], deviation: Double) {
    guard let painting = PaintedDots(dots: dots, deviation: deviation) else { return nil }
    self.init(painting)
  }

  /// −∫ p log p, in nats.
  public var entropy: Double? {
    // One painting is asked for its entropy in every frame.
    Self.latest.withLock { latest in
      if let latest, latest.painting == painting { return latest.entropy }
      let entropy = latticeEntropy
      latest = (painting, entropy)
      return entropy
    }
  }

  private static let latest = Mutex<(painting: PaintedDots, entropy: Double)?>(nil)

  /// −Σ p log p over a lattice of half a deviation, on which sums of such Gaussians are integrals to many
  /// digits. Each dot adds to the places within six deviations of it.
  private var latticeEntropy: Double {
    let (spacing, reach) = (deviation / 2, 12)
    let side = Int((2 * extent / spacing).rounded(.up)) + 2 * reach + 2
    let start = -extent - Double(reach) * spacing
    var density = [Double](repeating: 0, count: side * side)
    let factor = 1 / (2 * .pi * deviation * deviation * Double(dots.count))
    for dot in dots {
      func fall(_ coordinate: Double) -> (first: Int, values: [Double]) {
        let first = max(0, Int(((coordinate - start) / spacing).rounded()) - reach)
        let last = min(side - 1, first + 2 * reach)
        return (
          first,
          (first...last).map {
            let offset = (start + Double($0) * spacing - coordinate) / deviation
            return exp(-offset * offset / 2)
          }
        )
      }
      let (across, along) = (fall(dot.x), fall(dot.y))
      for (row, height) in along.values.enumerated() {
        let place = (along.first + row) * side + across.first
        for (column, value) in across.values.enumerated() {
          density[place + column] += factor * height * value
        }
      }
    }
    return -spacing * spacing * density.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    SIMD2<Float>(dots[random.index(below: dots.count)] + deviation * random.normalPair())
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? { density.logDensity(x) }
}
