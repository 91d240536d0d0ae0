/// The palettes of 16 and 256 colours, and the nearest entry to a 24-bit colour.
public enum Palette {
  /// The 16 ANSI colours as xterm shows them; terminals differ, and users change them.
  public static let ansi16: [RGB] = [
    0x00_0000, 0xCD_0000, 0x00_CD00, 0xCD_CD00, 0x00_00EE, 0xCD_00CD, 0x00_CDCD, 0xE5_E5E5,
    0x7F_7F7F, 0xFF_0000, 0x00_FF00, 0xFF_FF00, 0x5C_5CFF, 0xFF_00FF, 0x00_FFFF, 0xFF_FFFF,
  ].map { RGB($0) }

  /// The colour of an entry of the 256-colour palette.
  public static func color(_ index: UInt8) -> RGB {
    if index < 16 { return ansi16[Int(index)] }
    if index >= 232 {
      let level = 8 + 10 * (index - 232)
      return RGB(level, level, level)
    }
    let cube = Int(index) - 16
    return RGB(
      UInt8(levels[cube / 36]), UInt8(levels[cube / 6 % 6]), UInt8(levels[cube % 6]))
  }

  /// The nearest entry of the 256-colour palette among the cube and the greys, 16–255: the first 16
  /// belong to the user's theme.
  ///
  /// The distance is Euclidean with weights that follow how red the colour is ("redmean"). For one
  /// colour those weights are fixed, so the nearest cube entry is the nearest level per channel, and
  /// only it and the nearest grey need comparing.
  public static func nearest256(_ color: RGB) -> UInt8 {
    let red = Int32(color.red)
    let green = Int32(color.green)
    let blue = Int32(color.blue)
    let (weightRed, weightGreen, weightBlue) = (512 + red, Int32(1024), 767 - red)

    let (r, g, b) = (nearestLevel(red), nearestLevel(green), nearestLevel(blue))
    let cube = distance(level(r) - red, level(g) - green, level(b) - blue)
    func distance(_ r: Int32, _ g: Int32, _ b: Int32) -> Int32 {
      weightRed * r * r + weightGreen * g * g + weightBlue * b * b
    }

    let mean = (weightRed * red + weightGreen * green + weightBlue * blue) / 2303
    let step = min(max((mean - 3) / 10, 0), 23)
    let shade = 8 + 10 * step
    if distance(shade - red, shade - green, shade - blue) < cube {
      return UInt8(truncatingIfNeeded: 232 + step)
    }
    return UInt8(truncatingIfNeeded: 16 + 36 * r + 6 * g + b)
  }

  /// The nearest of the 16 ANSI colours, by distance in OKLab, from a table of 4 bits per channel.
  public static func nearestANSI16(_ color: RGB) -> UInt8 {
    let key = Int(color.red >> 4) << 8 | Int(color.green >> 4) << 4 | Int(color.blue >> 4)
    return ansi16Table[key]
  }

  private static let levels: [Int32] = [0, 95, 135, 175, 215, 255]

  @inline(__always) private static func level(_ index: Int32) -> Int32 {
    index == 0 ? 0 : 55 + 40 * index
  }

  @inline(__always) private static func nearestLevel(_ value: Int32) -> Int32 {
    value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40
  }

  private static let ansi16Table: [UInt8] = {
    let entries = ansi16.map(OKLab.init)
    return (0..<4096).map { key in
      let color = RGB(UInt8(key >> 8) * 17, UInt8(key >> 4 & 15) * 17, UInt8(key & 15) * 17)
      let wanted = OKLab(color)
      var best = 0
      for index in 1..<16
      where entries[index].distance(to: wanted) < entries[best].distance(to: wanted) {
        best = index
      }
      return UInt8(best)
    }
  }()
}

/// A colour where distance follows perception (Björn Ottosson, "A perceptual color space for image
/// processing", 2020).
struct OKLab {
  let lightness: Float
  let a: Float
  let b: Float

  init(_ color: RGB) {
    func linear(_ channel: UInt8) -> Float {
      let value = Float(channel) / 255
      return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055, 2.4)
    }
    let (red, green, blue) = (linear(color.red), linear(color.green), linear(color.blue))
    let l = cubeRoot(0.412_221_47 * red + 0.536_332_54 * green + 0.051_445_99 * blue)
    let m = cubeRoot(0.211_903_5 * red + 0.680_699_55 * green + 0.107_396_96 * blue)
    let s = cubeRoot(0.088_302_46 * red + 0.281_718_84 * green + 0.629_978_7 * blue)
    lightness = 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_05 * s
    a = 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s
    b = 0.025_904_04 * l + 0.782_771_77 * m - 0.808_675_77 * s
  }

  func distance(to other: OKLab) -> Float {
    let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
    return dl * dl + da * da + db * db
  }
}
