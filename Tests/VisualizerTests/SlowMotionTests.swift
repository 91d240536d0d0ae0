import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

@Suite struct SlowMotionTests {
  /// A state that shows the given part of the fourth step.
  private func state(
    _ phase: SlowMotion.Phase, columns: Int = 120, rows: Int = 36, flow: String = "realnvp"
  ) throws -> State {
    var settings = smallSettings()
    settings.flow = flow
    let session = TrainingSession(settings, threads: 1)
    for _ in 0..<3 { #expect(session.advance()) }
    repeat {
      #expect(session.advancePart())
    } while session.snapshot(stepsPerSecond: 0).slow?.phase != phase
    var state = State(
      settings: settings, speed: .slowMotion, columns: columns, rows: rows, medium: .rich)
    state.snapshot = session.snapshot(stepsPerSecond: 0)
    return state
  }

  @Test func theTrajectoryIsThatOfOrdinarySteps() throws {
    let slow = TrainingSession(smallSettings(), threads: 1)
    for _ in 0..<(SlowMotion.Phase.allCases.count * 12) { #expect(slow.advancePart()) }
    let plain = TrainingSession(smallSettings(), threads: 1)
    for _ in 0..<12 { #expect(plain.advance()) }
    let (one, other) = (slow.snapshot(stepsPerSecond: 0), plain.snapshot(stepsPerSecond: 0))
    #expect(one.model?.parameters == other.model?.parameters)
    #expect(one.history.training == other.history.training)
    #expect(one.history.heldOut == other.history.heldOut)
  }

  @Test func theParametersMoveInTheLastPartOnly() throws {
    #expect(try state(.gradients).step == 3)
    #expect(try state(.update).step == 4)
  }

  @Test func leavingInTheMiddleFinishesTheStep() throws {
    let session = TrainingSession(smallSettings(), threads: 1)
    #expect(session.advancePart())
    #expect(session.advancePart())
    session.leaveSlowMotion()
    let snapshot = session.snapshot(stepsPerSecond: 0)
    #expect(snapshot.step == 1)
    #expect(snapshot.slow == nil)
    #expect(snapshot.history.training.count == 1)
  }

  @Test func everyPartIsCaptionedAtEverySize() throws {
    for (columns, rows) in [(200, 60), (120, 36), (80, 24), (60, 20)] {
      for phase in SlowMotion.Phase.allCases {
        let canvas = App(try state(phase, columns: columns, rows: rows)).render()
        let lines = canvas.lines
        #expect(lines.contains { $0.contains(phase.title) }, "\(phase) at \(columns)×\(rows)")
        for line in lines where line.contains("…") {
          Issue.record("\(columns)×\(rows) \(phase): \(line)")
        }
      }
    }
  }

  @Test func theNumbersAddUp() throws {
    let state = try state(.loss)
    let slow = try #require(state.slow)
    let scene = SlowScene(slow.anatomy, try Evaluator(state.settings))
    #expect(abs(-(scene.meanLogBase - scene.meanLogDet) - slow.anatomy.loss) < 1e-4)
  }

  @Test func flowMatchingHasNoLogDets() throws {
    let phases = SlowMotion.Phase.phases(of: FlowMatching())
    #expect(!phases.contains(.logDets))
    #expect(phases.last == .update)
  }

  @Test func theKeyGoesThereAndBack() {
    var state = State(settings: smallSettings(), speed: .flatOut, medium: .rich)
    #expect(update(&state, .key("M")) == [.train(.speed(.slowMotion))])
    #expect(update(&state, .key("M")) == [.train(.speed(.flatOut))])
  }

  @Test func theLoopShowsAPartForEachStepOfAPausedRun() throws {
    let loop = TrainingLoop(smallSettings(), threads: 1, speed: .slowMotion, running: false) {}
    var seen: [SlowMotion.Phase] = []
    for _ in SlowMotion.Phase.allCases {
      loop.send(.step)
      for _ in 0..<2000 {
        if let snapshot = loop.latest(), let phase = snapshot.slow?.phase {
          seen.append(phase)
          break
        }
        Thread.sleep(forTimeInterval: 0.002)
      }
    }
    loop.stop()
    #expect(seen == SlowMotion.Phase.allCases)
  }
}
