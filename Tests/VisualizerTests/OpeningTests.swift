import Foundation
import Learning
import Testing

@testable import Visualizer

/// How a run opens, as a function of time: nothing here waits.
@Suite struct OpeningTests {
  @Test func step0IsHeldForTwoSeconds() {
    for seconds in [-1, 0, 0.5, 1.999] {
      #expect(Opening.steps(in: seconds) == 0 && Opening.pace(after: seconds) == 0)
    }
    #expect(Opening.steps(in: 2.1) > 0)
  }

  @Test func thenItTakes30StepsASecondAndEasesUpToTenAFrameWithinTenSeconds() {
    #expect(abs(Opening.pace(after: 2) - 30) < 1e-9)
    #expect(abs(Opening.steps(in: 4) - 60) < 1e-9)
    #expect(abs(Opening.pace(after: 12) - 300) < 1e-9)
    let paces = stride(from: 0.0, through: 20, by: 0.05).map(Opening.pace(after:))
    #expect(zip(paces, paces.dropFirst()).allSatisfy(<=))
    // No pace is more than a tenth above that of a frame before: nothing jumps.
    for (one, next) in zip(paces, paces.dropFirst()) where one > 0 { #expect(next < 1.1 * one) }
  }

  @Test func theStepsAreTheIntegralOfThePace() {
    var sum = 0.0
    for index in 0..<15_000 {
      let middle = (Double(index) + 0.5) / 1000
      sum += Opening.pace(after: middle) / 1000
      let steps = Opening.steps(in: middle + 0.0005)
      if abs(sum - steps) > 0.02 { Issue.record("\(sum) and \(steps) after \(middle) s") }
    }
  }

  @Test(arguments: [1.0 / 60, 1.0 / 30, 0.13])
  func howLongAFrameTakesDoesNotChangeHowManyStepsAreTaken(frame: Double) {
    var opening = Opening()
    var taken = 0
    while !opening.isOver {
      taken += opening.pass(frame)
      #expect(abs(Double(taken) - Opening.steps(in: opening.seconds)) <= 1)
    }
    #expect(opening.seconds < 12 + 2 * frame)
  }

  @Test func theHeaderNamesThePaceAtWork() {
    var opening = Opening()
    var titles: [String] = []
    while !opening.isOver {
      if titles.last != opening.title { titles.append(opening.title) }
      _ = opening.pass(Speed.framePeriod)
    }
    #expect(titles == ["opening"] + (1...10).map { "×\($0)" })
  }

  private func openingState() throws -> State {
    var state = try trainedState()
    (state.opens, state.running) = (true, true)
    state.snapshot?.opening = Opening()
    return state
  }

  @Test func speedAndStepKeysEndIt() throws {
    for key in ["+", "-", "M", ".", ",", "<", ">"] as [Key] {
      var state = try openingState()
      let effects = update(&state, .key(key))
      let commands = effects.compactMap { effect in
        if case .train(let command) = effect { command } else { nil }
      }
      #expect(commands.contains { $0.endsOpening }, "\(key.label)")
      // A speed that was chosen holds for later runs too.
      #expect(state.opens == ![Key("+"), "-", "M"].contains(key), "\(key.label)")
    }
    var state = try openingState()
    #expect(update(&state, .key(" ")) == [.train(.pause)])
  }

  @Test func fasterAndSlowerCountFromThePaceAtWork() throws {
    var state = try openingState()
    #expect(update(&state, .key("+")) == [.train(.speed(.perFrame(10)))])
    var opening = Opening()
    while Opening.pace(after: opening.seconds) < 150 { _ = opening.pass(0.1) }
    state.snapshot?.opening = opening
    #expect(update(&state, .key("-")) == [.train(.speed(.perFrame(1)))])
  }

  @Test func newRunsReplayItUnlessASpeedWasChosen() throws {
    for key in ["f", "F", "d", "D", "b", "B", "r", "R", "2"] as [Key] {
      var state = try openingState()
      let effects = update(&state, .key(key))
      #expect(effects == [.train(.restart(state.settings, opens: true))], "\(key.label)")
      _ = update(&state, .key("+"))
      let later = update(&state, .key(key))
      #expect(later == [.train(.restart(state.settings, opens: false))], "\(key.label)")
    }
  }

  @Test func whatAKeyDidLeavesTheCaptionTimeToBeRead() throws {
    var state = try openingState()
    let snapshot = try #require(state.snapshot)
    state.message = "another flow"
    for _ in 0..<30 { _ = update(&state, .snapshot(snapshot)) }
    #expect(state.message != nil)
    _ = update(&state, .snapshot(snapshot))
    #expect(state.message == nil)
  }

  @Test func optionsThatSayWhereOrHowFastARunBeginsSkipIt() throws {
    let options = [
      ("speed", "x10", false), ("speed", "1/s", false), ("step", "0", true), ("paused", "", true),
    ]
    for (name, text, replays) in options {
      var state = State(medium: .rich)
      (state.opens, state.beginning.opens) = (true, true)
      try state.read([GivenOption(name: name, text: text)])
      #expect(!state.beginning.opens, "\(name)")
      #expect(state.opens == replays, "\(name)")
    }
    var state = State(medium: .rich)
    (state.opens, state.beginning.opens) = (true, true)
    try state.read([
      GivenOption(name: "probe", text: "1,0"), GivenOption(name: "view", text: "mass"),
    ])
    #expect(state.opens && state.beginning.opens)
    // A share line names its step.
    #expect(try trainedState().arguments.contains("--step"))
  }

  /// The loop itself: it holds step 0, and a speed ends that at once.
  @Test func aLoopHoldsStep0UntilASpeedIsChosen() {
    let loop = TrainingLoop(smallSettings(), threads: 1, opens: true) {}
    defer { loop.stop() }
    func next(_ isWanted: (TrainingSnapshot) -> Bool) -> TrainingSnapshot? {
      let end = Date.now.addingTimeInterval(10)
      while Date.now < end {
        if let snapshot = loop.latest(), isWanted(snapshot) { return snapshot }
        usleep(500)
      }
      return nil
    }
    #expect(next { $0.opening != nil }?.step == 0)
    loop.send(.speed(.flatOut))
    #expect(next { $0.step > 0 }?.opening == nil)
    loop.send(.restart(smallSettings(), opens: true))
    #expect(next { $0.opening != nil }?.step == 0)
    loop.send(.step)
    #expect(next { $0.step == 1 }?.opening == nil)
  }
}
