/// How a text writes its numbers: with a decimal point or a decimal comma, and whether it groups
/// thousands.
struct NumberNotation: Hashable, Sendable {
  var decimal = UInt8(ascii: ".")
  /// Whether thousands are grouped, by a comma if the decimal mark is a point, and the other way round.
  var groups = false
  /// Whether a plain space may group thousands; other spaces and apostrophes always may.
  var groupsBySpaces = false

  var hasComma: Bool { decimal == UInt8(ascii: ",") }
  var group: UInt8 { hasComma ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}

/// What cells tell about the notation of numbers, and what they leave open: `1,234` may be more than a
/// thousand or hardly more than one.
struct NotationEvidence {
  /// Numbers of cells whose point is certainly a decimal mark, and whose point may group thousands.
  private(set) var point = (sure: 0, open: 0)
  private(set) var comma = (sure: 0, open: 0)
  /// Cells such as 1,234.5 and 1.234,5.
  private(set) var groupedByComma = 0
  private(set) var groupedByPoint = 0
  /// The first ambiguous cell, and where it is.
  private(set) var firstOpen: (text: String, line: Int)?

  /// Whether no cell has told anything.
  var isNone: Bool {
    point == (0, 0) && comma == (0, 0) && groupedByComma == 0 && groupedByPoint == 0
  }

  /// - Parameter cell: without blanks around it.
  mutating func add(_ cell: String, line: Int) {
    // Spaces and apostrophes group thousands whatever the decimal mark.
    let cell = cell.filter { !" '’\u{A0}\u{202F}\u{2009}".contains($0) }
    let isNumeric = cell.unicodeScalars.allSatisfy {
      ("0"..."9").contains($0) || "+-−.,eE".unicodeScalars.contains($0)
    }
    guard isNumeric else { return }
    let body = cell.prefix { $0 != "e" && $0 != "E" }.drop { "-+−".contains($0) }
    let points = body.count { $0 == "." }
    let commas = body.count { $0 == "," }
    switch (points, commas) {
    case (0, 0): break
    case (1, 0): if isGrouped(body, ".") { point.open += 1 } else { point.sure += 1 }
    case (0, 1):
      if isGrouped(body, ",") {
        comma.open += 1
        if firstOpen == nil { firstOpen = (cell, line) }
      } else {
        comma.sure += 1
      }
    case (0, 2...) where isGrouped(body, ","): groupedByComma += 1
    case (2..., 0) where isGrouped(body, "."): groupedByPoint += 1
    case (1, 1...) where isGrouped(body.prefix { $0 != "." }, ","): groupedByComma += 1
    case (1..., 1) where isGrouped(body.prefix { $0 != "," }, "."): groupedByPoint += 1
    default: break
    }
  }

  /// The notation that suits the cells best, and whether the user should be told that it is a guess.
  func notation(_ delimiter: Delimiter) -> (NumberNotation, isOpen: Bool) {
    var notation = NumberNotation(groupsBySpaces: delimiter != .blanks && delimiter != .comma)
    let commas = comma.sure + groupedByPoint
    let points = point.sure + groupedByComma
    let isOpen = comma.open > 0 && groupedByComma == 0 && commas == 0
    if commas > points {
      notation.decimal = UInt8(ascii: ",")
      notation.groups = groupedByPoint > 0
    } else if points > 0 {
      notation.groups = groupedByComma > 0 || isOpen
    } else if isOpen {
      // Spreadsheets separate by semicolons where commas are decimal, and quote commas that group.
      if delimiter == .comma {
        notation.groups = true
      } else {
        notation.decimal = UInt8(ascii: ",")
      }
    }
    return (notation, isOpen)
  }

  /// Whether it reads as groups of thousands: `12,345` and `1,234,567`, but neither `0,345` nor `12,34`.
  private func isGrouped(_ body: Substring, _ mark: Character) -> Bool {
    let parts = body.split(separator: mark, omittingEmptySubsequences: false)
    return parts.count > 1 && (1...3).contains(parts[0].count) && parts[0].first != "0"
      && parts.dropFirst().allSatisfy { $0.count == 3 }
      && parts.allSatisfy { $0.allSatisfy(\.isNumber) }
  }
}
