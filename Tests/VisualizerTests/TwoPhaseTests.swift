import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// A learner that is no flow goes through training, time travel, races and the screen as flows do.
@Suite struct TwoPhaseTests {
  private func with<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Rivals.$added.withValue([TwoPhaseRival.row], operation: body)
  }

  private func session(threads: Int = 1, steps: Int) -> TrainingSession {
    with {
      let session = TrainingSession(TwoPhaseRival.settings, threads: threads)
      for _ in 0..<steps { #expect(session.advance()) }
      return session
    }
  }

  /// Paused after a few steps.
  private func state(columns: Int = 120, rows: Int = 36, steps: Int = 20) throws -> State {
    try with {
      try Snapshot.trained(
        State(settings: TwoPhaseRival.settings, columns: columns, rows: rows, medium: .rich),
        steps: steps, threads: 1)
    }
  }

  @Test func aSessionTrainsItAndMeasuresItsSamples() throws {
    let session = session(steps: 1500)
    let snapshot = session.snapshot(stepsPerSecond: 0)
    #expect(snapshot.step == 1500 && snapshot.trouble == nil)
    #expect(snapshot.learner?.likelihood == Likelihood.none && snapshot.heldOut == nil)
    #expect(snapshot.score?.nll == nil && snapshot.gradientNorms.count == 2)
    // Two that learn from each other go round in circles: the best of the run is what counts.
    let distances = session.history.scores.compactMap { $0.score.distance?.value }
    let (first, least) = (try #require(distances.first), try #require(distances.min()))
    #expect(least < first / 2, "\(distances)")
    #expect(session.history.heldOut.isEmpty && !session.history.training.isEmpty)
  }

  @Test func theNumberOfThreadsDoesNotMatter() {
    let runs = [1, 2].map { session(threads: $0, steps: 40).snapshot(stepsPerSecond: 0) }
    #expect(runs[0].model?.parameters == runs[1].model?.parameters)
    #expect(runs[0].history.training == runs[1].history.training)
  }

  @Test(arguments: [0, 7, 33])
  func goingBackRedoesTheSameFutureBitForBit(step: Int) {
    let session = session(steps: 60)
    let before = session.snapshot(stepsPerSecond: 0)
    session.rewind(to: step)
    #expect(session.step <= step)
    while session.step < 60 { #expect(session.advance()) }
    let after = session.snapshot(stepsPerSecond: 0)
    #expect(after.model?.parameters == before.model?.parameters)
    #expect(after.history.training == before.history.training)
    #expect(after.history.scores == before.history.scores)
    #expect(after.gradientNorms == before.gradientNorms)
  }

  @Test func slowMotionShowsAStepInItsParts() throws {
    let (slow, plain) = (session(steps: 3), session(steps: 5))
    var phases: [SlowMotion.Phase] = []
    while slow.step < 5 || phases.last != .update {
      #expect(slow.advancePart())
      phases.append(try #require(slow.snapshot(stepsPerSecond: 0).slow).phase)
    }
    #expect(phases.prefix(4).elementsEqual([.batch, .loss, .gradients, .update]))
    #expect(
      slow.snapshot(stepsPerSecond: 0).model?.parameters
        == plain.snapshot(stepsPerSecond: 0).model?.parameters)
  }

  @Test func theLoopTrainsItOnItsThread() throws {
    let loop = with {
      TrainingLoop(TwoPhaseRival.settings, threads: 1, speed: .flatOut, running: false) {}
    }
    loop.send(.forward(to: 30))
    var latest: TrainingSnapshot?
    for _ in 0..<2000 where latest?.step != 30 {
      latest = loop.latest() ?? latest
      Thread.sleep(forTimeInterval: 0.005)
    }
    loop.stop()
    #expect(
      latest?.model?.parameters == session(steps: 30).snapshot(stepsPerSecond: 0).model?.parameters)
  }

  // MARK: Races

  private func raced(_ lanes: [Settings], columns: Int = 120) -> State {
    with {
      var state = State(settings: smallSettings(), columns: columns, rows: 36, medium: .rich)
      _ = update(&state, .key("w"))
      state.race?.lanes = lanes
      let runs = RaceRun.runs(of: lanes)
      for _ in 0..<(30 * runs.count) { RaceRun.next(of: runs, .steps)?.advance() }
      let reports = runs.map {
        RaceSnapshot.Lane(run: $0.session.snapshot(stepsPerSecond: 0), seconds: $0.seconds)
      }
      _ = update(&state, .raceSnapshot(RaceSnapshot(lanes: reports)))
      state.message = nil
      return state
    }
  }

  @Test func aRaceWithItIsDecidedByTheDistanceThatAllHave() throws {
    let state = raced([smallSettings(), TwoPhaseRival.settings])
    let race = try #require(state.race)
    let lanes = try #require(race.snapshot?.lanes)
    let distances = lanes.compactMap { $0.run.score?.distance?.value }
    #expect(distances.count == 2)
    #expect(race.ranking?.map { distances[$0] } == distances.sorted())
    let text = with { App(state).render().lines.joined(separator: "\n") }
    #expect(text.contains("two-phase") && text.contains("leads") && !text.contains("KL "))
    // Each lane names its distance, and the caption those of the first and the last.
    #expect(text.components(separatedBy: "D² ").count == 5, "\(text)")
    #expect(text.contains("energy distance of samples") && !text.contains("preparing"))
  }

  @Test func aRaceOfFlowsIsDecidedByTheirNLLAndMeasuresNothingElse() throws {
    var rival = smallSettings()
    rival.flow = "nice"
    let race = try #require(raced([smallSettings(), rival]).race)
    let scores = try #require(race.snapshot).lanes.map(\.run.score)
    #expect(scores.allSatisfy { $0?.distance == nil })
    let nlls = scores.compactMap { $0?.nll }
    #expect(race.ranking?.map { nlls[$0] } == nlls.sorted())
  }

  // MARK: The screen

  @Test(arguments: [(200, 60), (120, 36), (80, 24), (60, 20)])
  func theScreenShowsItsSamplesAndSaysWhatItLacks(columns: Int, rows: Int) throws {
    let state = try state(columns: columns, rows: rows)
    let canvas = with { App(state).render() }
    let lines = canvas.lines
    #expect(lines[0].contains("two-phase") && lines[0].contains("D²"))
    let text = lines.joined(separator: " ")
    // What is missing is said, in the place of the formula too.
    #expect(text.contains("has no") || text.contains("no log p(x)"), "\(text)")
    // Dots of the samples.
    let slot = try #require(state.layout.slots.first { $0.pane == .data })
    let dots = (slot.frame.row..<slot.frame.endRow).flatMap { row in
      (slot.frame.column..<slot.frame.endColumn).filter {
        (0x2801...0x28FF).contains(canvas[$0, row].glyph.value)
      }
    }
    #expect(dots.count > 10, "\(columns)×\(rows)")
  }

  @Test func everyViewThatNeedsMoreSaysSoInASentence() throws {
    var state = try state()
    for view in Views.all where !view.needs.isEmpty {
      state.view = view.name
      let text = App(state).render().lines.joined(separator: " ")
      #expect(text.contains("nothing to see: two-phase has no"), "\(view.name): \(text)")
    }
  }

  @Test func noKeyInAnyViewNeedsAFlow() throws {
    for view in ViewName.allCases {
      var state = try state(columns: 80, rows: 24, steps: 3)
      state.view = view
      var app = App(state)
      for key in "hsgcz]\u{5B}a\t.MmeP?" {
        _ = app.handle(.key(.character(key)))
        #expect(app.render().lines.count == 24)
      }
    }
  }
}
