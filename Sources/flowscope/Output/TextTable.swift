import Canvas

/// A table for people: names on the left, numbers flush right.
struct TextTable {
  var header: [String]
  var rows: [[String]] = []

  var text: String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let cells = line.indices.map { column in
        column == 0 ? line[column].trailing(widths[column]) : line[column].leading(widths[column])
      }
      return cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
