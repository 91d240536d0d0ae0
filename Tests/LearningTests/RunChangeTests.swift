import Testing

@testable import Flows
@testable import Learning

@Suite struct RunChangeTests {
  private func settings() -> Settings {
    var settings = Settings()
    settings.layers = 2
    settings.hidden = [8]
    settings.batch = 64
    return settings
  }

  private func painting(_ count: Int, deviation: Double = 0.25) throws -> String {
    let dots = (0..<count).map { SIMD2(Double($0) / 4 - 1, 0.5) }
    return try #require(PaintedTarget(dots: dots, deviation: deviation)).name
  }

  /// A run whose target changed as it went, and one that knew of it from the start.
  @Test(arguments: [nil, 500]) func changesGivenFromTheStartAreTheSameRun(pool: Int?) throws {
    var start = settings()
    start.pool = pool
    let live = try Trainer(start, threads: 1)
    let targets = [
      try painting(1), try painting(2), try painting(5), try painting(4),
      try painting(4, deviation: 0.5), "rings",
    ]
    for target in targets {
      for _ in 0..<6 { try live.advance() }
      live.change(.target(target))
      if target == targets[2] { live.change(.learningRate(1e-3)) }
    }
    let early = live.measureHeldOut(count: 100)
    for _ in 0..<6 { try live.advance() }
    let straight = try Trainer(live.settings, threads: 2)
    for step in 0..<42 {
      if step == 36 { #expect(straight.measureHeldOut(count: 100) != early) }
      try straight.advance()
    }
    #expect(straight.model().parameters == live.model().parameters)
    #expect(straight.measureHeldOut(count: 100) == live.measureHeldOut(count: 100))
  }

  @Test func goingBackRedoesTheChanges() throws {
    let trainer = try Trainer(settings(), threads: 1)
    for _ in 0..<5 { try trainer.advance() }
    let moment = trainer.state()
    for _ in 0..<5 { try trainer.advance() }
    trainer.change(.target(try painting(3)))
    let losses = try (0..<5).map { _ in try trainer.advance() }
    let end = trainer.model().parameters
    trainer.restore(moment)
    for _ in 0..<5 { try trainer.advance() }
    #expect(try (0..<5).map { _ in try trainer.advance() } == losses)
    #expect(trainer.model().parameters == end)
  }

  @Test func aGrowingPaintingIsWrittenShort() throws {
    var settings = settings()
    settings = settings.changed(.target(try painting(1)), atStep: 10)
    settings = settings.changed(.target(try painting(2)), atStep: 10)
    settings = settings.changed(.target(try painting(3)), atStep: 20)
    settings = settings.changed(.target(try painting(2)), atStep: 30)
    #expect(settings.earlierTargets?.map(\.until) == [10, 20, 30])
    #expect(settings.earlierTargets?.map(\.text).prefix(2) == ["moons", "2"])
    let names = try [(9, "moons"), (10, painting(2)), (20, painting(3)), (30, painting(2))]
    for (step, name) in names { #expect(settings.target(atStep: step) == name) }
    // A change in the past takes back what came after it.
    let back = settings.changed(.target("rings"), atStep: 20)
    #expect(back.earlierTargets?.map(\.until) == [10, 20])
    #expect(back.target(atStep: 19) == (try painting(2)))
    try settings.validateEarlierTargets()
  }

  @Test(arguments: [
    EarlierTarget(until: 0, text: "moons"), .init(until: 3, text: "nothing"),
    .init(until: 3, text: "u1"), .init(until: 3, text: "4"), .init(until: 3, text: "+AAA"),
  ])
  func whatMakesNoSenseIsExplained(_ earlier: EarlierTarget) {
    var settings = settings()
    settings.earlierTargets = [earlier]
    let error = #expect(throws: FlowError.self) { try Trainer(settings, threads: 1) }
    #expect(error?.description.contains("target") == true)
  }
}
