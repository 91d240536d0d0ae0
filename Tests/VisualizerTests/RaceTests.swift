import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

@Suite struct RaceTests {
  @Test func theFlowThatIsBehindTakesTheNextStep() {
    let runs = raceLanes(["realnvp", "planar", "nice"]).map { RaceRun($0) }
    for _ in 0..<30 { RaceRun.next(of: runs, .steps)?.advance() }
    #expect(runs.map(\.session.step) == [10, 10, 10])
    // By time it is whoever has had the least of it, however long a step takes on a busy machine.
    for _ in 0..<20 {
      let next = RaceRun.next(of: runs, .time)
      #expect(next?.seconds == runs.map(\.seconds).min())
      next?.advance()
    }
  }

  /// A map that is turned by hand has no steps to take, and the others do not wait for it.
  @Test(arguments: RaceFairness.allCases, ["affine", "bent", "residual-block"])
  func aLaneTurnedByHandHoldsNobodyUp(fairness: RaceFairness, flow: String) {
    let runs = raceLanes([flow, "nice"]).map { RaceRun($0) }
    for _ in 0..<5 { RaceRun.next(of: runs, fairness)?.advance() }
    #expect(runs.map(\.session.step) == [0, 5])
    #expect(RaceRun.next(of: [runs[0]], fairness) == nil)
  }

  @Test func aRaceTakesTheStepsThatTrainingAloneTakes() throws {
    let settings = raceLanes(["realnvp", "planar"])
    let runs = settings.map { RaceRun($0) }
    for _ in 0..<20 { RaceRun.next(of: runs, .steps)?.advance() }
    let alone = TrainingSession(settings[1], threads: 2)
    for _ in 0..<10 { #expect(alone.advance()) }
    #expect(
      runs[1].session.snapshot(stepsPerSecond: 0).model?.parameters
        == alone.snapshot(stepsPerSecond: 0).model?.parameters)
  }

  @Test func theRacePausesTrainingAndGivesItBack() {
    var state = State(settings: smallSettings(), columns: 120, rows: 36, medium: .rich)
    let effects = update(&state, .key("w"))
    #expect(effects.first == .train(.pause))
    #expect(effects.contains(.race(.run)))
    #expect(state.race?.lanes.count == 2)
    #expect(update(&state, .key(.escape)) == [.endRace, .train(.run)])
    #expect(state.race == nil)
    #expect(state.running)
  }

  @Test func twoToFourFlowsRace() {
    var state = State(settings: smallSettings(), columns: 120, rows: 36, medium: .rich)
    _ = update(&state, .key("w"))
    for _ in 0..<5 { _ = update(&state, .key("a")) }
    #expect(state.race?.lanes.count == 4)
    for _ in 0..<5 { _ = update(&state, .key("x")) }
    #expect(state.race?.lanes.count == 2)
    _ = update(&state, .key("f"))
    _ = update(&state, .key("d"))
    let race = state.race
    #expect(race?.lanes.allSatisfy { $0.target == race?.lanes[0].target && $0.seed == 1 } == true)
  }

  @Test(arguments: [(200, 60), (120, 36), (80, 24), (60, 20)])
  func everyLaneShowsItsNameScoreAndPace(columns: Int, rows: Int) {
    for names in [
      ["realnvp", "planar"], ["realnvp", "planar", "nice"], ["realnvp", "planar", "nice", "maf"],
    ] {
      let state = raced(names, columns: columns, rows: rows)
      let lines = App(state).render().lines
      let text = lines.joined(separator: "\n")
      for name in names { #expect(text.contains(name), "\(name) at \(columns)×\(rows)") }
      #expect(lines[0].contains("equal steps"))
      if names.count < 4 || columns > 60 {
        #expect(text.components(separatedBy: "KL ").count >= names.count + 1, "\(text)")
      }
      #expect(text.components(separatedBy: "/s").count >= names.count + 1, "\(text)")
      #expect(text.contains("leads"))
      for line in lines where line.contains("…") { Issue.record("\(columns)×\(rows): \(line)") }
    }
  }

  /// What moves is not coarser or older than what stands still, whatever flow races.
  @Test(arguments: FlowFamily.all.map(\.name)) func aRunningLaneIsThatOfTheSameModelPaused(
    flow: String
  ) throws {
    var state = raced([flow, "planar"], columns: 80, rows: 24)
    let observatory = Observatory()
    func lanes(running: Bool) throws -> Canvas {
      state.race?.running = running
      let canvas = drawScreen(state, observatory.scene(for: state, at: running ? 1 : nil))
      let layout = try #require(state.race.flatMap { state.raceLayout($0) })
      return canvas.cropped(to: layout.lanes[0].inset())
    }
    let running = try lanes(running: true)
    #expect(try running == lanes(running: false))
    // And as one evaluated apart from all that was remembered.
    let apart = try #require(Observatory().scene(for: state).view as? RaceScene)
    let kept = try #require(observatory.scene(for: state).view as? RaceScene)
    let densities = [apart, kept].compactMap { $0.lanes[0].plane?.density }
    #expect(densities.count == 2 && densities[0] == densities[1])
    #expect(Set(running.cells.map(\.style)).count > 3)
  }

  /// Beside the curves of a wide screen stand the numbers of all lanes, the best first.
  @Test func aWideRaceHasATable() throws {
    let state = raced(["realnvp", "planar", "nice"], columns: 200, rows: 60)
    let race = try #require(state.race)
    let lines = App(state).render().lines
    let head = try #require(lines.firstIndex { $0.contains("parameters") && $0.contains("NLL") })
    let rows = lines[(head + 1)...].compactMap { line in
      race.lanes.indices.first { lane in
        guard let nll = race.report(ofLane: lane)?.run.heldOut?.nll else { return false }
        return line.contains(" \(race.lanes[lane].flow) ") && line.contains(" \(nll.text(3)) ")
      }
    }
    #expect(rows == race.ranking)
  }

  @Test(arguments: [(200, 60), (120, 36), (80, 24), (80, 18)])
  func theNumbersOfTheLanesCanBeSeenOnEveryScreen(columns: Int, rows: Int) throws {
    var state = raced(["nsf", "realnvp", "maf"], columns: columns, rows: rows)
    func isShown() -> Bool {
      App(state).render().lines.contains { $0.contains("the lanes, the best first") }
    }
    let atFirst = isShown()
    _ = update(&state, .key("v"))
    #expect(isShown() || atFirst)
    _ = update(&state, .key("v"))
    #expect(isShown() == atFirst)
  }

  @Test func theLeaderIsTheOneClosestToTheTarget() throws {
    let state = raced(["realnvp", "planar"])
    let race = try #require(state.race)
    let first = try #require(race.ranking?.first)
    let scores = try #require(race.snapshot).lanes.compactMap { $0.run.heldOut?.nll }
    #expect(scores[first] == scores.min())
    #expect(App(state).render().lines.contains { $0.contains("leads") })
  }

  @Test func theLoopRacesOnItsOwnThread() throws {
    let loop = RaceLoop {}
    loop.send(.restart(raceLanes(["realnvp", "planar"])))
    loop.send(.run)
    var steps: [Int] = []
    for _ in 0..<2000 where (steps.min() ?? 0) < 20 {
      if let snapshot = loop.latest() { steps = snapshot.lanes.map(\.run.step) }
      Thread.sleep(forTimeInterval: 0.005)
    }
    loop.stop()
    #expect((steps.min() ?? 0) >= 20)
    #expect((steps.max() ?? 0) - (steps.min() ?? 0) <= 1)
  }
}
