import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// Help and glossary call the colours what they are on the medium.
@Suite struct ColorNameTests {
  private func texts(_ medium: Medium) -> [String] {
    let names = ColorNames(medium)
    return Glossary.entries.map { names.filled($0.text) } + [names.filled(DataPane.help.text)]
  }

  @Test(arguments: Medium.every) func everyNameIsFilledIn(medium: Medium) {
    for text in texts(medium) { #expect(!text.contains("{"), "\(text)") }
  }

  @Test func noColourIsNamedThatIsNotThere() {
    for medium in Medium.every where medium.colors == .mono || medium.colors == .ansi16 {
      let words =
        medium.colors == .mono ? ["orange", "blue", "green", "pink"] : ["orange", "pink"]
      for text in texts(medium) {
        for word in words { #expect(!text.contains(" \(word)"), "\(text)") }
      }
    }
  }
}
