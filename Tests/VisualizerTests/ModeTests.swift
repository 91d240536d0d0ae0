import Canvas
import Learning
import Testing

@testable import Visualizer

@Suite struct ModeTests {
  private func state() -> State {
    State(settings: smallSettings(), columns: 120, rows: 36, medium: .rich)
  }

  /// Looks back, and reads the loss at some step.
  private func lookingBack() throws -> State {
    var state = state()
    let session = TrainingSession(smallSettings(), threads: 1)
    _ = session.snapshot(stepsPerSecond: 0)
    for _ in 0..<3 { #expect(session.advance()) }
    _ = update(&state, .snapshot(session.snapshot(stepsPerSecond: 0)))
    _ = update(&state, .key(","))
    try #require(state.pastStep == 0)
    state.lossCursor = 1
    return state
  }

  @Test func aRaceGivesBackThePaintingThatItInterrupted() {
    var state = state()
    _ = update(&state, .key("p"))
    _ = update(&state, .key(" "))
    let painting = state.painting
    _ = perform(.beginRace, on: &state)
    #expect(state.mode.name == .race && state.painting == nil)
    _ = update(&state, .key(.escape))
    #expect(state.mode.name == .paint)
    #expect(state.painting == painting && painting?.dots.count == 1)
  }

  @Test func aRaceShowsTheNewestModelAgainWhenItEnds() throws {
    var state = try lookingBack()
    #expect(state.pastStep != nil)
    _ = update(&state, .key("w"))
    #expect(state.pastStep == nil)
    _ = update(&state, .key(.escape))
    #expect(state.pastStep == nil && state.lossCursor == 1)
  }

  @Test func paintingKeepsTheMomentThatIsLookedAt() throws {
    var state = try lookingBack()
    let past = state.pastStep
    _ = update(&state, .key("p"))
    #expect(state.pastStep == past && state.lossCursor == 1)
    _ = update(&state, .key(.escape))
    #expect(state.pastStep == past && state.lossCursor == 1)
  }

  /// A race begins nothing while it runs, whatever asks for it.
  @Test func aRaceIsNotInterrupted() {
    var state = state()
    _ = update(&state, .key("w"))
    for action in [Action.beginRace, .paint(.begin)] {
      #expect(perform(action, on: &state).isEmpty)
      #expect(state.mode.name == .race)
    }
    _ = update(&state, .key(.escape))
    #expect(state.mode.name == .watch)
  }

  @Test func slowMotionReturnsToTheSpeedFromBeforeARace() {
    var state = state()
    _ = update(&state, .key("+"))
    let speed = state.speed
    for key: Key in ["M", "w", .escape, "M"] { _ = update(&state, .key(key)) }
    #expect(state.speed == speed)
  }

  @Test(arguments: [("?", ":"), ("?", "o"), ("?", "y"), (":", nil), ("o", nil), ("y", nil)])
  func oneOverlayIsOpenAtATimeAndEscapeClosesIt(first: String, second: String?) {
    var state = state()
    for key in [first, second].compactMap({ $0 }) {
      _ = update(&state, .key(.character(Character(key))))
    }
    #expect(state.overlay != nil)
    #expect(!(state.helpOpen && state.panel != nil))
    #expect((state.panel == nil) == (second ?? first == "?"))
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
  }

  /// What lies under an overlay cannot be pointed at.
  @Test(arguments: ["?", ":", "o", "y"], ModeName.allCases)
  func anOverlayKeepsTheMouseFromWhatLiesUnderIt(key: String, mode: ModeName) throws {
    var state = state()
    switch mode {
    case .watch: break
    case .race: _ = update(&state, .key("w"))
    case .paint: _ = update(&state, .key("p"))
    case .lesson: _ = try openLesson(try #require(Lessons.all.first), anew: true, &state)
    }
    _ = update(&state, .key(.character(Character(key))))
    guard state.overlay != nil else {
      // A race has no panels.
      #expect(mode == .race && key != "?")
      return
    }
    let (probe, focus, lane) = (state.probe, state.focus, state.race?.focus)
    for row in 1..<34 { _ = update(&state, .drag(column: 118, row: row)) }
    #expect(state.probe == probe && state.focus == focus && state.race?.focus == lane)
    #expect(state.painting?.dots.isEmpty != false)
  }

  /// A view that covers the panes is not painted on.
  @Test func strokesPaintOnPicturesThatAreInSight() throws {
    var state = state()
    _ = update(&state, .key("p"))
    let frame = try #require(state.layout.slots.first { $0.pane == .target }).frame
    _ = update(&state, .key("v"))
    #expect(state.view != .main && state.mode.name == .paint)
    _ = update(&state, .drag(column: frame.column + 8, row: frame.row + 5))
    #expect(state.painting?.dots.isEmpty == true)
  }

  @Test func settingNoLessonEndsIt() throws {
    var state = state()
    _ = try openLesson(try #require(Lessons.all.first), anew: true, &state)
    try #require(state.lesson != nil)
    state.lesson = nil
    #expect(state.lesson == nil && state.mode.name == .watch)
  }
}
