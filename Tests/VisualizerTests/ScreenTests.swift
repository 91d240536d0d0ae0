import Canvas
import Learning
import Testing

@testable import Visualizer

@Suite struct ScreenTests {
  @Test func everySizeDraws() throws {
    var app = App(try trainedState())
    var sizes: [(Int, Int)] = []
    for columns in 0...24 {
      for rows in 0...8 { sizes.append((columns, rows)) }
    }
    for columns in stride(from: 20, through: 250, by: 23) {
      for rows in stride(from: 6, through: 80, by: 7) { sizes.append((columns, rows)) }
    }
    for (columns, rows) in sizes {
      _ = app.handle(.resize(columns: columns, rows: rows))
      let canvas = app.render()
      #expect(canvas.columns == columns && canvas.rows == rows)
    }
  }

  @Test(arguments: Medium.every)
  func everyPaneDrawsOnEveryMedium(medium: Medium) throws {
    var app = App(try trainedState(medium: medium))
    for key: Key in ["z", "s", "g", "h", "?"] {
      _ = app.handle(.key(key))
      for _ in Pane.allCases {
        _ = app.handle(.key(.tab))
        let canvas = app.render()
        if medium.glyphs == .ascii {
          #expect(canvas.cells.allSatisfy { (0x20..<0x7F).contains($0.glyph.value) })
        }
        if medium.colors == .mono {
          #expect(
            canvas.cells.allSatisfy { $0.style.foreground == nil && $0.style.background == nil })
        }
      }
    }
  }

  @Test(arguments: [(200, 60), (120, 36), (100, 30), (80, 24), (60, 20), (40, 16)])
  func nothingIsCutShortAtTheDesignedSizes(columns: Int, rows: Int) throws {
    var app = App(try trainedState(columns: columns, rows: rows))
    for _ in Pane.allCases {
      for line in app.render().lines where line.contains("…") {
        Issue.record("\(columns)×\(rows), focus \(app.state.focus): \(line)")
      }
      _ = app.handle(.key(.tab))
    }
  }

  @Test func aScreenTooSmallAsksToBeEnlarged() throws {
    let canvas = App(try trainedState(columns: 12, rows: 3)).render()
    #expect(canvas.lines.contains { $0.contains("enlarge") })
  }

  @Test func theHeaderSaysWhatRunsAndHowFar() throws {
    var state = try trainedState(columns: 120, rows: 36)
    state.running = true
    state.snapshot?.stepsPerSecond = 3900
    let header = App(state).render().line(0)
    for part in [
      "flowscope", "realnvp ×2 on moons", "base N(0, I)", "seed 1", "step 20", "▶ ×10",
      "3,900 steps/s",
      "KL", "nats",
    ] {
      #expect(header.contains(part), "no \(part) in \(header)")
    }
  }

  @Test func theScreenNamesDirectionsAndMethods() throws {
    let text = App(try trainedState(columns: 120, rows: 36)).render().lines.joined()
    for part in ["f⁻¹ ◀ x", "z ▶ f", "closed form", "each layer: triangular"] {
      #expect(text.contains(part))
    }
  }

  @Test func theProbeShowsInBothSpaces() throws {
    let state = try trainedState(columns: 120, rows: 36)
    let canvas = App(state).render()
    for pane in [Pane.base, .data] {
      let frame = try #require(state.layout.slots.first { $0.pane == pane }).frame
      #expect(
        canvas.cropped(to: frame.inset()).cells.count { "─│".unicodeScalars.contains($0.glyph) }
          == 4)
    }
  }

  @Test func noPaneIsLeftEmptyWithoutAWord() throws {
    #expect(
      App(State(columns: 80, rows: 24, medium: .rich)).render().lines.contains {
        $0.contains("preparing the flow")
      })
  }

  @Test func aPausedScreenIsEvaluatedOnce() throws {
    let app = App(try trainedState(columns: 120, rows: 36))
    #expect(app.render() == app.render())
  }

  /// What was evaluated for one screen and is kept for the next changes nothing of it.
  @Test func aScreenDoesNotDependOnWhatWasDrawnBefore() throws {
    var state = try trainedState()
    let gallery = Gallery()
    // The invariants show rates, which no two measurements have in common.
    let views = ViewName.allCases.filter { $0 != InvariantsView.name }
    for (columns, rows) in [(120, 36), (60, 20), (80, 24)] {
      (state.columns, state.rows) = (columns, rows)
      for view in views {
        state.view = view
        let drawn = gallery.draw(state)
        if columns == 80 { #expect(drawn == App(state).render(), "\(view)") }
      }
    }
  }

  @Test func troubleIsOnScreen() throws {
    var state = try trainedState(columns: 80, rows: 24)
    state.snapshot?.trouble = "the loss is not finite"
    let lines = App(state).render().lines
    // In the place of the caption.
    #expect(lines[22].contains("the loss is not finite"))
    #expect(lines[0].contains("stopped"))
  }

  @Test func everyHelpLineIsReachableOnASmallScreen() throws {
    var app = App(try trainedState(columns: 60, rows: 12))
    _ = app.handle(.key("?"))
    var seen = ""
    for _ in 0..<12 {
      seen += app.render().lines.joined()
      _ = app.handle(.key(.pageDown))
    }
    for entry in KeyTable.entries {
      #expect(seen.contains(entry.help), "\(entry.help)")
    }
  }
}
