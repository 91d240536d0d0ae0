@testable import Flows
import Foundation
@testable import Learning
import Testing

@testable import Visualizer

@Suite struct TrainingLoopTests {
  /// The snapshots of a loop as they come, until one satisfies the condition.
  private func wait(
    for loop: TrainingLoop, _ condition: (TrainingSnapshot) -> Bool
  ) throws -> TrainingSnapshot {
    for _ in 0..<2000 {
      if let snapshot = loop.latest(), condition(snapshot) { return snapshot }
      Thread.sleep(forTimeInterval: 0.005)
    }
    throw FlowError("the training loop published nothing of the kind within ten seconds")
  }

  @Test(arguments: [Speed.perFrame(1), .perFrame(10), .perFrame(100), .flatOut])
  func speedDoesNotChangeTheTrajectory(speed: Speed) throws {
    // The loop waits after each snapshot, so that it is not far ahead of a test that is slow.
    let turn = DispatchSemaphore(value: 0)
    let loop = TrainingLoop(smallSettings(), threads: 1, speed: speed) { turn.wait() }
    let snapshot = try wait(for: loop) {
      turn.signal()
      return $0.step >= 5
    }
    for _ in 0..<10 { turn.signal() }
    loop.stop()
    let session = TrainingSession(smallSettings(), threads: 1)
    while session.step < snapshot.step { #expect(session.advance()) }
    let expected = session.snapshot(stepsPerSecond: 0)
    #expect(snapshot.model?.parameters == expected.model?.parameters)
    #expect(snapshot.history.training == expected.history.training)
  }

  @Test func aPausedLoopTakesOneStepAtATime() throws {
    let loop = TrainingLoop(smallSettings(), threads: 1, running: false) {}
    let first = try wait(for: loop) { _ in true }
    #expect(first.step == 0)
    loop.send(.step)
    let second = try wait(for: loop) { _ in true }
    #expect(second.step == 1)
    #expect(second.history.heldOut.last?.step == 1)
    Thread.sleep(forTimeInterval: 0.080)
    #expect(loop.latest() == nil)
    loop.stop()
  }

  @Test func pausingStopsAndRestartingBeginsAnew() throws {
    let loop = TrainingLoop(smallSettings(), threads: 1, speed: .flatOut) {}
    _ = try wait(for: loop) { $0.step > 5 }
    loop.send(.pause)
    let paused = try wait(for: loop) { _ in true }
    #expect(paused.stepsPerSecond == 0)
    loop.send(.restart(smallSettings()))
    let fresh = try wait(for: loop) { _ in true }
    #expect(fresh.step == 0)
    #expect(fresh.history.training.isEmpty)
    loop.stop()
  }

  @Test func settingsThatCannotBeTrainedAreExplained() throws {
    var settings = smallSettings()
    settings.layers = 0
    settings.flow = "nonsense"
    let loop = TrainingLoop(settings, threads: 1) {}
    let snapshot = try wait(for: loop) { _ in true }
    loop.stop()
    #expect(snapshot.trouble != nil)
    #expect(snapshot.model == nil)
  }

  @Test func stoppingIsPromptAndSafeToRepeat() {
    let loop = TrainingLoop(smallSettings(), threads: 1, speed: .perSecond(1)) {}
    let start = Date.now
    loop.stop()
    loop.stop()
    #expect(Date.now.timeIntervalSince(start) < 2)
  }
}

@Suite struct LossHistoryTests {
  @Test func historyIsBoundedAndKeepsItsMean() {
    var history = LossHistory(capacity: 16)
    for step in 1...10_000 {
      history.note(step: step, loss: Double(step))
      history.note(step: step, score: Score(.exact(HeldOut(nll: 1, standardError: 0, kl: nil))))
    }
    #expect(history.training.count <= 16)
    #expect(history.heldOut.count <= 16)
    #expect(history.training.map(\.count).reduce(0, +) == 10_000)
    #expect(history.training.map(\.sum).reduce(0, +) == 50_005_000)
    #expect(history.training.first?.firstStep == 1)
    #expect(history.training.last?.greatest == 10_000)
    #expect(history.heldOut.last?.step == 10_000)
  }

  @Test func bucketsFollowOneAnother() {
    var history = LossHistory(capacity: 8)
    for step in 1...1000 { history.note(step: step, loss: 1) }
    for (bucket, next) in zip(history.training, history.training.dropFirst()) {
      #expect(bucket.firstStep + bucket.count == next.firstStep)
    }
  }
}
