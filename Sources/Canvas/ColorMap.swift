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

  /// The colour at `t`, held at the ends; NaN gives ``missing``.
  public func color(at t: Float) -> RGB {
    guard t == t else { return Self.missing }
    return table[Int(min(max(t, 0), 1) * 255 + 0.5)]
  }

  /// The colour of a signed number, neutral at zero, saturated at ±`limit`.
  public func color(signed value: Float, limit: Float) -> RGB {
    color(at: limit > 0 ? 0.5 + 0.5 * value / limit : 0.5)
  }

  /// The colour of a number that does not exist (NaN): in none of the maps.
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

  /// The 256 colours as a medium is to be given them: on 16 colours a short ramp of those that exist
  /// there, rising in lightness where the nearest colours would not.
  func table(for depth: ColorDepth) -> [RGB] {
    guard depth == .ansi16 else { return table }
    let ramp = Self.ansi16Ramps[self] ?? []
    return (0..<256).map { ramp[$0 * ramp.count / 256] }
  }

  private static let viridisTable = interpolated(ColorMapAnchors.viridis)
  private static let cividisTable = interpolated(ColorMapAnchors.cividis)
  private static let magmaTable = interpolated(ColorMapAnchors.magma)
  private static let greyTable = interpolated([0x08_0808, 0xF8_F8F8])
  private static let blueOrangeTable = interpolated(ColorMapAnchors.blueOrange)

  private static let ansi16Ramps: [ColorMap: [RGB]] = {
    let entries: [ColorMap: [Int]] = [
      .viridis: [0, 4, 6, 2, 10, 11], .cividis: [0, 4, 8, 3, 11], .magma: [0, 5, 1, 9, 11, 15],
      .grey: [0, 8, 7, 15], .blueOrange: [12, 4, 8, 3, 11],
    ]
    return entries.mapValues { $0.map { Palette.ansi16[$0] } }
  }()

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

/// The published tables at 33 evenly spaced places. Straight lines between them stay within 2 levels
/// (of 255) of all 256 published entries, within 6 at the one kink of cividis.
enum ColorMapAnchors {
  static let viridis: [UInt32] = [
    0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453681, 0x424086, 0x3F4989,
    0x3B528B, 0x375A8D, 0x33638D, 0x2F6A8E, 0x2C728E, 0x297A8E, 0x26818E, 0x23898E,
    0x21908C, 0x1F988B, 0x1F9F88, 0x21A685, 0x28AE80, 0x31B57B, 0x3EBC74, 0x4CC26C,
    0x5DC963, 0x6ECE58, 0x82D34C, 0x96D83F, 0xABDC32, 0xC0DF24, 0xD5E21A, 0xEAE51A,
    0xFDE725,
  ]
  static let cividis: [UInt32] = [
    0x00224E, 0x00285B, 0x002E6A, 0x043371, 0x1A386F, 0x273E6E, 0x32436D, 0x3B496C,
    0x434E6C, 0x4B546C, 0x52596D, 0x5A5F6E, 0x61656F, 0x686A71, 0x6F7073, 0x757676,
    0x7C7B78, 0x848179, 0x8B8778, 0x938D78, 0x9B9376, 0xA39A75, 0xABA072, 0xB3A670,
    0xBBAD6C, 0xC3B469, 0xCCBA64, 0xD4C15F, 0xDDC958, 0xE6D051, 0xEFD748, 0xF8DF3C,
    0xFEE838,
  ]
  static let magma: [UInt32] = [
    0x000004, 0x030311, 0x0A0822, 0x130D33, 0x1D1146, 0x28115A, 0x36106A, 0x430F76,
    0x50127C, 0x5D177F, 0x691C81, 0x762181, 0x822681, 0x8F2A81, 0x9C2E7F, 0xA9327D,
    0xB63779, 0xC33B75, 0xCF4170, 0xDB486A, 0xE65163, 0xEE5C5E, 0xF5695C, 0xF9785D,
    0xFB8761, 0xFD9668, 0xFEA571, 0xFEB47B, 0xFEC387, 0xFED194, 0xFDE0A2, 0xFCEEB0,
    0xFCFDBF,
  ]
  /// Of one lightness, so that it reads on dark and on light: hue and saturation carry the value.
  static let blueOrange: [UInt32] = [
    0x0A74F0, 0x3C7DD6, 0x6186BD, 0x7A8AA4, 0x8C8C8C, 0xA68A70, 0xBC8455, 0xCF7B36, 0xDD6F00,
  ]
}
