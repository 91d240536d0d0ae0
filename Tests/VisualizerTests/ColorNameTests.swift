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

  /// The border says how the words of what is in front are marked, and no other word is marked so.
  @Test(arguments: Medium.every) func wordsOfWhatIsInFrontLookOtherThanTheRest(medium: Medium) {
    let state = State(settings: smallSettings(), columns: 100, rows: 400, medium: medium)
    let here = Set(state.wordsHere.map(\.word))
    var canvas = Canvas(columns: 100, rows: 400)
    Help.drawGlossary(state, on: &canvas)
    let lines = canvas.plainText().split(separator: "\n", omittingEmptySubsequences: false)
    var styles = (here: Set<Style>(), others: Set<Style>())
    for (row, line) in lines.enumerated() {
      // Behind the frame's edge.
      let text = line.drop { " │|".contains($0) }
      guard let entry = Glossary.entries.first(where: { text.hasPrefix($0.word + "  ") }) else {
        continue
      }
      let style = canvas[line.count - text.count, row].style
      if here.contains(entry.word) {
        styles.here.insert(style)
      } else {
        styles.others.insert(style)
      }
    }
    #expect(styles.here.count == 1 && styles.others.count == 1, "\(styles)")
    #expect(styles.here.isDisjoint(with: styles.others))
  }
}
