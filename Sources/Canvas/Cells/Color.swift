extension RGB {
  /// The colour part of the way to another one, mixed per channel; 0 is this colour, 1 the other.
  public func blended(toward other: RGB, by amount: Float) -> RGB {
    let share = Int32((min(max(amount, 0), 1) * 256).rounded())
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8(truncatingIfNeeded: (Int32(from) * (256 - share) + Int32(to) * share + 128) >> 8)
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }

  /// Relative luminance from 0 (black) to 1 (white), as WCAG 2 defines it.
  public var luminance: Float {
    func linear(_ channel: UInt8) -> Float {
      let value = Float(channel) / 255
      return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The WCAG 2 contrast ratio between two colours, from 1 (equal) to 21 (black on white).
  public func contrast(with other: RGB) -> Float {
    let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)
  }

  /// The colour, made darker or lighter if the background is about as light.
  ///
  /// - Parameter few: whether to go all the way to black or white, for media without shades in between.
  public func legible(on paper: RGB, few: Bool = false) -> RGB {
    guard abs(luma - paper.luma) < 72 else { return self }
    return paper.luma > 128
      ? blended(toward: RGB(0x00_0000), by: few ? 1 : 0.75)
      : blended(toward: RGB(0xFF_FFFF), by: few ? 1 : 0.5)
  }

  /// How light the colour looks, from 0 to 255, by the weights of ITU-R BT.601.
  var luma: Int { (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000 }

  /// The 24 bits as one number: `0xRRGGBB`.
  public var hex: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }
}

extension Backdrop {
  /// What pictures fade into: a colour close to the terminal's own background.
  public var color: RGB { self == .dark ? RGB(0x10_1014) : RGB(0xFF_FFFF) }

  /// A readable colour for text on this backdrop.
  public var ink: RGB { self == .dark ? RGB(0xD4_D4D4) : RGB(0x24_2424) }
}
