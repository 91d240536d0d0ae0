// Marks say what a piece of text says, so that whoever draws can find it again among the cells: where a number
// is printed, and under which name.
//
// In a string a mark is a variation selector behind each character. It has no width and is part of its
// character, so it stays with it wherever strings are joined, padded, cut and wrapped; `StyledText` turns it into
// the cell's mark.

extension String {
  /// The text with a mark on each of its characters but blanks.
  /// - Parameter mark: 1 to 240; 0 leaves the text as it is.
  public func marked(_ mark: UInt8) -> String {
    guard mark > 0, let selector = Unicode.Scalar(mark: mark) else { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars where scalar.mark == nil {
      text.append(scalar)
      if scalar != " " { text.append(selector) }
    }
    return String(text)
  }

  /// The marks on its characters.
  public var marks: Set<UInt8> { Set(unicodeScalars.compactMap(\.mark)) }

  /// The text without its marks.
  public var unmarked: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { $0.mark == nil }))
  }
}

extension StyledText {
  /// The text with a mark on each of its cells.
  public func marked(_ mark: UInt8) -> StyledText {
    StyledText(
      cells: cells.map { cell in
        var cell = cell
        cell.mark = mark
        return cell
      })
  }

  /// The marks on its cells.
  public var marks: Set<UInt8> { Set(cells.map(\.mark)).subtracting([0]) }
}

extension Canvas {
  /// Marks the cells of a rectangle, whatever is drawn there.
  public mutating func mark(_ rect: Rect, _ mark: UInt8) {
    let visible = rect.intersection(bounds)
    for row in visible.row..<visible.endRow {
      for column in visible.column..<visible.endColumn { self[column, row].mark = mark }
    }
  }
}

extension Unicode.Scalar {
  private static let firstMark: UInt32 = 0xE0100
  private static let markCount: UInt32 = 240

  /// The variation selector of a mark.
  fileprivate init?(mark: UInt8) {
    guard mark > 0, UInt32(mark) <= Self.markCount else { return nil }
    self.init(Self.firstMark + UInt32(mark) - 1)
  }

  /// The mark that a variation selector stands for.
  var mark: UInt8? {
    guard value >= Self.firstMark, value < Self.firstMark + Self.markCount else { return nil }
    return UInt8(value - Self.firstMark + 1)
  }
}
