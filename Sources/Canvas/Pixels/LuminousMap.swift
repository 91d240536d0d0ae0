import Synchronization

/// A colour of two numbers: the hue is a signed number's, blue below zero, neutral at zero, orange
/// above; the light is another's, from the backdrop to the full colour.
///
/// It shows how much a map expands (the hue) and how much mass is there (the light) in one picture.
/// Light adds up as light does, not as the numbers of a screen do. On paper more light is more ink. A
/// palette of 256 colours has few oranges and few blues: there each side takes its colours from entries
/// of its own, so that no orange becomes olive.
public struct LuminousMap: Hashable, Sendable {
  /// The magnitude at which the hue is full.
  public let limit: Float
  public let medium: Medium
  private let table: [RGB]

  public init(limit: Float, medium: Medium) {
    self.limit = limit
    self.medium = medium
    table = Self.table(medium.colors, medium.backdrop)
  }

  /// The colour of a signed number at a light from 0 to 1; ``ColorMap/missing`` for NaN.
  public func color(value: Float, light: Float) -> RGB {
    guard value == value, light == light, !table.isEmpty else { return ColorMap.missing }
    let side = limit > 0 ? min(max(value / limit, -1), 1) : 0
    let hue = Int((0.5 + 0.5 * side) * Float(Self.hues - 1) + 0.5)
    // The eye sees steps of little light sooner.
    let step = Int(min(max(light, 0), 1).squareRoot() * Float(Self.lights - 1) + 0.5)
    return table[hue * Self.lights + step]
  }

  public static func == (one: LuminousMap, other: LuminousMap) -> Bool {
    one.limit == other.limit && one.medium == other.medium
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(limit)
    hasher.combine(medium)
  }

  private static let hues = 65
  private static let lights = 128

  /// The tables that were asked for: one takes a few milliseconds, and a screen needs one or two.
  private static let tables = Mutex<[ColorDepth: [Backdrop: [RGB]]]>([:])

  private static func table(_ depth: ColorDepth, _ backdrop: Backdrop) -> [RGB] {
    guard depth != .mono else { return [] }
    return tables.withLock {
      if let table = $0[depth]?[backdrop] { return table }
      let table = newTable(depth, backdrop)
      $0[depth, default: [:]][backdrop] = table
      return table
    }
  }

  private static func newTable(_ depth: ColorDepth, _ backdrop: Backdrop) -> [RGB] {
    let entries = FewColors(depth, backdrop)
    return (0..<hues).flatMap { index in
      let side = 2 * Float(index) / Float(hues - 1) - 1
      let hue = hue(side, backdrop)
      return (0..<lights).map { step in
        let root = Float(step) / Float(lights - 1)
        let light = root * root
        if depth == .ansi16 { return sixteen(side: side, light: light, backdrop) }
        let color = lit(hue, light, backdrop)
        return depth == .trueColor ? color : entries.nearest(to: color, side: side)
      }
    }
  }

  /// The full colour of a signed number from -1 to 1.
  private static func hue(_ side: Float, _ backdrop: Backdrop) -> LinearRGB {
    let isDark = backdrop == .dark
    let neutral = isDark ? RGB(0xE8_E8E4) : RGB(0x4A_4A4C)
    let full =
      isDark
      ? RGB(side < 0 ? 0x3C_96FF : 0xFF_8A14) : RGB(side < 0 ? 0x0B_57D0 : 0xD0_5400)
    // Small values show their side already.
    return LinearRGB(neutral).blended(toward: LinearRGB(full), by: power(abs(side), 0.8))
  }

  /// The same at a light, where there are all colours.
  private static func lit(_ hue: LinearRGB, _ light: Float, _ backdrop: Backdrop) -> RGB {
    if backdrop == .dark { return (LinearRGB(backdrop.color) + hue * light).encoded }
    // On paper ink is seen as its share of the surface, not as light that is missing; and it is mixed in the
    // numbers of a screen, where a thin orange stays orange: light would make it pink.
    return backdrop.color.blended(toward: hue.encoded, by: 1 - power(1 - light, 1.6))
  }

  /// Two steps of light a side, three where it is neutral: dark squares and light ones.
  private static func sixteen(side: Float, light: Float, _ backdrop: Backdrop) -> RGB {
    let isDark = backdrop == .dark
    // From nothing to much; on paper from the paper to much ink.
    let ramp: [Int]
    switch side {
    case ..<(-0.15): ramp = isDark ? [0, 4, 4, 12] : [15, 12, 12, 4]
    case 0.15...: ramp = isDark ? [0, 1, 1, 9] : [15, 9, 9, 1]
    default: ramp = isDark ? [0, 8, 7, 15] : [15, 7, 8, 0]
    }
    let step = light < 0.05 ? 0 : light < 0.2 ? 1 : light < 0.5 ? 2 : 3
    return Palette.ansi16[ramp[step]]
  }
}

/// The entries of the 256-colour palette that stand for each side of a signed number.
private struct FewColors {
  private static let below: [UInt8] = [
    17, 18, 19, 24, 25, 26, 31, 32, 33, 39, 60, 61, 67, 68, 69, 74, 75, 110, 111, 117, 153,
  ]
  /// There is no dark orange but red and olive: a dark grey takes their place.
  private static let above: [UInt8] = [
    237, 130, 166, 172, 208, 214, 173, 180, 179, 215, 216, 223,
  ]
  private static let neutral = (232...255).map { UInt8($0) } + [16, 231]

  private let below: [(RGB, OKLab)]
  private let above: [(RGB, OKLab)]
  private let neutral: [(RGB, OKLab)]

  init(_ depth: ColorDepth, _ backdrop: Backdrop) {
    func colors(_ entries: [UInt8]) -> [(RGB, OKLab)] {
      entries.map { (Palette.color($0), OKLab(Palette.color($0))) }
    }
    let isNeeded = depth == .indexed256
    let paper = Palette.nearest256(backdrop.color)
    below = isNeeded ? colors(Self.below + [paper]) : []
    above = isNeeded ? colors(Self.above + [paper]) : []
    neutral = isNeeded ? colors(Self.neutral) : []
  }

  func nearest(to color: RGB, side: Float) -> RGB {
    let entries = abs(side) < 0.1 ? neutral : side < 0 ? below : above
    let wanted = OKLab(color)
    return entries.min { $0.1.distance(to: wanted) < $1.1.distance(to: wanted) }?.0 ?? color
  }
}

/// A colour as amounts of light.
private struct LinearRGB {
  var light: SIMD3<Float>

  init(_ color: RGB) {
    light = SIMD3(Float(color.red), Float(color.green), Float(color.blue)) / 255
    for channel in 0..<3 { light[channel] = power(light[channel], 2.2) }
  }

  private init(light: SIMD3<Float>) { self.light = light }

  func blended(toward other: LinearRGB, by share: Float) -> LinearRGB {
    LinearRGB(light: light + (other.light - light) * share)
  }

  static func + (one: LinearRGB, other: LinearRGB) -> LinearRGB {
    LinearRGB(light: one.light + other.light)
  }

  static func * (one: LinearRGB, amount: Float) -> LinearRGB {
    LinearRGB(light: one.light * amount)
  }

  /// The same in the numbers of a screen.
  var encoded: RGB {
    func channel(_ value: Float) -> UInt8 {
      UInt8(min(max(power(max(value, 0), 1 / 2.2), 0), 1) * 255 + 0.5)
    }
    return RGB(channel(light.x), channel(light.y), channel(light.z))
  }
}
