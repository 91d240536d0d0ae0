import Testing

@testable import Flows

/// Rows that a program adds to a table.
@Suite struct RegistryTests {
  private struct Row: Sendable {
    let name: String
    var note = ""
  }

  private func registry() -> Registry<Row> {
    Registry("row", [Row(name: "one"), Row(name: "two")]) { $0.name }
  }

  private func error(_ body: () throws(FlowError) -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return error.description
    }
  }

  @Test func anAddedRowIsFoundLikeABuiltInOne() throws {
    let rows = registry()
    try rows.register(Row(name: "three-2", note: "new"))
    #expect(rows.all.map(\.name) == ["one", "two", "three-2"])
    #expect(try rows.named("three-2").note == "new")
    #expect(
      error { () throws(FlowError) in _ = try rows.named("thre-2") }?.contains("'three-2'") == true)
  }

  @Test(arguments: ["one", "two", "three"]) func aNameThatIsTakenIsRefused(name: String) throws {
    let rows = registry()
    try rows.register(Row(name: "three"))
    let message = error { () throws(FlowError) in
      try rows.register(Row(name: name, note: "again"))
    }
    #expect(message?.contains("row '\(name)'") == true && message?.contains("already") == true)
    #expect(rows.all.count == 3 && rows.all.allSatisfy { $0.note.isEmpty })
  }

  /// Lists of names are written with commas, and options begin with a hyphen.
  @Test(arguments: ["", " ", "a b", "a,b", "-a", "--flow", "a\n", "ä", "a/b", "a\"b", "a:b"])
  func aNameThatNoCommandLineCouldGiveIsRefused(name: String) {
    let rows = registry()
    #expect(
      error { () throws(FlowError) in try rows.register(Row(name: name)) }?.contains("'\(name)'")
        == true)
    #expect(rows.all.count == 2)
  }

  @Test func rowsMayArriveFromAllThreadsAtOnce() async {
    let rows = registry()
    let added = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
      for index in 0..<400 {
        group.addTask { (try? rows.register(Row(name: "row-\(index % 200)"))) != nil }
        group.addTask { rows.all.count >= 2 && (try? rows.named("two")) == nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(added == 200)
    #expect(Set(rows.all.map(\.name)).count == 202 && rows.all.count == 202)
  }
}
