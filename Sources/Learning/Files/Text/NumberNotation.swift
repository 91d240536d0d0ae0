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
  /// What numbers with one kind of mark tell.
  struct Mark {
    /// Numbers in which it is certainly a decimal mark.
    var sure = 0
    /// Numbers in which it may group thousands: `1.234`.
    var open = 0
    /// How many of those end in a zero, which programs do not write that write whole numbers without
    /// decimals.
    var openWithZero = 0
    /// Numbers in which it certainly groups thousands: `1.234.567` and `1.234,5`.
    var grouping = 0
    /// Whether a column has such numbers beside whole ones, all below 1,000: a number of thousands is
    /// then written with a mark, and one below without. Decimals as short as that would be whole for
    /// once.
    var groupsBesideWhole = false
    /// The first ambiguous number, and where it is.
    var firstOpen: (text: String, line: Int)?

    mutating func add(_ cell: String, line: Int) {
      open += 1
      if cell.hasSuffix("0") { openWithZero += 1 }
      if firstOpen == nil { firstOpen = (cell, line) }
    }

    mutating func add(_ other: Mark) {
      sure += other.sure
      open += other.open
      openWithZero += other.openWithZero
      grouping += other.grouping
      groupsBesideWhole = groupsBesideWhole || other.groupsBesideWhole
      if let found = other.firstOpen, found.line < firstOpen?.line ?? .max { firstOpen = found }
    }
  }

  private(set) var point = Mark()
  private(set) var comma = Mark()
  /// Whole numbers without any mark, below 1,000 and others.
  private var whole = (small: 0, large: 0)

  /// Whether no cell has told anything.
  var isNone: Bool {
    [point, comma].allSatisfy { $0.sure == 0 && $0.open == 0 && $0.grouping == 0 }
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
    // A zero tells nothing: programs that leave trailing zeros out write it so.
    case (0, 0):
      if body.count > 3 {
        whole.large += 1
      } else if body.contains(where: { $0 != "0" }) {
        whole.small += 1
      }
    case (1, 0): if isGrouped(body, ".") { point.add(cell, line: line) } else { point.sure += 1 }
    case (0, 1): if isGrouped(body, ",") { comma.add(cell, line: line) } else { comma.sure += 1 }
    case (0, 2...) where isGrouped(body, ","): comma.grouping += 1
    case (2..., 0) where isGrouped(body, "."): point.grouping += 1
    case (1, 1...) where isGrouped(body.prefix { $0 != "." }, ","): comma.grouping += 1
    case (1..., 1) where isGrouped(body.prefix { $0 != "," }, "."): point.grouping += 1
    default: break
    }
  }

  /// Adds what another column tells.
  mutating func add(_ column: NotationEvidence) {
    var column = column
    let isSmall = column.whole.small > 0 && column.whole.large == 0
    column.point.groupsBesideWhole = isSmall && Self.looksGrouped(column.point)
    column.comma.groupsBesideWhole = isSmall && Self.looksGrouped(column.comma)
    point.add(column.point)
    comma.add(column.comma)
  }

  /// Whether a column's marked numbers look like thousands. Eight that have three decimals and none at
  /// all that has fewer are as telling as one that ends in a zero.
  private static func looksGrouped(_ mark: Mark) -> Bool {
    mark.sure == 0 && mark.open > 0 && (mark.openWithZero > 0 || mark.open >= 8)
  }

  /// The notation that suits the cells best, and the number that it is a guess for.
  func notation(
    _ delimiter: Delimiter
  ) -> (notation: NumberNotation, open: (text: String, line: Int)?) {
    var notation = NumberNotation(groupsBySpaces: delimiter != .blanks && delimiter != .comma)
    let commas = comma.sure + point.grouping
    let points = point.sure + comma.grouping
    if commas > points {
      notation.decimal = UInt8(ascii: ",")
      notation.groups = point.grouping > 0 || point.groupsBesideWhole
      return (notation, nil)
    }
    if commas == 0, points == 0, comma.open == 0, point.groupsBesideWhole {
      notation.decimal = UInt8(ascii: ",")
      notation.groups = true
      return (notation, point.firstOpen)
    }
    let isOpen = comma.open > 0 && comma.grouping == 0 && commas == 0
    if points > 0 {
      notation.groups = comma.grouping > 0 || isOpen
    } else if isOpen {
      // Spreadsheets separate by semicolons where commas are decimal, and quote commas that group.
      if delimiter == .comma || comma.groupsBesideWhole {
        notation.groups = true
      } else {
        notation.decimal = UInt8(ascii: ",")
      }
    }
    return (notation, isOpen ? comma.firstOpen : nil)
  }

  /// Whether it reads as groups of thousands: `12,345` and `1,234,567`, but neither `0,345` nor
  /// `12,34`.
  private func isGrouped(_ body: Substring, _ mark: Character) -> Bool {
    let parts = body.split(separator: mark, omittingEmptySubsequences: false)
    return parts.count > 1 && (1...3).contains(parts[0].count) && parts[0].first != "0"
      && parts.dropFirst().allSatisfy { $0.count == 3 }
      && parts.allSatisfy { $0.allSatisfy(\.isNumber) }
  }
}

extension NumberNotation {
  /// The warning that names a number that can be read in two ways, and how it was read.
  func warning(of cell: String, _ line: Int) -> Warning {
    let mark = cell.contains(",") ? "comma" : "point"
    let isDecimal = hasComma == (mark == "comma")
    let value = isDecimal ? cell.replacing(",", with: ".") : cell.filter { !",.".contains($0) }
    let taken = isDecimal ? "with a decimal \(mark)" : "with a \(mark) between thousands"
    let remedy =
      mark == "comma"
      ? "write decimal points and no commas in numbers"
      : "write a whole number with decimals too, as in 900.0"
    return Warning(
      "ambiguous_numbers",
      "line \(line): '\(cell)' was taken for \(value), \(taken); if that is wrong, \(remedy)")
  }
}
