/// Which of the four sides of its cell a box-drawing character reaches.
struct BoxArms {
  let left, right, up, down, heavy: Bool

  init?(_ glyph: Unicode.Scalar) {
    guard let index = Self.glyphs.firstIndex(of: glyph) else { return nil }
    let bits = Self.arms[index % Self.arms.count]
    (left, right) = (bits & 1 != 0, bits & 2 != 0)
    (up, down) = (bits & 4 != 0, bits & 8 != 0)
    heavy = index >= Self.arms.count
  }

  private static let glyphs = Array("─│┌┐└┘├┤┬┴┼━┃┏┓┗┛┣┫┳┻╋".unicodeScalars)
  private static let arms: [UInt8] = [3, 12, 10, 9, 6, 5, 14, 13, 11, 7, 15]
}
