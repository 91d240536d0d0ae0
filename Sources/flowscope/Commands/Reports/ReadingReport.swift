import Canvas
import Foundation
import Learning

/// What `flowscope read` reports: readings with their values, or why they cannot be given.
struct ReadingReport {
  struct Row {
    /// As it was asked for.
    let name: String
    let reading: Reading
    let value: Result<Double, NoReading>
  }
  var rows: [Row] = []

  /// The value beside its unit; `null` beside the reason.
  struct Entry: Encodable {
    fileprivate let row: Row

    private enum CodingKeys: String, CodingKey { case value, unit, reason }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(row.reading.unit, forKey: .unit)
      switch row.value {
      case .success(let value): try container.encode(value, forKey: .value)
      case .failure(let lack):
        try container.encodeNil(forKey: .value)
        try container.encode(lack.description, forKey: .reason)
      }
    }
  }

  /// The object to print as JSON. A dictionary, whose keys are names and stay as they are.
  var object: [String: Entry] {
    Dictionary(rows.map { ($0.name, Entry(row: $0)) }) { first, _ in first }
  }

  /// A line for each reading: name, value, unit, and what it is or why there is none.
  var text: String {
    let cells = rows.map { row in
      switch row.value {
      case .success(let value):
        [row.name, Self.text(value), row.reading.unit, row.reading.definition]
      case .failure(let lack): [row.name, "–", "", "none: \(lack)"]
      }
    }
    let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { cell in
      cell[0].trailing(widths[0]) + "  " + cell[1].leading(widths[1]) + " "
        + cell[2].trailing(widths[2]) + "  " + cell[3]
    }.joined(separator: "\n")
  }

  /// Whole numbers as they are, others with six significant digits.
  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9
      ? String(format: "%.0f", value) : String(format: "%.6g", value)
  }
}

/// A row of `flowscope read --list`.
struct ReadingDescription: Encodable {
  let name: String
  let aliases: [String]
  let unit: String
  let definition: String
  let method: String

  init(_ reading: Reading) {
    (name, aliases, unit) = (reading.name, reading.aliases, reading.unit)
    (definition, method) = (reading.definition, reading.method)
  }

  /// The whole registry for people: each kind of reading under how it is measured.
  static func text(_ readings: [Reading]) -> String {
    let width = readings.map(\.name.count).max() ?? 0
    let unit = readings.map(\.unit.count).max() ?? 0
    var method = ""
    return readings.flatMap { reading in
      let also =
        reading.aliases.isEmpty ? "" : " (also \(reading.aliases.joined(separator: ", ")))"
      let line =
        "  " + reading.name.trailing(width) + "  " + reading.unit.trailing(unit) + "  "
        + reading.definition + also
      defer { method = reading.method }
      return reading.method == method ? [line] : [reading.method, line]
    }.joined(separator: "\n")
  }
}
