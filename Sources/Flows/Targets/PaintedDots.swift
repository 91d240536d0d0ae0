/// Dots painted by hand with a brush of one width: what a ``PaintedTarget`` is made of.
///
/// As text it is `painted:` and, in the 64 letters of base64url, the width of the brush and three
/// letters for each dot. So a command line, a model file and a share line hold the whole painting.
public struct PaintedDots: Sendable {
  /// The width of the brush in 64ths, from 1 to 64.
  private let width: Int
  /// The centres, on a grid of 512 × 512 over [−4, 4]².
  private let places: [SIMD2<Int>]
  /// How files and command lines write it.
  public let text: String

  /// What the text of dots begins with.
  public static let prefix = "painted:"
  /// More dots would make the density slow to draw.
  public static let limit = 600
  static let halfWidth = 4.0
  private static let side = 512
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

  /// - Parameters:
  ///   - dots: at least one; beyond ``limit`` the first ones count, and each is moved to the grid.
  ///   - deviation: of the Gaussian at each dot, from 1/64 to 1.
  /// - Returns: `nil` without a dot.
  public init?(dots: [SIMD2<Double>], deviation: Double) {
    guard !dots.isEmpty else { return nil }
    let places = dots.prefix(Self.limit).map { SIMD2(Self.index($0.x), Self.index($0.y)) }
    self.init(places, width: min(max(Int((deviation * 64).rounded()), 1), 64))
  }

  private init(_ places: [SIMD2<Int>], width: Int) {
    (self.places, self.width) = (places, width)
    var text = Self.prefix + String(Self.letters[width - 1])
    for place in places {
      let bits = place.x << 9 | place.y
      for shift in [12, 6, 0] { text.append(Self.letters[bits >> shift & 63]) }
    }
    self.text = text
  }

  /// The dots that a text describes.
  /// - Throws: ``FlowError`` that says where the text makes no sense.
  public init(_ text: String) throws(FlowError) {
    var numbers: [Int] = []
    for (index, letter) in text.dropFirst(Self.prefix.count).enumerated() {
      guard let number = Self.letters.firstIndex(of: letter) else {
        throw FlowError(
          "target '\(Self.prefix)…': '\(letter)' at letter \(index + 1) is none of A–Z, a–z, 0–9, -, _"
        )
      }
      numbers.append(number)
    }
    guard text.hasPrefix(Self.prefix), let width = numbers.first, numbers.count > 1,
      numbers.count % 3 == 1, numbers.count <= 1 + 3 * Self.limit
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

  public var count: Int { places.count }
  /// The centres, in the order they were painted.
  public var dots: [SIMD2<Double>] {
    places.map { SIMD2(Self.coordinate($0.x), Self.coordinate($0.y)) }
  }
  /// Each Gaussian's standard deviation, a whole number of 64ths.
  public var deviation: Double { Double(width) / 64 }

  /// The first dots; `nil` for none of them.
  public func first(_ count: Int) -> PaintedDots? {
    count < 1 ? nil : PaintedDots(Array(places.prefix(count)), width: width)
  }

  /// Whether these are the other dots and perhaps more, of the same brush.
  public func begins(with other: PaintedDots) -> Bool {
    width == other.width && places.starts(with: other.places)
  }

  /// The letters of the dots after the first ones.
  public func letters(after count: Int) -> String {
    String(text.dropFirst(Self.prefix.count + 1 + 3 * count))
  }

  /// These dots, and those of some letters.
  /// - Throws: ``FlowError`` for letters that are no dots.
  public func adding(letters: some StringProtocol) throws(FlowError) -> PaintedDots {
    try PaintedDots(text + letters)
  }

  private static func index(_ coordinate: Double) -> Int {
    let place = (coordinate + halfWidth) / (2 * halfWidth) * Double(side)
    return place.isFinite ? min(max(Int(place.rounded(.down)), 0), side - 1) : 0
  }

  private static func coordinate(_ index: Int) -> Double {
    (Double(index) + 0.5) / Double(side) * 2 * halfWidth - halfWidth
  }
}

extension PaintedDots: Hashable {
  public static func == (one: PaintedDots, other: PaintedDots) -> Bool {
    one.width == other.width && one.places == other.places
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(width)
    hasher.combine(places)
  }
}
