import Flows

/// A column of a table, as far as choosing two of them needs to know it.
struct TableColumn {
  enum Kind: Equatable {
    case numbers
    /// Numbers that count the rows.
    case rowNumbers
    /// Not numbers; with the first cell that shows it, and where it is.
    case text(place: String, value: String)
    /// Empty in every row.
    case empty
  }

  /// Empty for a column without a name.
  var name: String
  var kind: Kind
}

/// Which two columns the user wants.
struct WantedColumns {
  /// Names or numbers, from 1; `nil` leaves the choice to names and kinds.
  var asked: [String]?
  /// The names of the two that a model learned from; `nil` where there is none.
  var usual: [String]?
}

/// Which two columns of a table are taken for points.
struct ColumnChoice {
  let first: Int
  let second: Int
  /// The two columns' names.
  let names: [String]
  /// A warning that says what was guessed, if anything was.
  var warning: Warning?

  /// - Throws: ``FlowError`` that lists the columns there are.
  init(from columns: [TableColumn], _ wanted: WantedColumns) throws(FlowError) {
    let list = ColumnList(columns)
    let chosen: (first: Int, second: Int)
    if let asked = wanted.asked {
      chosen = try list.named(asked)
      for index in [chosen.first, chosen.second] { try list.requireNumbers(index) }
    } else if let usual = list.pair(wanted.usual ?? [], list.places) {
      chosen = usual
    } else {
      chosen = try list.guessed()
      warning = list.warning(of: chosen)
    }
    (first, second) = chosen
    names = [list.label(first), list.label(second)]
  }
}

/// The columns of a table, and how messages name them.
private struct ColumnList {
  let columns: [TableColumn]

  init(_ columns: [TableColumn]) {
    self.columns = columns
  }

  /// A column's name, or its number from 1 where it has none.
  func label(_ index: Int) -> String {
    columns[index].name.isEmpty ? String(index + 1) : columns[index].name
  }

  /// Names as a sentence lists them, and at most thirty.
  private func text(_ indices: [Int]) -> String {
    let names = indices.prefix(30).map(label).joined(separator: ", ")
    return indices.count > 30 ? names + " and \(indices.count - 30) more" : names
  }

  private func indices(_ isWanted: (TableColumn.Kind) -> Bool) -> [Int] {
    columns.indices.filter { isWanted(columns[$0].kind) }
  }

  private var numeric: [Int] { indices { $0 == .numbers } }

  /// `columns of numbers: a, b; others: c`.
  private var inventory: String {
    let others = indices { $0 != .numbers }
    let numeric = numeric
    let numbers = numeric.isEmpty ? "none" : text(numeric)
    return "columns of numbers: \(numbers)" + (others.isEmpty ? "" : "; others: \(text(others))")
  }

  /// The places of the columns that are called so; if there is none, of those that differ in case or
  /// blanks alone.
  func places(_ name: String) -> [Int] {
    let exact = exactPlaces(name)
    let trimmed = name.trimmingBlanks.lowercased()
    guard exact.isEmpty, !trimmed.isEmpty else { return exact }
    return columns.indices.filter { columns[$0].name.lowercased() == trimmed }
  }

  private func exactPlaces(_ name: String) -> [Int] {
    columns.indices.filter { columns[$0].name == name && !name.isEmpty }
  }

  /// Two columns by their names, each of which one column has.
  func pair(_ names: [String], _ places: (String) -> [Int]) -> (first: Int, second: Int)? {
    let found = names.map(places)
    guard found.count == 2, found.allSatisfy({ $0.count == 1 }), found[0] != found[1] else {
      return nil
    }
    return (found[0][0], found[1][0])
  }

  private static let plainNames = [["x1", "x2"], ["x", "y"]]

  /// The columns x1 and x2, or x and y; in capitals only where there are none in small letters.
  private var plainlyNamed: (first: Int, second: Int)? {
    for names in Self.plainNames {
      if let found = pair(names, exactPlaces) { return found }
    }
    for names in Self.plainNames {
      if let first = places(names[0]).first, let second = places(names[1]).first {
        return (first, second)
      }
    }
    return nil
  }

  /// - Throws: ``FlowError`` where it is unclear which two columns are meant.
  func guessed() throws(FlowError) -> (first: Int, second: Int) {
    if let found = plainlyNamed { return found }
    let data = numeric
    if data.count == 2 { return (data[0], data[1]) }
    // Of two columns there is nothing to choose.
    let unnumbered = indices { $0 != .empty && $0 != .rowNumbers }
    if unnumbered.count == 2, unnumbered.count == columns.count { return (0, 1) }
    if data.count > 2 {
      let pair = [label(data[0]), label(data[1])]
      let isPlain =
        pair.joined().utf8.allSatisfy { $0 > 0x2A && $0 < 0x7B && $0 != 0x2C }
        && pair.allSatisfy { places($0).count < 2 }
      let example = isPlain ? pair.joined(separator: ",") : "\(data[0] + 1),\(data[1] + 1)"
      throw FlowError(
        "there are \(columns.count) columns; name two with --columns, as in --columns \(example); "
          + inventory)
    }
    let found = data.isEmpty ? "there is none" : "there is one"
    throw FlowError("points need two columns of numbers, and \(found); \(inventory)")
  }

