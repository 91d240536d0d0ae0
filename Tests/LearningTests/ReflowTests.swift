import Testing

@testable import Flows
@testable import Learning

/// Rounds in which flow matching learns from the pairs that the model itself makes.
@Suite struct ReflowTests {
  private static func settings(_ rounds: Int?) -> Settings {
    var settings = Settings()
    (settings.flow, settings.reflow, settings.batch) = ("flow-matching", rounds, 64)
    settings.hidden = [16, 16]
    return settings
  }

  private static func trainer(_ rounds: Int?, steps: Int, threads: Int = 1) throws -> Trainer {
    let trainer = try Trainer(settings(rounds), threads: threads)
    for _ in 0..<steps { try trainer.advance() }
    return trainer
  }

  @Test func aRoundBeginsEveryThousandStepsUpToItsNumber() {
    var settings = Self.settings(2)
    let rounds = [0, 999, 1000, 1999, 2000, 9000].map { settings.reflowRound(atStep: $0) }
    #expect(rounds == [0, 0, 1, 1, 2, 2])
    // A new target is learned from its data first.
    settings = settings.changed(.target(.named("rings")), atStep: 1500)
    #expect([1499, 1500, 2499, 2500].map { settings.reflowRound(atStep: $0) } == [1, 0, 0, 1])
    #expect(Self.settings(nil).reflowRound(atStep: 5000) == 0)
  }

  @Test func beforeTheFirstRoundNothingDiffers() throws {
    let losses = try [nil, 0, 2].map { rounds in
      let trainer = try Trainer(Self.settings(rounds), threads: 1)
      return try (0..<3).map { _ in try trainer.advance() }
    }
    #expect(losses[0] == losses[1] && losses[0] == losses[2])
  }

  /// Paths between a model's own pairs bend less, and one step is worth more; the fit stays about what it was.
  @Test func aRoundStraightensPaths() throws {
    let readings = try [0, 1].map { rounds in
      let model = try Self.trainer(rounds, steps: 1800, threads: 2).model()
      let context = try ReadingContext(model)
      return try ["path.bend", "path.oneStep"].map { try context.value(of: Readings.named($0)) }
    }
    #expect(readings[1][0] < 0.3 * readings[0][0], "bend: \(readings)")
    #expect(readings[1][1] < 0.5 * readings[0][1], "one step: \(readings)")
  }

  /// A state in a round goes through a file, and on from there bit for bit, whatever the number of threads
  /// and wherever the learner was.
  @Test func aRunThatGoesOnWithinARoundIsTheSame() throws {
    let straight = try Self.trainer(2, steps: 1003)
    var checkpoint = Checkpoint()
    try straight.state().write(to: &checkpoint)
    let state = try #require(try LearnerState(Checkpoint(reading: checkpoint.encoded())))
    let outside = try Self.trainer(2, steps: 2, threads: 2)
    let earlier = outside.state()
    try state.requireFit(earlier)
    outside.restore(state)
    for _ in 0..<3 { #expect(try straight.advance() == outside.advance()) }
    // Back before the round, data count again.
    straight.restore(earlier)
    outside.restore(earlier)
    #expect(try straight.advance() == Self.trainer(2, steps: 2).advance())
    #expect(outside.state().round == nil && state.round?.number == 1)
  }

  @Test func aStateWhosePairsBelongToAnotherModelIsRefused() throws {
    let trainer = try Self.trainer(1, steps: 0)
    var state = trainer.state()
    state.round = ReflowRound(number: 1, teacher: [1, 2])
    #expect(throws: FlowError.self) { try state.requireFit(trainer.state()) }
  }
}
