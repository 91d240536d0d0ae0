import Canvas
import Flows
import Testing

@testable import Visualizer

/// The glossary knows the words of the screen, and opens where they are.
@Suite struct GlossaryTests {
  @Test func entriesAreShortAndInOrder() {
    for entry in Glossary.entries {
      let sentences = entry.text.split(separator: ". ").count
      #expect((1...3).contains(sentences) && entry.text.hasSuffix("."), "\(entry.word)")
      #expect(entry.text.count <= 260, "\(entry.word)")
      #expect(entry.word.count <= 20, "\(entry.word)")
    }
    let spellings = Glossary.entries.flatMap { entry in
      [entry.word] + entry.spellings.filter { $0 != entry.word }
    }
    #expect(Set(spellings).count == spellings.count)
    // Words in the order of their letters; signs come first, Greek letters where they are read.
    let keys = Glossary.entries.map { entry in
      entry.word.lowercased().replacing("σ", with: "sigma").filter(\.isLetter)
    }.filter { !$0.isEmpty && !["sdse", ""].contains($0) }
    for (one, next) in zip(keys.dropFirst(), keys.dropFirst(2)) {
      #expect(one.prefix(1) <= next.prefix(1), "\(one) before \(next)")
    }
  }

  /// Abbreviations on the main screen and in the titles of views, of flows of every kind.
  @Test(arguments: ["realnvp", "maf", "resflow", "cnf"])
  func everyAbbreviationHasAnEntry(flow: String) throws {
    var settings = smallSettings()
    settings.flow = flow
    if flow == "cnf" { settings.layers = 1 }
    var state = try Snapshot.trained(
      State(settings: settings, columns: 200, rows: 60, medium: .rich), steps: 2, threads: 1)
    let family = try #require(state.family)
    // Names of people, papers and flows are no abbreviations.
    let names = Set(
      (family.title + " " + family.reference + " " + family.summary).split { !$0.isLetter }.map(
        String.init))
    var unknown: [String: String] = [:]
    let gallery = Gallery()
    for view in ViewName.allCases {
      state.view = view
      for size in [(80, 24), (120, 36), (200, 60)] {
        (state.columns, state.rows) = size
        let lines = gallery.draw(state).lines.dropLast()
        for line in view == .main ? Array(lines) : lines.filter({ $0.contains("─") }) {
          let words =
            line.matches(of: /\b[A-Z]{2,}\b|nats|p_z|σ[₁₂]?|Σ|∫|\|det|D²|f⁻¹|≈|✓|±|held-out/)
            .map { String($0.output) }
          for word in words where !names.contains(word) {
            let name = word == "|det" ? "|det dx/dz|" : word
            if Glossary.entry(of: name) == nil { unknown[word] = line }
          }
        }
      }
    }
    #expect(unknown.isEmpty, "\(unknown)")
  }

  /// Every pane and every view uses a word that is explained.
  @Test func itOpensAtAWordOfWhatIsInFront() throws {
    for (view, pane) in Pane.allCases.map({ (ViewName.main, $0) })
      + ViewName.allCases.dropFirst().map({ ($0, Pane.data) })
    {
      var app = App(try trainedState(columns: 80, rows: 24, steps: 1))
      var state = app.state
      (state.view, state.focus) = (view, pane)
      app = App(state)
      let word = try #require(state.wordsHere.first?.word, "\(view) \(pane)")
      _ = app.handle(.key("?"))
      _ = app.handle(.key(.tab))
      #expect(app.state.focus == pane && app.state.view == view)
      let shown = app.render().lines.dropFirst().joined(separator: "\n")
      #expect(shown.contains(word), "\(view) \(pane): \(word)\n\(shown)")
    }
  }

  @Test(arguments: [(80, 24), (60, 18), (120, 36), (200, 60), (40, 12)])
  func allOfItCanBeReadOnEveryScreen(columns: Int, rows: Int) throws {
    var app = App(try trainedState(columns: columns, rows: rows, steps: 1))
    _ = app.handle(.key("?"))
    _ = app.handle(.key(.right))
    for _ in 0..<400 where app.state.helpScroll > 0 { _ = app.handle(.key(.up)) }
    #expect(app.state.helpScroll == 0)
    var seen = ""
    for _ in 0..<400 {
      let text = app.render().plainText()
      #expect(!text.contains("…"))
      seen += text
      let before = app.state.helpScroll
      _ = app.handle(.key(.pageDown))
      if app.state.helpScroll == before { break }
    }
    for entry in Glossary.entries { #expect(seen.contains(entry.word), "\(entry.word)") }
  }

  @Test(arguments: [Key.tab, .backTab, .left, .right]) func keysTurnThePageInEveryMode(key: Key)
    throws
  {
    for begin in [Key?.none, Key("w"), Key("p")] {
      var app = App(try trainedState(columns: 100, rows: 30, steps: 1))
      if let begin { _ = app.handle(.key(begin)) }
      let mode = app.state.mode.name
      _ = app.handle(.key("?"))
      let keys = app.render().lines
      _ = app.handle(.key(key))
      #expect(app.render().lines.joined().contains("Kullback") || app.state.helpScroll > 0)
      _ = app.handle(.key(key))
      #expect(app.render().lines == keys)
      _ = app.handle(.key(key))
      _ = app.handle(.key("?"))
      #expect(!app.state.helpOpen && app.state.mode.name == mode)
    }
  }
}
