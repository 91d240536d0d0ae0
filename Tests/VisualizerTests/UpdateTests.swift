import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

@Suite struct UpdateTests {
  private func state() -> State {
    State(settings: smallSettings(), columns: 120, rows: 36, medium: .rich)
  }

  @Test func spacePausesAndRuns() {
    var state = state()
    #expect(update(&state, .key(" ")) == [.train(.pause)])
    #expect(!state.running)
    #expect(update(&state, .key(" ")) == [.train(.run)])
    #expect(state.running)
  }

  @Test func ownKeysStandForOthersButNotWhereOneTypes() throws {
    var state = state()
    state.ownKeys = try OwnKeys("t=space, up=f")
    #expect(update(&state, .key("t")) == [.train(.pause)])
    let (flow, probe) = (state.settings.flow, state.probe)
    _ = update(&state, .key(.up))
    #expect(state.settings.flow != flow && state.probe == probe)
    _ = update(&state, .key(":"))
    _ = update(&state, .key("t"))
    guard case .palette(let palette)? = state.panel else {
      Issue.record("the palette is open")
      return
    }
    #expect(palette.typed == "t")
    _ = update(&state, .key(.escape))
    _ = update(&state, .key("?"))
    #expect(App(state).render().lines.contains { $0.contains("your own key for space") })
    // In a lesson they stand for the lesson's keys.
    state.ownKeys = try OwnKeys("G=n")
    _ = update(&state, .key(.escape))
    _ = try openLesson(try #require(Lessons.all.first), anew: true, &state)
    let place = state.lesson?.place
    for _ in 0..<2 { _ = update(&state, .key("G")) }
    #expect(state.lesson != nil && state.lesson?.place != place)
    // Scripts and solutions write the keys of the table.
    var scripted = self.state()
    scripted.ownKeys = try OwnKeys("c=q")
    var app = App(scripted)
    #expect(app.play(.key("c")) == [] && app.state.colorMap != self.state().colorMap)
    #expect(app.handle(.key("c")) == [.quit])
    for text in ["t", "t=", "t=nokey", "t==", "ctrl-c=q", "t=q,t=f"] {
      #expect(throws: FlowError.self) { try OwnKeys(text) }
    }
  }

  @Test func aStepPauses() {
    var state = state()
    #expect(update(&state, .key(".")) == [.train(.step)])
    #expect(!state.running)
  }

  @Test func speedClimbsTheLadderAndStaysAtItsEnds() {
    var state = state()
    for _ in 0..<10 { _ = update(&state, .key("+")) }
    #expect(state.speed == .flatOut)
    for _ in 0..<10 { _ = update(&state, .key("-")) }
    #expect(state.speed == .slowMotion)
  }

  @Test func restartKeepsTheSeedAndReseedTakesTheNext() {
    var state = state()
    #expect(update(&state, .key("r")) == [.train(.restart(state.settings))])
    #expect(state.settings.seed == 1)
    #expect(update(&state, .key("R")) == [.train(.restart(state.settings))])
    #expect(state.settings.seed == 2)
  }

  @Test func targetsGoRoundBothWays() {
    var state = state()
    let first = state.settings.target
    for _ in Targets.all { _ = update(&state, .key("d")) }
    #expect(state.settings.target == first)
    _ = update(&state, .key("d"))
    _ = update(&state, .key("D"))
    #expect(state.settings.target == first)
  }

  @Test(arguments: 1...9)
  func aNumberChoosesTheFlowAtItsPlaceInTheRegistry(number: Int) throws {
    var state = state()
    let family = try #require(FlowFamily.all.dropFirst(number - 1).first)
    let effects = update(&state, .key(.character(Character(String(number)))))
    #expect(effects == [.train(.restart(state.settings))])
    #expect(state.settings.flow == family.name)
  }

  @Test func aNumberWithoutAFlowDoesNothing() {
    var state = state()
    let before = state.settings
    for number in [0, -1, LearnerKind.all.count + 1] {
      #expect(perform(.chooseFlow(number), on: &state).isEmpty)
    }
    #expect(state.settings == before)
  }

  @Test func anotherFlowGoesBackToItsOwnDepth() throws {
    var state = state()
    try #require(FlowFamily.all.count > 1)
    let effects = update(&state, .key("f"))
    #expect(state.settings.layers == nil)
    #expect(effects == [.train(.restart(state.settings))])
  }

  @Test func snapshotsOfOtherSettingsAreIgnored() throws {
    var state = state()
    var snapshot = try #require(trainedState().snapshot)
    snapshot.settings.seed = 99
    _ = update(&state, .snapshot(snapshot))
    #expect(state.snapshot == nil)
  }

  @Test func troublePausesAndIsKept() throws {
    var state = state()
    var snapshot = try #require(trainedState().snapshot)
    snapshot.trouble = "the loss is not finite"
    _ = update(&state, .snapshot(snapshot))
    #expect(!state.running)
    #expect(state.trouble == "the loss is not finite")
  }

  @Test func oneCanStepBackAndForwardThroughRecentSteps() throws {
    var state = state()
    let session = TrainingSession(smallSettings(), threads: 1)
    _ = session.snapshot(stepsPerSecond: 0)
    for _ in 0..<3 {
      #expect(session.advance())
      _ = session.snapshot(stepsPerSecond: 0)
    }
    _ = update(&state, .snapshot(session.snapshot(stepsPerSecond: 0)))
    #expect(update(&state, .key(",")) == [.train(.pause)])
    #expect(state.step == 2)
    #expect(update(&state, .key(",")).isEmpty)
    #expect(state.step == 1)
    #expect(update(&state, .key(".")).isEmpty)
    #expect(state.step == 2)
    #expect(update(&state, .key(".")).isEmpty)
    #expect(state.step == 3)
    #expect(state.pastStep == nil)
    #expect(update(&state, .key(".")) == [.train(.step)])
    for _ in 0..<9 { _ = update(&state, .key(",")) }
    #expect(state.step == 0)
    #expect(update(&state, .key(" ")) == [.train(.resume(from: 0))])
    #expect(state.running)
    #expect(state.step == 0)
    _ = update(&state, .snapshot(session.snapshot(stepsPerSecond: 0)))
    #expect(state.pastStep == nil)
  }

  @Test func aMessagePassesWhileTrainingRuns() throws {
    var state = state()
    let snapshot = try #require(trainedState().snapshot)
    _ = update(&state, .key("g"))
    #expect(state.message != nil)
    for _ in 0..<100 { _ = update(&state, .snapshot(snapshot)) }
    #expect(state.message == nil)
  }

  @Test func aClickPlacesTheProbeInItsSpace() throws {
    var state = state()
    for (pane, space) in [(Pane.data, Probe.Space.data), (.base, .base)] {
      let frame = try #require(state.layout.slots.first { $0.pane == pane }).frame
      _ = update(&state, .click(column: frame.column + 5, row: frame.row + 4))
      #expect(state.focus == pane)
      #expect(state.probe.space == space)
      let viewport = pane.content.viewport(in: frame, state)
      let place = try #require(viewport)
      let cell = try #require(place.cell(SIMD2<Float>(state.probe.point)))
      #expect(cell == (frame.column + 5, frame.row + 4))
    }
  }

  @Test func theProbeStaysInView() {
    var state = state()
    for _ in 0..<100 { _ = update(&state, .key("L")) }
    #expect(state.probe.point.x == state.dataExtent)
  }

  @Test func arrowsScrollTheHelpWhileItIsOpen() {
    var state = state()
    (state.columns, state.rows) = (80, 24)
    let probe = state.probe
    _ = update(&state, .key("?"))
    _ = update(&state, .key(.down))
    #expect(state.helpScroll == 1)
    #expect(state.probe == probe)
  }

  @Test func everyKeyAndThousandsOfRandomEventsLeaveAStateThatDraws() throws {
    var app = App(try trainedState(columns: 100, rows: 30))
    var random = RandomStream(seed: 5)
    let keys = KeyTable.bindings.flatMap(\.keys) + ["x", "\u{E9}", .enter]
    for key in keys where key != "q" {
      _ = app.handle(.key(key))
      _ = app.render()
    }
    for count in 0..<4000 {
      switch random.next() % 12 {
      case 0:
        _ = app.handle(
          .resize(columns: Int(random.next() % 260), rows: Int(random.next() % 90)))
      case 1, 2:
        _ = app.handle(
          .click(column: Int(random.next() % 300) - 20, row: Int(random.next() % 100) - 10))
      case 3:
        _ = app.handle(.medium(Medium.every[Int(random.next() % UInt64(Medium.every.count))]))
      default:
        _ = app.handle(.key(keys[Int(random.next() % UInt64(keys.count))]))
      }
      if count.isMultiple(of: 100) {
        let canvas = app.render()
        #expect(canvas.columns == app.state.columns && canvas.rows == app.state.rows)
      }
    }
  }
}
