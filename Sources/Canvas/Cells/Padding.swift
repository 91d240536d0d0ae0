// Lines up columns of plain text; ``StyledText/padded(to:alignment:)`` lines up styled cells.
extension String {
  /// The text with blanks on its left up to a width in characters; longer text stays as it is.
  ///
  ///     "1.5".leading(6)  // "   1.5"
  public func leading(_ width: Int) -> String { filled(" ", to: width) + self }

  /// The text with blanks on its right up to a width in characters; longer text stays as it is.
  public func trailing(_ width: Int) -> String { self + filled(" ", to: width) }

  /// A number's digits with zeros before them up to a width.
  func zeroFilled(_ width: Int) -> String { filled("0", to: width) + self }

  private func filled(_ character: String, to width: Int) -> String {
    String(repeating: character, count: Swift.max(0, width - count))
  }
}
