import Canvas
import Testing

@testable import Visualizer

/// What lies behind the help stays as it is while the help is open.
@Suite struct HelpKeyTests {
  private func open(columns: Int = 80, rows: Int = 24, in mode: Key? = nil) throws -> State {
    var state = try trainedState(columns: columns, rows: rows, steps: 1)
    if let mode { _ = update(&state, .key(mode)) }
    _ = update(&state, .key("?"))
    try #require(state.helpOpen)
    return state
  }

  @Test(arguments: [Key?.none, "w", "p"]) func noKeyActsBehindIt(mode: Key?) throws {
    let start = try open(in: mode)
    let entries = KeyTable.entries(in: start.mode.name)
    for key in Set(entries.flatMap(\.bindings).flatMap(\.keys)) where key != .interrupt {
      var state = start
      let effects = update(&state, .key(key))
      // What opens in its place is seen.
      if state.panel != nil { continue }
      #expect(effects.isEmpty, "\(key)")
      #expect(state.settings == start.settings && state.running == start.running, "\(key)")
      #expect(state.view == start.view && state.focus == start.focus, "\(key)")
      #expect(state.mode.name == start.mode.name && state.probe == start.probe, "\(key)")
    }
  }

  @Test(arguments: [Key.enter, .escape, "q", "?"], [Key?.none, "w", "p"])
  func theseKeysCloseItAndDoNothingElse(key: Key, mode: Key?) throws {
    var state = try open(in: mode)
    let before = state.mode.name
    #expect(update(&state, .key(key)).isEmpty)
    #expect(!state.helpOpen && state.mode.name == before)
  }

  @Test func spacePagesToTheEndAndBack() throws {
    var state = try open()
    _ = update(&state, .key(" "))
    #expect(state.helpScroll > 5)
    for _ in 0..<20 { _ = update(&state, .key(" ")) }
    #expect(state.helpScroll == Help.lastStart(state) && state.helpOpen)
    // No line is lost at the end: one step back shows.
    _ = update(&state, .key("b"))
    #expect(state.helpScroll < Help.lastStart(state))
    _ = update(&state, .key(.home))
    #expect(state.helpScroll == 0)
  }
}
