/// The cells of the tables of `compare --json`, by aspect and learner, without those that are times.
func comparedCells(_ report: [String: Any]) -> [String: String] {
  var cells: [String: String] = [:]
  for table in report["tables"] as? [[String: Any]] ?? [] {
    for row in table["rows"] as? [[String: Any]] ?? [] {
      for cell in row["cells"] as? [[String: Any]] ?? [] {
        let name = "\(row["aspect"] ?? "") \(cell["learner"] ?? "")"
        cells[name] = "\(cell["text"] ?? "") \(cell["value"] ?? "") \(cell["reason"] ?? "")"
      }
    }
  }
  return cells.filter { !$0.key.contains("sample_us") && !$0.key.contains("seconds") }
}
