import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

/// Random events, the same ones every time. `FLOWSCOPE_FUZZ=full` makes a million of them; `demos/prove` does.
@Suite struct UpdateFuzzTests {
  private static let isFull = ProcessInfo.processInfo.environment["FLOWSCOPE_FUZZ"] == "full"
  private static let count = isFull ? 1_000_000 : 40_000

  private static let keys =
    ModeName.allCases.flatMap { KeyTable.entries(in: $0).flatMap(\.bindings).flatMap(\.keys) }
    + "0123456789e,.x-é\u{4E2D}".map { Key.character($0) }
    + [.enter, .backspace, .delete, .home, .end]

  /// Every key of every mode, the mouse, pastes, resizes, media, time, lessons and snapshots.
  @Test func anythingLeavesAStateThatDraws() throws {
    var app = App(try trainedState(columns: 100, rows: 30))
    app.take(LessonProgress())
    var random = RandomStream(seed: 11)
    func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
    func place() -> (Int, Int) { (below(300) - 20, below(100) - 10) }
    func within() -> SIMD2<Float> { SIMD2(Float(random.uniform()), Float(random.uniform())) }
    let lessons = try Lessons.checked()
    for number in 0..<Self.count {
      let (column, row) = place()
      switch below(32) {
      case 0: _ = app.handle(.resize(columns: below(260), rows: below(90)))
      case 1: _ = app.handle(.click(column: column, row: row, within: within()))
      case 2: _ = app.handle(.drag(column: column, row: row, within: within()))
      case 3: _ = app.handle(.release(column: column, row: row))
      case 4: _ = app.handle(.medium(Medium.every[below(Medium.every.count)]))
      case 5: _ = app.handle(.scroll(1 - 2 * below(2), column: column, row: row))
      case 6: _ = app.handle(.hover(column: column, row: row, within: within()))
      case 7: _ = app.handle(.paste(["", "nsf\n", "\u{1B}[A", "moons 3", "é\u{0}"][below(5)]))
      case 8: _ = app.handle(.tick(seconds: [0, 0.05, 3, 1e6][below(4)]))
      case 9: _ = app.handle(.notice("a message of some length, number \(number)"))
      case 10 where below(100) == 0:
        _ = try app.begin(lessons[below(lessons.count)], anew: below(2) == 0)
      case 11 where below(400) == 0:
        // What the training thread would publish for the settings of now.
        let session = TrainingSession(app.state.settings, threads: 1)
        _ = app.handle(.snapshot(session.snapshot(stepsPerSecond: 100)))
      default: _ = app.handle(.key(Self.keys[below(Self.keys.count)]))
      }
      if number.isMultiple(of: 2000) {
        let canvas = app.render()
        #expect(canvas.columns == app.state.columns && canvas.rows == app.state.rows)
      }
    }
  }
}
