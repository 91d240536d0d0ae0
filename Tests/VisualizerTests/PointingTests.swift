import Canvas
import Flows
import Testing

@testable import Visualizer

@Suite struct PointingTests {
  /// Where a text stands on the screen.
  private func place(of text: String, in app: App) throws -> (column: Int, row: Int) {
    for (row, line) in app.render().lines.enumerated() {
      if let range = line.firstRange(of: text) {
        return (line.distance(from: line.startIndex, to: range.lowerBound), row)
      }
    }
    throw FlowError("'\(text)' is not on the screen")
  }

  private func click(_ text: String, _ app: inout App) throws -> [Effect] {
    let (column, row) = try place(of: text, in: app)
    return app.handle(.click(column: column, row: row))
  }

  @Test func aHintIsPressedByAClick() throws {
    var app = App(try trainedState(columns: 120, rows: 36))
    #expect(try click("run   ?", &app) == [.train(.run)])
    _ = try click("v view", &app)
    #expect(app.state.view == ProbeView.name)
    // The strip of views stands in place of the hints for a moment.
    for _ in 0..<30 { _ = app.handle(.tick(seconds: 0.1)) }
    #expect(try click("q quit", &app).isEmpty)
    _ = app.handle(.key(.escape))
    _ = try click("w race", &app)
    // Another key takes the message away that stands before the hints.
    _ = app.handle(.key(.tab))
    #expect(app.state.race != nil)
    _ = try click("w end", &app)
    #expect(app.state.race == nil)
  }

  @Test func theWheelDoesWhatSuitsThePlace() throws {
    let session = TrainingSession(smallSettings(), threads: 1)
    var state = try trainedState(columns: 120, rows: 36)
    for _ in 0..<3 {
      for _ in 0..<10 { _ = session.advance() }
      state.snapshot = session.snapshot(stepsPerSecond: 0)
    }
    var app = App(state)
    let loss = try place(of: "held-out", in: app)
    _ = app.handle(.scroll(-1, column: loss.column, row: loss.row))
    #expect(app.state.pastStep == 20)
    _ = app.handle(.scroll(1, column: loss.column, row: loss.row))
    #expect(app.state.pastStep == nil)
    _ = app.handle(.resize(columns: 80, rows: 24))
    _ = app.handle(.key("?"))
    _ = app.handle(.scroll(-1, column: 5, row: 5))
    #expect(app.state.helpScroll == 3)
    _ = app.handle(.key("?"))
    app = App(try trainedState(columns: 120, rows: 36))
    for _ in 0..<3 { _ = app.handle(.key("v")) }
    let radius = app.state[ViewReach.self].radius
    _ = app.handle(.scroll(1, column: 5, row: 5))
    #expect(app.state[ViewReach.self].radius > radius)
  }

  @Test(arguments: [(120, 36), (80, 24), (60, 20)])
  func linesOfTheListsAreClicked(columns: Int, rows: Int) throws {
    var app = App(try trainedState(columns: columns, rows: rows))
    _ = app.handle(.key("o"))
    _ = app.handle(.scroll(-1, column: 0, row: 0))
    _ = try click("batch", &app)
    _ = app.handle(.key(.right))
    #expect(app.state.settings.batch == 128)
    _ = app.handle(.click(column: 0, row: 0))
    #expect(app.state.panel == nil)
    _ = app.handle(.key(":"))
    for letter in "target" { _ = app.handle(.key(.character(letter))) }
    _ = try click("target rings", &app)
    #expect(app.state.settings.target == "rings")
    #expect(app.state.panel == nil)
  }
}
