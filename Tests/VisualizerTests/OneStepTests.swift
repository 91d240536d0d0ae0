import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The numbers of a frame are of one step, or say of which other they are.
@Suite(.briefRates) struct OneStepTests {
  private static func snapshots(_ count: Int) -> [TrainingSnapshot] {
    let session = TrainingSession(smallSettings(), threads: 1)
    var snapshots = [session.snapshot(stepsPerSecond: 500)]
    while session.step < count, session.advance() {
      snapshots.append(session.snapshot(stepsPerSecond: 500 + Double(session.step)))
    }
    return snapshots
  }

  private func state(
    _ snapshot: TrainingSnapshot, columns: Int = 200, rows: Int = 60, speed: Speed = .flatOut
  ) -> State {
    var state = State(
      settings: smallSettings(), running: true, speed: speed, columns: columns, rows: rows,
      medium: .rich)
    state.snapshot = snapshot
    return state
  }

  /// However fast training runs and whatever the frames before showed.
  @Test(arguments: Speed.ladder) func allPanesOfAFrameAreOfItsModel(speed: Speed) throws {
    let snapshots = Self.snapshots(6)
    func numbers(_ path: [Int]) -> [String] {
      let observatory = Observatory()
      var scene = Scene()
      for step in path {
        var state = state(snapshots[step], speed: speed)
        state.layers = [.samples, .grid]
        scene = observatory.scene(for: state, at: Double(step) / 30)
      }
      return [
        "\(scene.plane?.density ?? [])", "\(scene.grid)", "\(scene.pulledBack)", "\(scene.samples)",
        "\(scene.ledger?.logDensity ?? .nan)", "\(String(describing: scene.checks))",
      ]
    }
    let straight = numbers([6])
    for path in [[5, 6], [0, 5, 6], [0, 3, 3, 6], [0, 1, 2, 4, 6]] {
      #expect(straight == numbers(path), "\(path)")
    }
  }

  /// A model between two measurements: wherever a measured number is, the step of the measurement is.
  @Test(arguments: [(80, 24), (120, 36), (200, 60)])
  func aMeasurementOfAnEarlierStepSaysSo(columns: Int, rows: Int) throws {
    let snapshots = Self.snapshots(25)
    let measured = try #require(snapshots[25].history.scores.last)
    #expect(measured.step < 25)
    let heldOut = try #require(measured.score.heldOut)
    let texts = [try #require(heldOut.kl), heldOut.nll].map { $0.text(3) }
    for view in [ViewName.main, LossView.name] {
      for focus in Pane.allCases {
        var state = state(snapshots[25], columns: columns, rows: rows)
        (state.view, state.focus) = (view, focus)
        state.running = false
        let lines = App(state).render().lines
        #expect(lines[0].contains("@\(measured.step)"), "\(lines[0])")
        let titled = lines.filter { line in
          texts.contains { line.contains("held-out \($0)") || line.contains("NLL \($0)") }
            && !line.contains("│ NLL")
        }
        for line in titled { #expect(line.contains("@\(measured.step)"), "\(line)") }
        // Measured at the model's own step, no number says anything of a step.
        state.snapshot = snapshots[measured.step]
        #expect(!App(state).render().lines.joined().contains("@"))
      }
    }
  }

  @Test func whatFlickersStaysForAFifthOfASecondWhileTrainingRuns() throws {
    let snapshots = Self.snapshots(60)
    let observatory = Observatory()
    func rate(_ step: Int, _ time: Double?, running: Bool = true) -> Double? {
      var state = state(snapshots[step])
      state.running = running
      return observatory.readable(state, at: time).stepsPerSecond
    }
    #expect(rate(1, 10) == 501)
    #expect(rate(5, 10.1) == 501)
    #expect(rate(9, 10.19) == 501)
    #expect(rate(10, 10.21) == 510)
    #expect(rate(12, 10.4) == 510)
    // Paused, or without a clock, it is exact at once.
    #expect(rate(13, 10.41, running: false) == 513)
    #expect(rate(14, nil) == 514)
    // Another run is never shown with the numbers of the last one.
    #expect(rate(15, 20) == 515)
    var other = state(snapshots[2])
    other.settings.seed += 1
    #expect(observatory.readable(other, at: 20.05).stepsPerSecond == 502)
  }

  @Test func aHeldValueChangesFiveTimesASecond() {
    var held = Held<Int>()
    let shown = (0..<100).map { frame in held.value(at: Double(frame) / 50) { frame } }
    #expect((9...11).contains(Set(shown).count))
    for (frame, value) in shown.enumerated() { #expect(frame - value <= 10) }
    #expect(held.value(at: 1.99, while: { _ in false }) { 7 } == 7)
  }

  @Test func aScaleGrowsAtOnceAndShrinksOnlyAfterAWhile() {
    var scale = StickyScale()
    #expect(scale.value(reaching: 0.9, at: 0) == 1)
    #expect(scale.value(reaching: 1.1, at: 0.1) == 2)
    // A little smaller is not small.
    #expect(scale.value(reaching: 0.6, at: 9) == 2)
    #expect(scale.value(reaching: 0.3, at: 10) == 2)
    #expect(scale.value(reaching: 0.3, at: 11) == 2)
    // One large bar begins the while anew.
    #expect(scale.value(reaching: 1.9, at: 11.4) == 2)
    #expect(scale.value(reaching: 0.3, at: 11.6) == 2)
    #expect(scale.value(reaching: 0.3, at: 13) == 2)
    #expect(scale.value(reaching: 0.3, at: 13.2) == 0.5)
    // A picture that stands still takes what it needs.
    #expect(scale.value(reaching: 30, at: nil) == 32)
    #expect(scale.value(reaching: 0.2, at: nil) == 0.25)
  }
}
