import Canvas
import Testing

@testable import Visualizer

/// Help about what is in front.
@Suite struct PaneHelpTests {
  /// Every pane of the main view with the focus, then every other view.
  private static let places: [(view: ViewName, pane: Pane)] =
    Pane.allCases.map { (.main, $0) } + ViewName.allCases.dropFirst().map { ($0, .data) }

  @Test func everyPlaceSaysWhatItIsAndWhichKeysAreItsOwn() throws {
    for (view, pane) in Self.places {
      var state = State(settings: smallSettings(), columns: 120, rows: 40, medium: .rich)
      (state.view, state.focus) = (view, pane)
      let help = try #require(state.paneHelp)
      #expect(!help.text.isEmpty)
      // A key that the table does not have would be left out.
      #expect(help.rows(in: .watch).count == help.keys.count + (help.mouse == nil ? 0 : 1))
      for row in help.rows(in: .watch) {
        #expect(row.help.count <= KeyTable.helpWidth, "\(row.help)")
      }
    }
  }

  @Test func itStandsFirstAndTheOtherKeysFollow() throws {
    var app = App(try trainedState(columns: 80, rows: 50, steps: 1))
    _ = app.handle(.key("?"))
    let lines = app.render().lines
    let here = try #require(lines.firstIndex { $0.contains("Here: x · data space") })
    let keys = try #require(lines.firstIndex { $0.contains("run or pause") })
    #expect(here < keys)
  }

  /// `a` has words where it does something, and only there.
  @Test func viewsWithSeveralFormsNameThem() throws {
    for view in ViewName.allCases where view != .main {
      var state = State(settings: smallSettings(), columns: 120, rows: 40, medium: .rich)
      state.view = view
      let names = try #require(state.paneHelp).keys.map(\.action)
      #expect(names.contains(.view(.form)) == (view.forms > 1), "\(view)")
    }
  }
}
