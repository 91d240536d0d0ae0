import Canvas

extension RGB {
  /// The colour in a terminal's answer to `OSC 11 ; ?`: `11;rgb:1e1e/1e1e/1e1e`, with one to four
  /// hexadecimal digits a channel, or `rgba:` with a fourth channel, which is left out.
  init?(backgroundAnswer bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for (prefix, count) in [("11;rgb:", 3), ("11;rgba:", 4)] where text.hasPrefix(prefix) {
      let channels = text.dropFirst(prefix.count)
        .split(separator: "/", omittingEmptySubsequences: false).map(Self.channel)
      guard channels.count == count, let red = channels[0], let green = channels[1],
        let blue = channels[2]
      else { return nil }
      self.init(red, green, blue)
      return
    }
    return nil
  }

  private static func channel(_ digits: Substring) -> UInt8? {
    guard (1...4).contains(digits.count), digits.allSatisfy(\.isHexDigit),
      let value = Int(digits, radix: 16)
    else { return nil }
    let most = 1 << (4 * digits.count) - 1
    return UInt8((value * 255 + most / 2) / most)
  }
}
