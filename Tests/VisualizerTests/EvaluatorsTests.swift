import Canvas
import Learning
import Testing

@testable import Visualizer

@Suite struct EvaluatorsTests {
  private func settings(_ layers: Int) -> Settings {
    var settings = smallSettings()
    settings.layers = layers
    return settings
  }

  @Test func eachIsMadeOnceAndAsManyAreKeptAsAreOnScreen() throws {
    var evaluators = Evaluators()
    evaluators.capacity = 2
    let made = [1, 2, 1, 3, 1, 2].map { evaluators.evaluator(of: settings($0)) }
    let (first, second) = (try #require(made[0]), try #require(made[1]))
    #expect(made[2] === first)
    // The third takes the place of the second, which was not used for the longest time.
    #expect(made[4] === first)
    #expect(made[5] !== second)
  }

  @Test func whatDoesNotChangeTheFlowNeedsNoOtherEvaluator() throws {
    var evaluators = Evaluators()
    let slower = settings(2).changed(.learningRate(1e-5), atStep: 3)
    let made = [settings(2), slower].map { evaluators.evaluator(of: $0) }
    #expect(made[0] != nil && made[0] === made[1])
  }

  @Test func settingsThatMakeNoFlowHaveNone() {
    var evaluators = Evaluators()
    let none = evaluators.evaluator(of: settings(-1))
    #expect(none == nil)
  }

  /// What a race shows is remembered: a second frame of the same moment evaluates nothing anew.
  @Test func aRaceOnScreenIsEvaluatedOncePerMoment() throws {
    var state = State(settings: smallSettings(), columns: 120, rows: 36, medium: .rich)
    _ = update(&state, .key("w"))
    state.race?.lanes = [settings(1), settings(2)]
    let runs = try #require(state.race).lanes.map { RaceRun($0) }
    for run in runs { run.advance() }
    let lanes = runs.map {
      RaceSnapshot.Lane(run: $0.session.snapshot(stepsPerSecond: 0), seconds: $0.seconds)
    }
    _ = update(&state, .raceSnapshot(RaceSnapshot(lanes: lanes)))
    let race = try #require(state.race)
    var (memory, evaluators) = (RaceMemory(), Evaluators())
    evaluators.capacity = 2
    func scene(of race: Race, _ memory: inout RaceMemory) throws -> RaceScene {
      let scene = memory.scene(of: race, state, maximum: 0.3, &evaluators)
      return try #require(scene)
    }
    let first = try scene(of: race, &memory)
    #expect(first.lanes.count == 2 && first.lanes.allSatisfy { $0.plane?.density.isEmpty == false })
    // A model of the same run and step is the same model. With other parameters in it, what is evaluated
    // anew would differ.
    var other = race
    for index in race.lanes.indices {
      let model = try #require(race.report(ofLane: index)?.run.model)
      other.snapshot?.lanes[index].run.model = Model(
        settings: model.settings, parameters: model.parameters.map { 0.5 * $0 }, step: model.step)
    }
    let again = try scene(of: other, &memory)
    for (one, two) in try pairs(first.lanes, again.lanes) {
      #expect(one.plane?.density == two.plane?.density)
    }
    var fresh = RaceMemory()
    let anew = try scene(of: other, &fresh)
    for (one, two) in try pairs(first.lanes, anew.lanes) {
      #expect(one.plane?.density != two.plane?.density)
    }
  }
}
