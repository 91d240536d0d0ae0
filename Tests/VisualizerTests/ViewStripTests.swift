import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The strip of views that the key `v` holds open, and views found by their names.
@Suite(.briefRates) struct ViewStripTests {
  private func number(_ view: ViewName, _ state: State) throws -> Int {
    try #require(state.viewsInReach.firstIndex(of: view)) + 1
  }

  @Test func everyViewOpensByItsNumber() throws {
    for view in ViewName.allCases {
      var app = App(try trainedState(columns: 120, rows: 36, steps: 1))
      guard Views.comesBy(view, app.state) else { continue }
      _ = app.handle(.key("v"))
      for digit in try String(number(view, app.state)) { _ = app.handle(.key(.character(digit))) }
      #expect(app.state.view == view, "\(view)")
      #expect(app.state.viewStrip != nil)
    }
  }

  @Test func everyViewOpensByItsName() throws {
    for view in ViewName.allCases {
      for typed in [view.rawValue, "view " + view.rawValue, view.rawValue.uppercased()] {
        let first = try #require(CommandPalette(typed: typed).matches.first)
        #expect(first.command.action == .choose(.view(view)), "\(typed)")
      }
      // A part of the name that is long enough finds it, or another view that begins like it.
      for length in 3...max(3, view.rawValue.count) {
        let typed = String(view.rawValue.prefix(length))
        guard typed.count >= 3, let first = CommandPalette(typed: typed).matches.first else {
          continue
        }
        guard case .choose(.view(let found)) = first.command.action else {
          Issue.record("\(typed) runs \(first.command.title)")
          continue
        }
        #expect(found.rawValue.hasPrefix(typed))
      }
    }
  }

  @Test func everyViewSaysWhichOfHowManyItIs() throws {
    for (columns, rows) in [(120, 36), (80, 24)] {
      var state = try trainedState(columns: columns, rows: rows, steps: 1)
      let all = state.viewsInReach
      for view in ViewName.allCases where view != .main {
        state.view = view
        let number = all.firstIndex(of: view).map { "\($0 + 1)" } ?? "–"
        let place = "\(number)/\(all.count)"
        #expect(App(state).render().line(0).contains(place), "\(view) at \(columns)")
      }
    }
  }

  @Test(arguments: [(40, 20), (60, 20), (80, 24), (120, 36), (200, 60)])
  func theStripHasTheViewOnScreenWithItsNumber(columns: Int, rows: Int) throws {
    let state = try trainedState(columns: columns, rows: rows, steps: 1)
    for view in ViewName.allCases {
      var state = state
      state.view = view
      state.viewStrip = ViewStrip()
      let line = App(state).render().line(rows - 1)
      let place = state.viewsInReach.firstIndex(of: view).map { "\($0 + 1)" } ?? "–"
      #expect(line.contains(" \(place) \(view.rawValue)"), "\(line)")
      if columns >= 120, Views.comesBy(view, state) {
        for (index, other) in state.viewsInReach.enumerated() {
          #expect(line.contains(" \(index + 1) \(other.rawValue)"), "\(line)")
        }
      }
    }
  }

  @Test func digitsChooseFlowsOutsideOfIt() throws {
    var app = App(try trainedState(steps: 1))
    _ = app.handle(.key("2"))
    #expect(app.state.view == .main && app.state.settings.flow != Settings().flow)
    let flow = app.state.settings.flow
    _ = app.handle(.key("v"))
    _ = app.handle(.key("3"))
    #expect(app.state.settings.flow == flow && app.state.view == ViewName.allCases[2])
    // Any other key closes it, and does what it always does.
    _ = app.handle(.key(.escape))
    #expect(app.state.viewStrip == nil && app.state.view == .main)
    _ = app.handle(.key("1"))
    #expect(app.state.view == .main && app.state.settings.flow != flow)
  }

  @Test func itClosesAfterAMoment() throws {
    var app = App(try trainedState(steps: 1))
    _ = app.handle(.key("v"))
    _ = app.handle(.tick(seconds: 60))
    #expect(app.state.viewStrip != nil && app.isAnimating)
    for _ in 0..<25 { _ = app.handle(.tick(seconds: 0.1)) }
    #expect(app.state.viewStrip == nil && !app.isAnimating)
    #expect(app.state.view == ViewName.allCases[1])
  }

  @Test func theSameKeyGoesOnAsEver() throws {
    var app = App(try trainedState(steps: 1))
    let views = ViewName.allCases.filter { Views.comesBy($0, app.state) }
    for view in views.dropFirst() + [.main] {
      _ = app.handle(.key("v"))
      #expect(app.state.view == view)
    }
    _ = app.handle(.key("V"))
    #expect(app.state.view == views.last)
  }

  @Test func aNameInItIsClicked() throws {
    for view in ViewName.allCases {
      var app = App(try trainedState(columns: 120, rows: 36, steps: 1))
      guard Views.comesBy(view, app.state) else { continue }
      _ = app.handle(.key("v"))
      let line = app.render().line(35)
      let place = try #require(line.range(of: " \(try number(view, app.state)) \(view.rawValue)"))
      let column = line.distance(from: line.startIndex, to: place.lowerBound) + 2
      _ = app.handle(.click(column: column, row: 35))
      #expect(app.state.view == view)
    }
  }

  @Test func numbersThatMayGoOnDo() {
    var strip = ViewStrip()
    #expect(strip.type(1, of: 11) == 1)
    #expect(strip.type(0, of: 11) == 10)
    #expect(strip.type(0, of: 11) == nil)
    #expect(strip.type(1, of: 11) == 1)
    #expect(strip.type(2, of: 11) == 2)
    #expect(strip.type(1, of: 9) == 1)
    #expect(strip.type(1, of: 9) == 1)
  }
}
