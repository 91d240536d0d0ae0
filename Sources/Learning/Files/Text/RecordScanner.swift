/// What separates the cells of a row.
enum Delimiter: Hashable, Sendable {
  case mark(UInt8)
  /// Any run of spaces and tabs.
  case blanks

  static let tab = Delimiter.mark(UInt8(ascii: "\t"))
  static let comma = Delimiter.mark(UInt8(ascii: ","))
  static let semicolon = Delimiter.mark(UInt8(ascii: ";"))
  static let pipe = Delimiter.mark(UInt8(ascii: "|"))
}

/// Where a cell's content is in a text, without the quotation marks around it.
struct TextCell {
  var start: Int
  var end: Int
  /// Whether it stands in quotation marks.
  var isQuoted = false
  /// Whether it contains doubled quotation marks.
  var hasDoubledQuotes = false

  var isEmpty: Bool { start == end }
}

/// Finds the cells of one row after the other in a text of separated columns (RFC 4180, and what
/// programs make of it): quoted cells may hold delimiters, line ends and doubled quotation marks; a
/// line ends with LF, CR LF or CR; lines that begin with # or % are comments.
///
/// It reads bytes: making a String for each cell would take longer than everything else.
struct RecordScanner {
  enum Found: Equatable {
    case row, blank, comment, end
    /// A row with an unpaired quotation mark; it is skipped.
    case damaged(String)
  }

  let text: [UInt8]
  let delimiter: Delimiter
  /// Where scanning stops; a line that reaches beyond is cut.
  let limit: Int
  /// Where the next row begins.
  private(set) var position: Int
  /// The number of the line that the next row begins in, from 1.
  private(set) var line: Int
  /// The cells of the row that was found last.
  private(set) var cells: [TextCell] = []
  /// Where that row, blank line or comment began.
  private(set) var start: Int
  /// The number of that row's first line.
  private(set) var startLine: Int

  private let mark: UInt8
  private let separatesByBlanks: Bool

  init(_ text: [UInt8], _ delimiter: Delimiter, position: Int = 0, line: Int = 1, limit: Int? = nil)
  {
    self.text = text
    self.delimiter = delimiter
    self.position = position
    self.line = line
    self.limit = min(limit ?? text.count, text.count)
    start = position
    startLine = line
    if case .mark(let mark) = delimiter {
      self.mark = mark
      separatesByBlanks = false
    } else {
      mark = UInt8(ascii: " ")
      separatesByBlanks = true
    }
  }

  /// Whether the comment that was found last has columns as rows have.
  var commentHasDelimiter: Bool {
    !separatesByBlanks && text[start..<position].contains(mark)
  }

  /// Goes to the next row, blank line or comment.
  mutating func next() -> Found {
    cells.removeAll(keepingCapacity: true)
    start = position
    startLine = line
    guard position < limit else { return .end }
    var index = afterBlanks(position)
    if index == limit || isLineEnd(text[index]) {
      // A delimiter does not count as blank: a line of tabs is a row of empty cells.
      if separatesByBlanks || !text[position..<index].contains(mark) {
        endLine(at: index)
        return .blank
      }
    }
    if index < limit, isComment(at: index) {
      endLine(at: lineEnd(from: index))
      return .comment
    }
    if !separatesByBlanks { index = position }
    while true {
      if let damage = scanCell(&index) { return .damaged(damage) }
      if index == limit || isLineEnd(text[index]) { break }
      index += 1
      if separatesByBlanks {
        index = afterBlanks(index)
        if index == limit || isLineEnd(text[index]) { break }
        if isComment(at: index) {
          index = lineEnd(from: index)
          break
        }
      }
    }
    endLine(at: index)
    return .row
  }

  /// Appends the cell at `index`, and moves `index` behind it.
  private mutating func scanCell(_ index: inout Int) -> String? {
    let first = afterPadding(index)
    if first < limit, text[first] == UInt8(ascii: "\"") { return scanQuoted(&index, from: first) }
    var end = first
    if separatesByBlanks {
      while end < limit, !isBlank(text[end]), !isLineEnd(text[end]) { end += 1 }
    } else {
      while end < limit {
        let byte = text[end]
        if byte == mark || isLineEnd(byte) { break }
        end += 1
      }
    }
    index = end
    while end > first, isBlank(text[end - 1]) { end -= 1 }
    cells.append(TextCell(start: first, end: end))
    return nil
  }

  private mutating func scanQuoted(_ index: inout Int, from first: Int) -> String? {
    var end = first + 1
    var lines = 0
    var hasDoubledQuotes = false
    while true {
      guard end < limit else {
        if isNothing(first + 1) { return addDitto(first, &index) }
        endLine(at: lineEnd(from: start))
        return "a quotation mark is never closed"
      }
      let byte = text[end]
      if byte == UInt8(ascii: "\"") {
        guard end + 1 < limit, text[end + 1] == byte else { break }
        hasDoubledQuotes = true
        end += 1
      } else if byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r") && !(end + 1 < limit && text[end + 1] == UInt8(ascii: "\n"))
      {
        lines += 1
      }
      end += 1
    }
    if lines > 0, isNothing(first + 1), isNothing(end - 1) {
      // Two ditto marks in different rows, and no cell that begins and ends with nothing.
      return addDitto(first, &index)
    }
    index = afterPadding(end + 1)
    guard index == limit || isLineEnd(text[index]) || text[index] == mark || isBlank(text[index])
    else {
      endLine(at: lineEnd(from: start))
      return "a quotation mark is out of place"
    }
    line += lines
    cells.append(
      TextCell(start: first + 1, end: end, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes))
    return nil
  }

  /// Takes a lone quotation mark for a cell, which says that the cell above comes again.
  private mutating func addDitto(_ first: Int, _ index: inout Int) -> String? {
    index = first + 1
    cells.append(TextCell(start: first, end: first + 1))
    return nil
  }

  /// Whether nothing of a cell stands there.
  private func isNothing(_ index: Int) -> Bool {
    index == limit || text[index] == mark || isBlank(text[index]) || isLineEnd(text[index])
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private func afterBlanks(_ index: Int) -> Int {
    var index = index
    while index < limit, isBlank(text[index]) { index += 1 }
    return index
  }

  /// The place behind blanks that do not separate cells.
  private func afterPadding(_ index: Int) -> Int {
    var index = index
    guard !separatesByBlanks else { return index }
    while index < limit, isBlank(text[index]), text[index] != mark { index += 1 }
    return index
  }

  private func lineEnd(from index: Int) -> Int {
    var index = index
    while index < limit, !isLineEnd(text[index]) { index += 1 }
    return index
  }

  /// Begins a new line behind the line end at `index`: LF, CR LF, CR, or CR CR LF, which a text mode
  /// that was applied twice leaves.
  private mutating func endLine(at index: Int) {
    var end = index
    while end < min(index + 2, limit), text[end] == UInt8(ascii: "\r") { end += 1 }
    let endsWithLF = end < limit && text[end] == UInt8(ascii: "\n")
    position = endsWithLF ? end + 1 : min(index + 1, limit)
    line += 1
  }

  /// Whether a comment begins here. A missing value of a spreadsheet, `#N/A`, does not.
  private func isComment(at index: Int) -> Bool {
    if text[index] == UInt8(ascii: "%") { return true }
    guard text[index] == UInt8(ascii: "#") else { return false }
    return !MissingValue.beginsWithSheetError(text, at: index, limit)
  }
}
