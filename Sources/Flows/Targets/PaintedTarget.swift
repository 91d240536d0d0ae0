import Foundation

/// A target made by hand: equally likely Gaussians of one width at painted dots. The density is a
/// closed form; the entropy is unknown.
///
/// Its name says everything: `painted:` and, in the 64 letters of base64url, the width of the brush
/// and three letters for each dot. So a command line, a model file and a share line hold the whole
/// painting.
public struct PaintedTarget: Target {
  public let name: String
  public let entropy: Double? = nil
  public let extent = Self.halfWidth
  /// The centres, on a grid of 512 × 512 over [−4, 4]².
  public let dots: [SIMD2<Double>]
  /// Each Gaussian's standard deviation, a whole number of 64ths.
  public let deviation: Double
  private let density: GaussianSum

  /// What the names of painted targets begin with.
  public static let prefix = "painted:"
  /// More dots would make the density slow to draw.
  public static let dotLimit = 600
  private static let halfWidth = 4.0
  private static let side = 512
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

  public var summary: String { "your own: \(dots.count) dots of width \(deviation)" }

  /// - Parameters:
  ///   - dots: at least one; beyond `dotLimit` the first ones count, and each is moved to the grid.
  ///   - deviation: of each Gaussian, from 1/64 to 1.
  /// - Returns: `nil` without a dot.
  public init?(dots: [SIMD2<Double>], deviation: Double) {
    guard !dots.isEmpty else { return nil }
    let width = min(max(Int((deviation * 64).rounded()), 1), 64)
    let places = dots.prefix(Self.dotLimit).map { SIMD2(Self.index($0.x), Self.index($0.y)) }
    self.init(places, width: width)
  }

  private init(_ places: [SIMD2<Int>], width: Int) {
    deviation = Double(width) / 64
    dots = places.map { SIMD2(Self.coordinate($0.x), Self.coordinate($0.y)) }
    var name = Self.prefix + String(Self.letters[width - 1])
    for place in places {
      let bits = place.x << 9 | place.y
      for shift in [12, 6, 0] { name.append(Self.letters[bits >> shift & 63]) }
    }
    self.name = name
    let weight = 1 / Double(places.count)
    density = GaussianSum(
      centres: dots, weights: Array(repeating: weight, count: places.count), deviation: deviation)
  }

  /// The target that a name describes.
  /// - Throws: ``FlowError`` that says where the name makes no sense.
  public init(named name: String) throws(FlowError) {
    var numbers: [Int] = []
    for (index, letter) in name.dropFirst(Self.prefix.count).enumerated() {
      guard let number = Self.letters.firstIndex(of: letter) else {
        throw FlowError(
          "target '\(Self.prefix)…': '\(letter)' at letter \(index + 1) is none of A–Z, a–z, 0–9, -, _"
        )
      }
      numbers.append(number)
    }
    guard let width = numbers.first, numbers.count > 1, numbers.count % 3 == 1,
      numbers.count <= 1 + 3 * Self.dotLimit
    else {
      throw FlowError(
        "target '\(Self.prefix)…': its name is cut short; copy the whole of what y shows, or paint "
          + "with p")
    }
    let places = stride(from: 1, to: numbers.count, by: 3).map { start in
      let bits = numbers[start] << 12 | numbers[start + 1] << 6 | numbers[start + 2]
      return SIMD2(bits >> 9, bits & 511)
    }
    self.init(places, width: width + 1)
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    SIMD2<Float>(dots[random.index(below: dots.count)] + deviation * random.normalPair())
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? { density.logDensity(x) }

  private static func index(_ coordinate: Double) -> Int {
    let place = (coordinate + halfWidth) / (2 * halfWidth) * Double(side)
    return place.isFinite ? min(max(Int(place.rounded(.down)), 0), side - 1) : 0
  }

  private static func coordinate(_ index: Int) -> Double {
    (Double(index) + 0.5) / Double(side) * 2 * halfWidth - halfWidth
  }
}
