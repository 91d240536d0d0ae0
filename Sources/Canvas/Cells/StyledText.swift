/// One line of text as cells, so that every run may have its own look.
///
/// Texts are joined with `+`: `StyledText("KL ") + StyledText("0.041", .init(bold: true))`.
public struct StyledText: Hashable, Sendable, ExpressibleByStringLiteral {
  public var cells: [Cell]

  public init(cells: [Cell] = []) { self.cells = cells }

  /// Text in one style. Marks become those of the cells; combining marks and control characters are left
  /// out, and characters that would take two cells become `?`, so that the width in cells is always known.
  public init(_ text: String, _ style: Style = .plain) {
    cells = []
    cells.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if let mark = scalar.mark, !cells.isEmpty {
        cells[cells.count - 1].mark = mark
      } else if let glyph = scalar.singleWidth {
        cells.append(Cell(glyph, style))
      }
    }
  }

  public init(stringLiteral value: String) { self.init(value) }

  /// Width in cells.
  public var width: Int { cells.count }

  /// The glyphs without their style.
  public var string: String {
    var text = String.UnicodeScalarView()
    for cell in cells { text.append(cell.glyph) }
    return String(text)
  }

  public static func + (left: StyledText, right: StyledText) -> StyledText {
    StyledText(cells: left.cells + right.cells)
  }

  public static func += (left: inout StyledText, right: StyledText) {
    left.cells += right.cells
  }

  /// The text cut to a width, at the end of a word where one fits, with an ellipsis.
  public func fitted(to width: Int) -> StyledText {
    guard cells.count > width else { return self }
    guard width > 0 else { return StyledText() }
    var end = width - 1
    if cells[end].glyph != " ", let space = cells[..<end].lastIndex(where: { $0.glyph == " " }),
      cells[..<space].contains(where: { !Self.separators.contains($0.glyph) })
    {
      end = space
    }
    while end > 0, Self.separators.contains(cells[end - 1].glyph) { end -= 1 }
    return StyledText(cells: cells[..<end] + [Cell("…", cells[max(0, end - 1)].style)])
  }

  /// The text with blanks added on one side up to a width; longer text is cut.
  public func padded(to width: Int, alignment: Alignment = .leading) -> StyledText {
    let text = fitted(to: width)
    let space = max(0, width - text.width)
    let before = alignment == .leading ? 0 : alignment == .trailing ? space : space / 2
    let blank = Cell()
    return StyledText(
      cells: Array(repeating: blank, count: before) + text.cells
        + Array(repeating: blank, count: space - before))
  }

  /// Characters that are left out before an ellipsis.
  private static let separators: Set<Unicode.Scalar> = [" ", "·", ",", ";", ":", "-", "−", "–"]
}

/// Where text stands in the room it has.
public enum Alignment: Hashable, Sendable {
  case leading
  case center
  case trailing
}

extension String {
  /// The text cut to a width in cells, at the end of a word where one fits, with an ellipsis.
  public func fitted(to width: Int) -> String { StyledText(self).fitted(to: width).string }
}

extension Unicode.Scalar {
  /// The scalar as it takes exactly one cell: itself, `?` for a wide one, `nil` for one with no width.
  var singleWidth: Unicode.Scalar? {
    if value < 0x7F { return value >= 0x20 ? self : (self == "\t" ? " " : nil) }
    if value < 0xA0 || value == 0xAD { return nil }
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      return "?"
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator,
      .unassigned, .privateUse, .surrogate:
      return nil
    default: return self
    }
  }
}