  /// The warning about a guess; `nil` where the columns' names left nothing to guess.
  func warning(of choice: (first: Int, second: Int)) -> Warning? {
    let pair = [choice.first, choice.second]
    let names = pair.map { columns[$0].name.lowercased() }
    let others = columns.indices.filter { !pair.contains($0) && columns[$0].kind != .empty }
    let hasHeader = columns.contains { !$0.name.isEmpty }
    let start =
      "of \(columns.count) columns '\(label(choice.first))' and '\(label(choice.second))' were taken"
    let end = "; not taken: \(text(others)) (--columns takes others)"
    if Self.plainNames.contains(names) {
      let counting = pair.first { columns[$0].kind == .rowNumbers }
      if let counting {
        return Warning(
          "columns_chosen", start + ", though '\(label(counting))' only counts the rows" + end)
      }
      let rivals = others.filter {
        columns[$0].kind == .numbers && names.contains(columns[$0].name.lowercased())
      }
      return rivals.isEmpty ? nil : Warning("columns_chosen", start + end)
    }
    // What only names or numbers the rows is nothing to choose.
    let namesRows = { (index: Int) in
      hasHeader
        && (columns[index].kind == .rowNumbers || index == 0 && columns[index].name.isEmpty)
    }
    if others.allSatisfy(namesRows) { return nil }
    return Warning("columns_chosen", start + ", the only two of numbers" + end)
  }

  /// - Throws: ``FlowError`` for names of no column, or of one column twice.
  func named(_ wanted: [String]) throws(FlowError) -> (first: Int, second: Int) {
    let pair = try paired(wanted)
    // Two numbers are places in the table, even if some column is called 1.
    let areNames = pair.allSatisfy { name in columns.contains { $0.name == name } }
    let areNumbers = pair.allSatisfy { Int($0) != nil }
    let first = try index(of: pair[0], isNumber: areNumbers && !areNames)
    let second = try index(of: pair[1], isNumber: areNumbers && !areNames)
    guard first != second else {
      throw FlowError("--columns names '\(label(first))' twice; name two columns; \(inventory)")
    }
    return (first, second)
  }

  /// Two names, where a name may have commas in it.
  private func paired(_ wanted: [String]) throws(FlowError) -> [String] {
    if wanted.count == 2 { return wanted }
    for split in wanted.indices.dropFirst() {
      let pair = [wanted[..<split], wanted[split...]].map { $0.joined(separator: ",") }
      let found = pair.compactMap { part in
        columns.map(\.name).first { $0.filter { $0 != " " } == part.filter { $0 != " " } }
      }
      if found.count == 2 { return found }
    }
    throw FlowError(
      "--columns names \(wanted.count) column\(wanted.count == 1 ? "" : "s"); name two, as in "
        + "--columns a,b, and put a name with commas in double quotes; \(inventory)")
  }

  private func index(of name: String, isNumber: Bool) throws(FlowError) -> Int {
    if !isNumber {
      let similar = places(name)
      if similar.count == 1 { return similar[0] }
      if similar.count > 1 {
        throw FlowError(
          "\(similar.count) columns are called '\(name)'; give the number of one: "
            + similar.map { String($0 + 1) }.joined(separator: ", "))
      }
    }
    guard let number = Int(name.trimmingBlanks) else {
      let meant = FlowError.nearest(to: name, among: columns.map(\.name).filter { !$0.isEmpty })
      throw FlowError(
        "unknown column '\(name)'\(meant.map { " (did you mean '\($0)'?)" } ?? ""); \(inventory)")
    }
    guard columns.indices.contains(number - 1) else {
      throw FlowError(
        "there is no column \(number): there are \(columns.count), numbered from 1; \(inventory)")
    }
    return number - 1
  }

  /// - Throws: ``FlowError`` where that column has no numbers.
  func requireNumbers(_ index: Int) throws(FlowError) {
    switch columns[index].kind {
    case .numbers, .rowNumbers: return
    case .empty: throw FlowError("column '\(label(index))' is empty; \(inventory)")
    case .text(let place, let value):
      throw FlowError(
        "column '\(label(index))' is no column of numbers: \(place): '\(value)'; \(inventory)")
    }
  }
}

extension String {
  /// The name without blanks around it.
  var trimmingBlanks: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

/// A column's name as it stands in a list separated by commas: in double quotes if it has a comma or a
/// double quote in it.
func quotedColumn(_ name: String) -> String {
  guard name.contains(",") || name.contains("\"") || name.trimmingBlanks != name else {
    return name
  }
  return "\"" + name.replacing("\"", with: "\"\"") + "\""
}

extension Points {
  /// `a,b` as names; one in double quotes may have commas in it.
  public static func columnNames(_ text: String) -> [String] {
    var scanner = RecordScanner(Array(text.utf8), .comma)
    guard case .row = scanner.next() else { return [text] }
    return scanner.cells.map { $0.string(in: scanner.text) }
  }

  /// Names as ``columnNames(_:)`` reads them.
  public static func columnsText(_ names: [String]) -> String {
    names.map(quotedColumn).joined(separator: ",")
  }
}
