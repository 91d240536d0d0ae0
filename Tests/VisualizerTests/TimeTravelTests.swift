import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

@Suite struct TimeTravelTests {
  @Test func theRingCoversTheWholeRunAndIsDenseAtBothEnds() {
    var ring = TimeRing<Int>(capacity: 40)
    for step in 0...10_000 { ring.note(step: step, step) }
    let steps = ring.moments.map(\.step)
    #expect(steps.count == 40)
    #expect(steps.first == 0)
    #expect(steps.last == 10_000)
    #expect(steps.suffix(3).elementsEqual(9998...10_000))
    #expect(steps.prefix(2).elementsEqual(0...1))
    for (one, next) in zip(steps, steps.dropFirst()) {
      let nearest = min(one, 10_000 - next)
      #expect(next - one <= nearest + nearest / 8 + 4, "a gap from \(one) to \(next)")
    }
  }

  @Test func theLatestMomentUpToAStepIsFoundAndTheFutureForgotten() {
    var ring = TimeRing<String>(capacity: 8)
    for step in [0, 5, 9] { ring.note(step: step, "\(step)") }
    #expect(ring.last(upTo: 8)?.value == "5")
    ring.forget(after: 5)
    #expect(ring.moments.map(\.step) == [0, 5])
    ring.note(step: 5, "again")
    #expect(ring.moments.map(\.value) == ["0", "again"])
  }

  @Test(arguments: [0, 7, 20, 33])
  func goingBackRedoesTheSameFuture(step: Int) {
    let session = TrainingSession(smallSettings(), threads: 1)
    for _ in 0..<60 { #expect(session.advance()) }
    let before = session.snapshot(stepsPerSecond: 0)
    session.rewind(to: step)
    #expect(session.step <= step)
    while session.step < 60 { #expect(session.advance()) }
    let after = session.snapshot(stepsPerSecond: 0)
    #expect(after.model?.parameters == before.model?.parameters)
    #expect(after.history.training == before.history.training)
    #expect(after.history.heldOut == before.history.heldOut)
  }

  /// A state with a model kept for every step up to 12.
  private func travelled() throws -> State {
    let session = TrainingSession(smallSettings(), threads: 1)
    _ = session.snapshot(stepsPerSecond: 0)
    for _ in 0..<12 {
      #expect(session.advance())
      _ = session.snapshot(stepsPerSecond: 0)
    }
    var state = State(settings: smallSettings(), columns: 120, rows: 36, medium: .rich)
    _ = update(&state, .snapshot(session.snapshot(stepsPerSecond: 0)))
    return state
  }

  @Test func jumpsReachTheStartAndNow() throws {
    var state = try travelled()
    #expect(update(&state, .key("<")) == [.train(.pause)])
    #expect(state.step == 2)
    _ = update(&state, .key(.home))
    #expect(state.step == 0)
    _ = update(&state, .key(">"))
    #expect(state.step == 10)
    _ = update(&state, .key(.end))
    #expect(state.step == 12)
    #expect(state.pastStep == nil)
  }

  @Test func clickingTheLossCurveGoesToTheStepThere() throws {
    var state = try travelled()
    let frame = try #require(state.layout.slots.first { $0.pane == .loss }).frame
    var scratch = Canvas(columns: state.columns, rows: state.rows)
    let plot = drawLoss(state, in: frame.inset(), on: &scratch)
    let column = try #require(plot.column(ofX: 5))
    _ = update(&state, .click(column: column, row: plot.area.row + 2))
    #expect(abs(state.step - 5) <= 1)
    _ = update(&state, .drag(column: try #require(plot.column(ofX: 9)), row: plot.area.row + 3))
    #expect(abs(state.step - 9) <= 1)
    #expect(update(&state, .key(.enter)) == [.train(.resume(from: state.step))])
  }

  @Test func theLoopGoesOnFromAnyStep() throws {
    let loop = TrainingLoop(smallSettings(), threads: 1, speed: .flatOut, running: false) {}
    loop.send(.forward(to: 80))
    var latest: TrainingSnapshot?
    for _ in 0..<2000 where latest?.step != 80 {
      latest = loop.latest() ?? latest
      Thread.sleep(forTimeInterval: 0.005)
    }
    #expect(latest?.step == 80)
    let there = try #require(latest?.model)
    loop.send(.resume(from: 33))
    loop.send(.pause)
    loop.send(.forward(to: 80))
    var steps: [Int] = []
    for _ in 0..<2000 where steps.last != 80 {
      if let snapshot = loop.latest() {
        steps.append(snapshot.step)
        latest = snapshot
      }
      Thread.sleep(forTimeInterval: 0.002)
    }
    loop.stop()
    #expect(latest?.model?.parameters == there.parameters)
  }
}
