import Flows

// The Readings folder: numbers with names. `Reading` is a row, `Readings.all` the registry, and each
// file `…Readings` has the rows of one kind. `Measurements` are what rows are read from, and
// `ReadingContext` makes them, each once and only when a reading needs it.

/// The registry of readings. A new one is a row in the file of its kind.
public enum Readings {
  /// Every row, in the order in which they are printed.
  public static let all: [Reading] =
    run + hand + heldOut + scores + probe + evidence + marginal + region + band + gap + check
    + invariants
    + window + cost
    + determinants + estimates + paths

  /// The reading of a name or an alias; `probe.logdet.layer.2` is the second of its row.
  /// - Throws: ``FlowError`` for a name that is none, with the one that was probably meant.
  public static func named(_ name: String) throws(FlowError) -> Reading {
    if let found = byName[name] { return found }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if let last = parts.last, let number = Int(last), number > 0,
      let row = byName[parts.dropLast().joined(separator: ".") + ".N"]
    {
      return row.numbered(number)
    }
    let meant =
      FlowError.nearest(to: name, among: Array(byName.keys).sorted())
      .map { " (did you mean '\($0)'?)" } ?? ""
    throw FlowError(
      "unknown reading '\(name)'\(meant): 'flowscope read --list' names them")
  }

  private static let byName: [String: Reading] = all.reduce(into: [:]) { names, reading in
    for name in [reading.name] + reading.aliases { names[name] = reading }
  }
}

extension Measurements {
  /// The number of a name as a pane shows it, which may be infinite or none; `nil` where it cannot be
  /// given.
  package func number(_ name: String) -> Double? {
    guard let reading = try? Readings.named(name) else { return nil }
    return try? reading.number(of: self)
  }
}
