import Canvas
import Testing

@testable import Visualizer

@Suite struct LayoutTests {
  @Test func panesNeverOverlapAndStayOnScreen() {
    for columns in stride(from: 1, through: 250, by: 3) {
      for rows in stride(from: 1, through: 80, by: 1) {
        for focus in Pane.allCases {
          for zoomed in [false, true] {
            check(Layout(columns: columns, rows: rows, focus: focus, zoomed: zoomed), columns, rows)
          }
        }
      }
    }
  }

  private func check(_ layout: Layout, _ columns: Int, _ rows: Int) {
    let screen = Rect(columns: columns, rows: rows)
    var rects = layout.slots.map(\.frame)
    if let header = layout.header { rects.append(header) }
    if let hints = layout.hints { rects.append(hints) }
    for (index, rect) in rects.enumerated() {
      if rect.isEmpty || rect.intersection(screen) != rect {
        Issue.record("\(rect) is not inside \(columns)×\(rows)")
      }
      for other in rects[..<index] where !rect.intersection(other).isEmpty {
        Issue.record("\(rect) overlaps \(other) on \(columns)×\(rows)")
      }
    }
  }

  @Test func theFocusedPaneAlwaysHasAPlace() {
    for columns in stride(from: 20, through: 250, by: 5) {
      for rows in stride(from: 6, through: 80, by: 2) {
        for focus in Pane.allCases {
          let layout = Layout(columns: columns, rows: rows, focus: focus, zoomed: false)
          #expect(
            layout.slots.filter { $0.pane == focus }.count == 1, "\(focus) on \(columns)×\(rows)")
          #expect(Set(layout.slots.map(\.pane)).count == layout.slots.count)
        }
      }
    }
  }

  @Test func designedSizesShowWhatTheyWereDesignedFor() {
    func panes(_ columns: Int, _ rows: Int) -> [Pane] {
      Layout(columns: columns, rows: rows, focus: .data, zoomed: false).slots.map(\.pane)
    }
    #expect(panes(200, 60) == [.base, .data, .target, .loss, .ledger, .checks])
    #expect(panes(120, 36) == [.base, .data, .target, .loss, .ledger])
    #expect(panes(80, 24) == [.base, .data, .ledger])
    #expect(panes(60, 20) == [.data, .ledger, .loss])
    #expect(panes(20, 6) == [.data])
    #expect(panes(19, 6) == [])
  }

  @Test func picturesAreSquareAt120By36() {
    for slot in Layout(columns: 120, rows: 36, focus: .data, zoomed: false).slots.prefix(3) {
      #expect(slot.frame.columns - 2 == 2 * (slot.frame.rows - 2))
    }
  }
}
