import Synchronization

/// A table of rows that have names, and to which a program can add rows of its own at start-up.
///
/// Everything loops over ``all``, so that an added row is found wherever a built-in one is. Rows can be
/// added from any thread.
package final class Registry<Row: Sendable>: Sendable {
  /// What a row is, as in `unknown flow`.
  private let kind: String
  private let name: @Sendable (Row) -> String
  private let rows: Mutex<[Row]>

  /// - Parameters:
  ///   - kind: what a row is, as messages call it.
  ///   - builtIn: the rows that are always there, in order.
  ///   - name: a row's name.
  package init(_ kind: String, _ builtIn: [Row], name: @escaping @Sendable (Row) -> String) {
    self.kind = kind
    self.name = name
    rows = Mutex(builtIn)
  }

  /// Every row: the built-in ones, then those that were added, in the order of their arrival.
  package var all: [Row] { rows.withLock { $0 } }

  /// Adds a row at the end.
  /// - Throws: ``FlowError`` where the name is taken, or could not be given on a command line.
  package func register(_ row: Row) throws(FlowError) {
    let name = name(row)
    let isUsable =
      !name.isEmpty && !name.hasPrefix("-")
      && name.allSatisfy { ($0.isLetter || $0.isNumber || "-_.+".contains($0)) && $0.isASCII }
    guard isUsable else {
      throw FlowError(
        "\(kind) '\(name)': a name is made of letters, digits and -, and does not begin with -")
    }
    let isTaken = rows.withLock { rows in
      if rows.contains(where: { self.name($0) == name }) { return true }
      rows.append(row)
      return false
    }
    if isTaken {
      throw FlowError("\(kind) '\(name)': there is one of that name already, choose another name")
    }
  }

  /// The row of a name; `nil` where there is none.
  package func find(_ name: String) -> Row? { all.first { self.name($0) == name } }

  /// The row of a name.
  /// - Throws: ``FlowError`` that lists the names there are.
  package func named(_ name: String) throws(FlowError) -> Row {
    guard let row = find(name) else {
      throw FlowError(unknown: kind, name, among: all.map(self.name))
    }
    return row
  }
}
