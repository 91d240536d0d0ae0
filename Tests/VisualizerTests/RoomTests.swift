import Testing

@testable import Canvas
@testable import Visualizer

/// A large screen has more content, not larger emptiness.
@Suite struct RoomTests {
  private static let views: [any View.Type] = [
    MainView.self, ProbeView.self, MassView.self, DifferenceView.self, OneDView.self,
  ]

  /// The rectangles inside the frames of a picture.
  private func panels(_ canvas: Canvas) -> [Rect] {
    var panels: [Rect] = []
    for row in 0..<canvas.rows {
      for column in 0..<canvas.columns where canvas[column, row].glyph == "┌" {
        guard
          let right = (column + 1..<canvas.columns).first(where: { canvas[$0, row].glyph == "┐" }),
          let below = (row + 1..<canvas.rows).first(where: { canvas[column, $0].glyph == "└" })
        else { continue }
        panels.append(
          Rect(
            column: column + 1, row: row + 1, columns: right - column - 1, rows: below - row - 1))
      }
    }
    return panels
  }

  private func isBlank(_ row: Int, of panel: Rect, _ canvas: Canvas) -> Bool {
    (panel.column..<panel.endColumn).allSatisfy {
      canvas[$0, row].glyph == " " && canvas[$0, row].style.background == nil
    }
  }

  private func screens(_ columns: Int, _ rows: Int) throws -> [(String, Canvas)] {
    let trained = try trainedState(columns: columns, rows: rows, steps: 60)
    return Self.views.flatMap { view in
      (0..<view.forms).map { form in
        var state = trained
        state.view = view.name
        state.setForm(form, of: view.name)
        return ("\(view.name.rawValue), form \(form + 1)", App(state).render())
      }
    }
  }

  @Test func noPanelIsMoreThanAThirdBlank() throws {
    for (name, canvas) in try screens(200, 60) {
      let panels = panels(canvas)
      #expect(panels.count >= 3, "\(name)")
      // Pictures of planes are blank where there is nothing.
      for panel in panels where abs(panel.columns - 2 * panel.rows) > 6 {
        let blank = (panel.row..<panel.endRow).reversed().prefix {
          isBlank($0, of: panel, canvas)
        }.count
        #expect(
          3 * blank <= panel.rows, "\(name): \(blank) of \(panel)\n\(canvas.lines[panel.row - 1])")
      }
    }
  }

  /// Each split of the lower row of panes continues one of the upper row.
  @Test func splitsAreAlignedOnLargeScreens() {
    for columns in [168, 200, 240] {
      let layout = Layout(columns: columns, rows: 60, focus: .data, zoomed: false)
      let rows = Dictionary(grouping: layout.slots, by: \.frame.row)
      let splits = rows.values.map { Set($0.map(\.frame.column)) }
      #expect(splits.count == 2 && splits[0] == splits[1], "\(columns): \(splits)")
    }
  }

  @Test func nothingIsCut() throws {
    for size in [(120, 36), (200, 60)] {
      for (name, canvas) in try screens(size.0, size.1) {
        for line in canvas.lines {
          let cut = zip(line, line.dropFirst()).contains { $0 != " " && $1 == "…" }
          #expect(!cut, "\(name) at \(size): \(line)")
        }
      }
    }
  }

  /// In ASCII no sign of a text becomes a question mark.
  @Test func asciiKnowsEverySign() throws {
    for (name, canvas) in try screens(200, 60) {
      let plain = canvas.adapted(to: .ascii)
      for row in 0..<canvas.rows {
        for column in 0..<canvas.columns where plain[column, row].glyph == "?" {
          #expect(canvas[column, row].glyph == "?", "\(name): \(canvas.lines[row])")
        }
      }
    }
  }

  /// On the main screen `a` shows the KL on a logarithmic axis, and the share line brings it back.
  @Test func theMainScreensOtherFormIsTheKLOnALogAxis() throws {
    var app = App(try trainedState(columns: 120, rows: 36, steps: 60))
    let before = app.render().lines
    #expect(before.contains { $0.contains("a: log KL") })
    _ = app.handle(.key("a"))
    let after = app.render().lines
    #expect(after.contains { $0.contains("KL to target · nats, log") && $0.contains("held-out") })
    #expect(after != before)
    #expect(MainView.arguments(of: app.state) == ["--form", "2"])
    _ = app.handle(.key("a"))
    #expect(app.render().lines.contains { $0.contains("a: log KL") })
  }

  /// Where the loss is not on screen, the key says where to find what it has changed.
  @Test func theLogAxisIsNamedWhereTheLossIsNotOnScreen() throws {
    var app = App(try trainedState(columns: 80, rows: 24, steps: 2))
    _ = app.handle(.key("a"))
    #expect(app.state.message?.contains("KL") == true)
  }
}
