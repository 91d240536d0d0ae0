import Flows

/// How a text writes a table: what separates its columns, and how it writes numbers.
///
/// Each delimiter is tried on the first rows. The best one gives the most rows the same number of cells and
/// makes the most cells numbers. The first mark of the first line would not do: it may be part of a name.
struct TextDialect {
  private(set) var sample: TextSample
  let width: Int
  let notation: NumberNotation
  /// A warning about numbers that can be read in two ways.
  let warning: Warning?

  var delimiter: Delimiter { sample.delimiter }

  /// The delimiters that are tried; of equally good ones, the first is taken.
  private static let delimiters: [Delimiter] = [.tab, .semicolon, .pipe, .comma, .blanks]

  /// - Throws: ``FlowError`` for a text without rows, or with one column.
  init(of text: [UInt8]) throws(FlowError) {
    let announced = Self.announced(text)
    let candidates = announced.map { [$0.delimiter] } ?? Self.delimiters
    var best: (dialect: TextDialect, score: Double)?
    var onlyComments = false
    for delimiter in candidates {
      let sample = TextSample(
        text, delimiter, position: announced?.position ?? 0, line: announced == nil ? 1 : 2)
      onlyComments = sample.hasOnlyComments
      let width = sample.width
      guard width > 1 else { continue }
      let dialect = TextDialect(sample, width)
      let score = sample.consistency(width) + sample.numericShare(width, dialect.notation)
      if score > (best?.score ?? -1) { best = (dialect, score) }
    }
    guard let best else {
      throw try Self.singleColumn(text, onlyComments: onlyComments)
    }
    self = best.dialect
  }

  private init(_ sample: TextSample, _ width: Int) {
    var sample = sample
    var evidence = sample.evidence(width)
    if evidence.isNone {
      sample.lookForMarks()
      evidence = sample.evidence(width)
    }
    self.sample = sample
    self.width = width
    let (notation, open) = evidence.notation(sample.delimiter)
    self.notation = notation
    warning = open.map { notation.warning(of: $0.text, $0.line) }
  }

  /// The delimiter in the line `sep=;`, with which spreadsheets announce theirs.
  private static func announced(_ text: [UInt8]) -> (delimiter: Delimiter, position: Int)? {
    let line = text.prefix(16).prefix { $0 != 0x0A && $0 != 0x0D }
    let cleaned = line.filter { $0 != UInt8(ascii: "\"") }
    guard cleaned.count == 5, let mark = cleaned.last,
      String(decoding: cleaned.prefix(4), as: UTF8.self).lowercased() == "sep="
    else { return nil }
    var position = line.count
    if position < text.count, text[position] == 0x0D { position += 1 }
    if position < text.count, text[position] == 0x0A { position += 1 }
    return (mark == UInt8(ascii: " ") ? .blanks : .mark(mark), position)
  }

  /// The error for a text with fewer than two columns.
  private static func singleColumn(
    _ text: [UInt8], onlyComments: Bool
  ) throws(FlowError) -> FlowError {
    if onlyComments {
      return FlowError("there are no points: every line begins with # or %, as comments do")
    }
    var scanner = RecordScanner(text, .comma)
    while true {
      switch scanner.next() {
      case .end: return FlowError("there are no points; give two columns of numbers")
      case .damaged(let reason): return FlowError("line \(scanner.startLine): \(reason)")
      case .row:
        let start = scanner.cells.first?.excerpt(in: text) ?? ""
        return FlowError(
          "there is one column (line \(scanner.startLine): '\(start)'); give two columns of numbers,"
            + " separated by commas, semicolons, tabs or spaces")
      case .blank, .comment: continue
      }
    }
  }
}
