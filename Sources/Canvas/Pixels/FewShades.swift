/// A colour's own hue in the 256-colour palette, from nothing to all of it. The nearest entries to a dark
/// colour are greys, in which the hue is lost.
struct HueEntries {
  /// From the paper to the full colour, in even steps of strength.
  private let ramp: [RGB]

  init(_ accent: RGB, paper: RGB) {
    let full = OKLab(accent)
    let ground = Palette.color(Palette.nearest256(paper))
    let entries = Self.cube.filter { $0.lab.sharesHue(with: full) } + [Entry(ground)]
    var far: Float = 0
    var last = ground
    // Each step is at least as far from the paper as the one before it.
    ramp = (0...32).map { step in
      let wanted = OKLab(paper.blended(toward: accent, by: Float(step) / 32))
      let nearest = entries.min { $0.lab.distance(to: wanted) < $1.lab.distance(to: wanted) }
      let gap = nearest.map { $0.lab.distance(to: OKLab(ground)) } ?? 0
      if let nearest, gap >= far { (far, last) = (gap, nearest.color) }
      return last
    }
  }

  /// - Parameter strength: 0 is the paper, 1 the full colour.
  func color(at strength: Float) -> RGB { ramp[Int(min(max(strength, 0), 1) * 32 + 0.5)] }

  private struct Entry {
    let color: RGB
    let lab: OKLab

    init(_ color: RGB) { (self.color, lab) = (color, OKLab(color)) }
  }

  private static let cube = (UInt8(16)...231).map { Entry(Palette.color($0)) }
}

extension OKLab {
  /// Whether both have a colour to speak of, and it is nearly the same.
  fileprivate func sharesHue(with other: OKLab) -> Bool {
    let (own, others) = (a * a + b * b, other.a * other.a + other.b * other.b)
    let product = a * other.a + b * other.b
    return own > 0.0009 && product > 0 && product * product > 0.85 * own * others
  }
}

extension [RGB] {
  /// The same colours as the 256-colour palette has them, in an order of lightness that never turns back.
  ///
  /// - Parameters:
  ///   - isDimmed: whether they make room for something else. The palette's dark colours are teal, olive
  ///     and purple, which would make rings of what is smooth: greys take their place.
  ///   - rises: whether the last is the lightest.
  func indexed(isDimmed: Bool, rises: Bool) -> [RGB] {
    var last: RGB?
    return map { color in
      let level = UInt8(color.luma)
      let wanted = isDimmed ? RGB(level, level, level) : color
      let entry = Palette.color(Palette.nearest256(wanted))
      if let last, rises ? entry.luma < last.luma : entry.luma > last.luma { return last }
      last = entry
      return entry
    }
  }
}
