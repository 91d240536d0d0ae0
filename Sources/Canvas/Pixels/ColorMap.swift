/// A map from numbers in 0...1 to colours.
///
/// The sequential ones are perceptually even; the last one is for signed numbers, with its neutral
/// grey at ½. None of them relies on telling red from green.
public enum ColorMap: String, CaseIterable, Hashable, Sendable {
  /// Stéfan van der Walt and Nathaniel Smith, 2015.
  case viridis
  /// Nuñez, Anderton and Renslow, "Optimizing colormaps with consideration for color vision
  /// deficiency", 2018.
  case cividis
  /// Stéfan van der Walt and Nathaniel Smith, 2015.
  case magma
  /// Black to white in even steps of lightness.
  case grey
  /// Blue below ½, orange above, grey in between.
  case blueOrange = "blue-orange"

  /// The published colour at `t`, held at the ends; NaN gives ``missing``.
  public func color(at t: Float) -> RGB {
    guard t == t else { return Self.missing }
    return table[Int(min(max(t, 0), 1) * 255 + 0.5)]
  }

  /// The colour at `t` as heatmaps draw it on a medium; NaN gives ``missing``.
  ///
  /// On a light backdrop the sequential maps run from the colour of the paper to their dark end: zero looks
  /// empty there too, and a darker pixel is a greater value.
  public func color(at t: Float, on medium: Medium) -> RGB {
    guard t == t else { return Self.missing }
    return table(for: medium)[Int(min(max(t, 0), 1) * 255 + 0.5)]
  }

  /// The colour of a signed number, neutral at zero, saturated at ±`limit`.
  public func color(signed value: Float, limit: Float) -> RGB {
    color(at: limit > 0 ? 0.5 + 0.5 * value / limit : 0.5)
  }

  /// The colour of NaN, which occurs in none of the maps.
  public static let missing = RGB(0xD8_1B60)

  /// 256 colours, evenly spaced.
  var table: [RGB] {
    switch self {
    case .viridis: Self.viridisTable
    case .cividis: Self.cividisTable
    case .magma: Self.magmaTable
    case .grey: Self.greyTable
    case .blueOrange: Self.blueOrangeTable
    }
  }

  /// The 256 colours for a medium. On 16 colours they are a short ramp of colours that exist there, chosen to
  /// change in lightness, which the nearest colours would not do.
  func table(for medium: Medium) -> [RGB] {
    let isLight = medium.backdrop == .light
    if medium.colors == .ansi16 {
      let ramps = isLight ? Self.lightANSI16Ramps : Self.darkANSI16Ramps
      let ramp = ramps[self] ?? [RGB(0)]
      return (0..<256).map { ramp[$0 * ramp.count / 256] }
    }
    guard isLight, self != .blueOrange else { return table }
    let paper = medium.backdrop.color
    return (0..<256).map { index in
      paper.blended(toward: table[255 - index], by: min(Float(index) / Self.fadeIn, 1))
    }
  }

  /// The entry at which a map reaches its full colour on a light backdrop.
  private static let fadeIn: Float = 48

  private static let viridisTable = interpolated(ColorMapAnchors.viridis)
  private static let cividisTable = interpolated(ColorMapAnchors.cividis)
  private static let magmaTable = interpolated(ColorMapAnchors.magma)
  private static let greyTable = interpolated([0x08_0808, 0xF8_F8F8])
  private static let blueOrangeTable = interpolated(ColorMapAnchors.blueOrange)

  private static let darkANSI16Ramps = ramps([
    .viridis: [0, 4, 6, 2, 10, 11], .cividis: [0, 4, 8, 3, 11], .magma: [0, 5, 1, 9, 11, 15],
    .grey: [0, 8, 7, 15], .blueOrange: [12, 4, 8, 3, 11],
  ])

  private static let lightANSI16Ramps = ramps([
    .viridis: [15, 11, 2, 6, 4, 0], .cividis: [15, 11, 3, 8, 4], .magma: [15, 11, 9, 1, 5, 0],
    .grey: [15, 7, 8, 0], .blueOrange: [12, 4, 8, 3, 11],
  ])

  private static func ramps(_ entries: [ColorMap: [Int]]) -> [ColorMap: [RGB]] {
    entries.mapValues { $0.map { Palette.ansi16[$0] } }
  }

  /// 256 colours on straight lines between evenly spaced anchors.
  private static func interpolated(_ anchors: [UInt32]) -> [RGB] {
    (0..<256).map { index in
      let position = Float(index) / 255 * Float(anchors.count - 1)
      let lower = min(Int(position), anchors.count - 2)
      return RGB(anchors[lower]).blended(
        toward: RGB(anchors[lower + 1]), by: position - Float(lower))
    }
  }
}
