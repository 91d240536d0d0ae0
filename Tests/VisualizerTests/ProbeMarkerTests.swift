import Canvas
import Learning
import Testing

@testable import Visualizer

/// How the probe is marked in pictures and titles.
@Suite struct ProbeMarkerTests {
  /// A picture of half blocks without a probe, and the same with it.
  private func pictures(_ medium: Medium) -> (before: Canvas, after: Canvas, viewport: Viewport) {
    let state = State(columns: 20, rows: 10, medium: medium)
    let viewport = Viewport(rect: Rect(columns: 20, rows: 10), extent: 4)
    var canvas = Canvas(columns: 20, rows: 10)
    let heights = (0..<400).map { Float($0) / 400 }
    canvas.drawHeatmap(
      heights, in: viewport.rect, map: state.colorMap, range: 0...1, strength: 1, fade: 0,
      medium: medium)
    var marked = canvas
    drawProbe(SIMD2(0.1, -0.1), state, viewport, on: &marked)
    return (canvas, marked, viewport)
  }

  @Test func whatIsProbedStaysInSightInEveryMedium() {
    for medium in Medium.every {
      let (before, after, viewport) = pictures(medium)
      guard let cell = viewport.cell(SIMD2(0.1, -0.1)) else {
        Issue.record("no cell")
        continue
      }
      #expect(after[cell.column, cell.row] == before[cell.column, cell.row], "\(medium)")
      let changed = before.cells.indices.filter { before.cells[$0] != after.cells[$0] }
      #expect(changed.count == 4, "\(medium)")
      for index in changed {
        let (old, new) = (before.cells[index], after.cells[index])
        #expect(new.glyph != " ")
        #expect(medium.colors == .mono || new.style.background == old.backgroundBehindGlyph)
        guard let ink = new.style.foreground else { continue }
        let paper = new.style.background ?? medium.backdrop.color
        #expect(ink.contrast(with: paper) > 4.5, "\(medium)")
      }
    }
  }

  @Test func theKeyXSaysWhichPaneDrives() throws {
    var app = App(try trainedState(columns: 120, rows: 36))
    func marked() -> [Pane] {
      let canvas = app.render()
      return app.state.layout.slots.filter { slot in
        canvas.line(slot.frame.row).dropFirst(slot.frame.column).prefix(5).contains("┼")
      }.map(\.pane)
    }
    #expect(marked() == [.data])
    _ = app.handle(.key("x"))
    #expect(marked() == [.base])
    #expect(app.state.message?.contains("z now") == true)
    _ = app.handle(.key("x"))
    #expect(marked() == [.data])
    #expect(app.state.message?.contains("x now") == true)
  }
}
