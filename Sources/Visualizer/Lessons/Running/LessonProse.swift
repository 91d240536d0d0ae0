import Canvas

// While a lesson asks, what views explain in sentences would give the answer away: it comes afterwards.

extension Canvas {
  /// Takes away the sentences in a part of the screen. A sentence stands in lines below one another that
  /// begin at one column and have one style; it has at least six words and a full stop.
  mutating func blankSentences(in rect: Rect) {
    var open: [Paragraph] = []
    for row in rect.row..<rect.endRow {
      var above = open
      open = []
      for line in pieces(of: row, in: rect) {
        if let index = above.firstIndex(where: { $0.goesOn(in: line) }) {
          var paragraph = above.remove(at: index)
          paragraph.pieces.append(line)
          open.append(paragraph)
        } else {
          open.append(Paragraph(pieces: [line]))
        }
      }
      for paragraph in above where paragraph.isSentence { blank(paragraph) }
    }
    for paragraph in open where paragraph.isSentence { blank(paragraph) }
  }

  private mutating func blank(_ paragraph: Paragraph) {
    for piece in paragraph.pieces {
      fill(
        Rect(
          column: piece.columns.lowerBound, row: piece.row, columns: piece.columns.count, rows: 1))
    }
  }

  /// What stands in one row, parted by two blanks or by a border.
  private func pieces(of row: Int, in rect: Rect) -> [Piece] {
    var found: [Piece] = []
    var columns = rect.column..<rect.column
    for column in rect.column...rect.endColumn {
      let glyph = column < rect.endColumn ? self[column, row].glyph : "│"
      let isBorder = column == rect.endColumn || isBorder(column, row)
      if !columns.isEmpty, isBorder || glyph != " " && column - columns.upperBound >= 2 {
        found.append(Piece(row: row, columns: columns, in: self))
        columns = column..<column
      }
      guard glyph != " ", !isBorder else { continue }
      columns = (columns.isEmpty ? column : columns.lowerBound)..<(column + 1)
    }
    return found
  }

  private static let borders = Set("│┃─━┌┐└┘┏┓┗┛".unicodeScalars)

  /// Whether a cell belongs to a border; one of letters is told from text by what it goes on with.
  private func isBorder(_ column: Int, _ row: Int) -> Bool {
    let glyph = self[column, row].glyph
    func isOne(of glyphs: String, _ places: [(column: Int, row: Int)]) -> Bool {
      places.contains { glyphs.unicodeScalars.contains(self[$0.column, $0.row].glyph) }
    }
    let below = [(column, row - 1), (column, row + 1)]
    return switch glyph {
    case "|": isOne(of: "|+", below)
    case "+": isOne(of: "|", below)
    case "-", "=": isOne(of: String(glyph), [(column - 1, row), (column + 1, row)])
    default: Self.borders.contains(glyph)
    }
  }
}

/// A piece of a row.
private struct Piece {
  let row: Int
  let columns: Range<Int>
  let style: Style
  let words: [Substring]

  init(row: Int, columns: Range<Int>, in canvas: Canvas) {
    (self.row, self.columns) = (row, columns)
    style = canvas[columns.lowerBound, row].style
    var text = String.UnicodeScalarView()
    for column in columns { text.append(canvas[column, row].glyph) }
    words = String(text).split(separator: " ")
  }
}

/// Pieces below one another.
private struct Paragraph {
  var pieces: [Piece]

  func goesOn(in piece: Piece) -> Bool {
    guard let last = pieces.last else { return false }
    return last.columns.lowerBound == piece.columns.lowerBound && last.style == piece.style
  }

  var isSentence: Bool {
    let words = pieces.flatMap(\.words).filter { $0.count > 1 }
    let plain = words.filter { $0.allSatisfy { $0.isLetter || $0.isPunctuation } }
    return plain.count >= 6 && words.contains { $0.hasSuffix(".") }
  }
}
