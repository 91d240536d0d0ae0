/// Asks a terminal whether it shows 24-bit colours, in two ways of which most terminals know one.
///
/// xterm, kitty, foot, WezTerm and others tell the style in force (DECRQSS) as they keep it: after
/// `48;2;1;2;3` that is `48:2::1:2:3`, or, where there are fewer colours, the nearest of them. Others tell their
/// capabilities by name (XTGETTCAP); tmux's users know `Tc`, terminfo has `RGB`.
enum ColorQuestion {
  private static let color = [1, 2, 3]

  /// The text leaves the style as at first, so it is sent while no other is in force.
  static let text = Array(
    "\u{1B}[48;2;1;2;3m\u{1B}P$qm\u{1B}\\\u{1B}[m\u{1B}P+q5463\u{1B}\\\u{1B}P+q524742\u{1B}\\".utf8)

  /// What a DCS says of it; `nil` for anything else, and for a question that was not understood.
  static func answer(_ bytes: [UInt8]) -> Bool? {
    let text = String(decoding: bytes, as: UTF8.self)
    if text.hasPrefix("1+r5463") || text.hasPrefix("1+r524742") { return true }
    guard text.hasPrefix("1$r"), text.hasSuffix("m") else { return nil }
    // An answer without a background is to some other question.
    guard let place = text.range(of: "48") else { return nil }
    let numbers = text[place.upperBound...].dropLast()
      .split { $0 == ";" || $0 == ":" }.compactMap { Int($0) }
    return numbers.first == 2 && Array(numbers.dropFirst().suffix(3)) == color
  }
}
