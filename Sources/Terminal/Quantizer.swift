import Canvas

/// The nearest colour of the 256- and 16-colour palettes.
enum Quantizer {
  static func indexed256(_ color: RGB) -> Int32 {
    func step(_ value: UInt8) -> Int { value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40 }
    func level(_ step: Int) -> Int { step == 0 ? 0 : 55 + 40 * step }
    let (red, green, blue) = (step(color.red), step(color.green), step(color.blue))
    let mean = (Int(color.red) + Int(color.green) + Int(color.blue)) / 3
    let gray = min(23, max(0, (mean - 3) / 10))
    func distance(_ r: Int, _ g: Int, _ b: Int) -> Int {
      let (dr, dg, db) = (r - Int(color.red), g - Int(color.green), b - Int(color.blue))
      return dr * dr + dg * dg + db * db
    }
    let grayLevel = 8 + 10 * gray
    let isGray =
      distance(grayLevel, grayLevel, grayLevel) < distance(level(red), level(green), level(blue))
    return Int32(isGray ? 232 + gray : 16 + 36 * red + 6 * green + blue)
  }

  static func ansi16(_ color: RGB) -> Int32 {
    let brightest = max(color.red, color.green, color.blue)
    if brightest < 40 { return 0 }
    let threshold = Int(brightest) / 2
    let bits =
      (Int(color.red) > threshold ? 1 : 0) | (Int(color.green) > threshold ? 2 : 0)
      | (Int(color.blue) > threshold ? 4 : 0)
    if bits == 7 && brightest < 110 { return 8 }
    return Int32(bits + (brightest > 180 ? 8 : 0))
  }
}
