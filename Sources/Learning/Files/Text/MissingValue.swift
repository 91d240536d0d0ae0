/// The marks that tables have for a missing number.
enum MissingValue {
  /// The marks in lower case.
  private static let words: Set<String> = [
    "", "na", "n/a", "n.a.", "n.a", "n/d", "n.d.", "<na>", "nan", "+nan", "-nan", "nat", "null",
    "nil", "none", "missing", "\\n",
    "-", "--", "–", "—", ".", "..", "...", "?", "*", "1.#qnan", "-1.#qnan", "1.#ind",
    "-1.#ind", "nan(ind)", "-nan(ind)",
  ]

  /// What spreadsheets show in place of a number.
  private static let sheetErrors = [
    "#N/A", "#NA", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!",
  ]
  private static let sheetErrorBytes = sheetErrors.map { Array($0.utf8) }

  private static let infinities: Set<String> = [
    "inf", "infinity", "∞", "1.#inf", "1.#infinity", "infty", ".inf",
  ]

  /// - Parameter cell: without blanks around it.
  static func isMissing(_ cell: String) -> Bool {
    words.contains(cell.lowercased()) || sheetErrors.contains(cell.uppercased())
      || cell.uppercased() == "#N/A N/A"
  }

  static func isInfinite(_ cell: String) -> Bool {
    let isSigned = cell.first == "-" || cell.first == "+" || cell.first == "−"
    return infinities.contains((isSigned ? String(cell.dropFirst()) : cell).lowercased())
  }

  /// Whether a spreadsheet's error begins there, such as `#N/A`, and not a comment.
  static func beginsWithSheetError(_ text: [UInt8], at index: Int, _ limit: Int) -> Bool {
    sheetErrorBytes.contains { error in
      index + error.count <= limit && text[index..<index + error.count].elementsEqual(error)
    }
  }
}
