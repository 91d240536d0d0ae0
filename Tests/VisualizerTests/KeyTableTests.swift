import Testing

@testable import Visualizer

@Suite struct KeyTableTests {
  @Test func everyKeyMeansOneThing() {
    let keys = KeyTable.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test func everyActionIsReached() {
    for binding in KeyTable.bindings {
      for key in binding.keys {
        #expect(KeyTable.binding(of: key)?.action == binding.action)
      }
    }
  }

  @Test func helpFitsItsColumns() {
    for entry in KeyTable.entries {
      #expect(entry.label.count <= KeyTable.labelWidth - 1, "\(entry.label)")
      #expect(entry.help.count <= KeyTable.helpWidth, "\(entry.help)")
    }
  }

  @Test func helpLabelsNameTheirKeys() {
    for entry in KeyTable.entries where !entry.label.contains("…") {
      for key in entry.bindings.compactMap(\.keys.first) {
        #expect(entry.label.contains(key.label), "\(entry.label) lacks \(key.label)")
      }
    }
  }

  @Test func hintsComeFromTheTable() {
    #expect(KeyTable.hints.allSatisfy { KeyTable.bindings.contains($0) })
    // Each action that is to have a hint has a key with one.
    #expect(KeyTable.hints.map(\.action) == KeyTable.hintedActions)
  }

  @Test func markdownListsEveryEntry() {
    let markdown = KeyTable.markdown
    for entry in KeyTable.entries {
      #expect(markdown.contains("| `\(entry.label)` | \(entry.help) |"))
    }
  }
}
