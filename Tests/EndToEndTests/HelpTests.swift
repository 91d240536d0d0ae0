import Testing

/// The help of every command, as people read it in a terminal of 80 columns.
@Suite struct HelpTests {
  /// The paragraphs above the usage; a table is one paragraph.
  private func paragraphs(of command: String) throws -> [[String]] {
    let run = try flowscope("help", command)
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix { !$0.hasPrefix("USAGE") }.split(separator: "").map { $0.map(String.init) }
  }

  static let commands = [
    "watch", "train", "read", "eval", "sample", "export", "data", "snapshot", "table", "compare",
    "prove", "list", "bench",
    "doctor",
  ]

  @Test(arguments: commands) func linesBreakOnlyWhereTheyAreFull(command: String) throws {
    for paragraph in try paragraphs(of: command) {
      let isTable = paragraph.contains { $0.contains("  ") }
      for (line, next) in zip(paragraph, paragraph.dropFirst()) {
        #expect(line.count <= 80)
        if isTable || line.hasPrefix("Example") || next.hasPrefix("Example") { continue }
        let word = next.prefix { $0 != " " }
        #expect(line.count + 1 + word.count >= 80, "'\(line)' has room for '\(word)'")
      }
    }
  }
}
