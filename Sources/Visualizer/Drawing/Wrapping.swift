/// A text broken into lines at its blanks.
func wrapped(_ text: String, _ width: Int) -> [String] {
  var lines: [String] = []
  let words = text.split(separator: " ").flatMap { $0.pieces(of: max(1, width)) }
  for word in words {
    if let last = lines.last, last.count + 1 + word.count <= width {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}

extension Substring {
  /// A word that is longer than a line, line by line; any other word alone.
  fileprivate func pieces(of width: Int) -> [Substring] {
    guard count > width else { return [self] }
    return [prefix(width)] + dropFirst(width).pieces(of: width)
  }
}
