import Foundation
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

  private func painting(_ count: Int, deviation: Double = 0.25) throws -> TargetChoice {
    let dots = (0..<count).map { SIMD2(Double($0) / 4 - 1, 0.5) }
    return .painted(try #require(PaintedDots(dots: dots, deviation: deviation)))
  }

  /// A run whose target changed as it went, and one that knew of it from the start.
  @Test(arguments: [nil, 500]) func changesGivenFromTheStartAreTheSameRun(pool: Int?) throws {
    var start = settings()
    start.pool = pool
    let live = try Trainer(start, threads: 1)
    let targets = [
      try painting(1), try painting(2), try painting(5), try painting(4),
      try painting(4, deviation: 0.5), .named("rings"),
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
    #expect(settings.earlierTargets.map(\.until) == [10, 20, 30])
    #expect(settings.earlierTargets.map(\.text).prefix(2) == ["moons", "2"])
    let targets: [(Int, TargetChoice)] = try [
      (9, .named("moons")), (10, painting(2)), (20, painting(3)), (30, painting(2)),
    ]
    for (step, target) in targets { #expect(settings.target(atStep: step) == target) }
    // A change in the past takes back what came after it.
    let back = settings.changed(.target(.named("rings")), atStep: 20)
    #expect(back.earlierTargets.map(\.until) == [10, 20])
    #expect(back.target(atStep: 19) == (try painting(2)))
    try settings.validateChanges()
  }

  @Test(arguments: [
    "0:moons", "3:nothing", "3:u1", "3:4", "3:+AAA", "3:painted:", "5:moons,5:rings", "moons", "3:",
    "x:moons",
  ])
  func whatMakesNoSenseIsExplained(_ earlier: String) {
    let error = #expect(throws: FlowError.self) {
      var draft = SettingsDraft(settings())
      try draft.read(earlier, as: .earlierTargets)
      _ = try draft.settings { _, path throws(FlowError) in throw FlowError("no file \(path)") }
    }
    #expect(error?.description.contains("target") == true)
  }

  /// The older program's model files and share lines name targets by what comes after them.
  @Test func whatTheOlderProgramWroteIsTheSameRun() throws {
    let (one, two, three) = try (painting(1), painting(2), painting(3))
    let letters = three.text.dropFirst(two.text.count)
    let json = """
      {"base":"normal","batch":512,"earlierTargets":[{"text":"moons","until":10},\
      {"text":"1","until":20},{"text":"+\(letters)","until":30}],"flow":"realnvp",\
      "learningRateChanges":[{"rate":0.001,"step":20},{"rate":0.0001,"step":25}],"seed":1,\
      "target":"\(two.text)"}
      """
    let read = try JSONDecoder().decode(Settings.self, from: Data(json.utf8))
    #expect(
      read.changes == [
        RunChange(step: 10, .target(one)), RunChange(step: 20, .learningRate(1e-3)),
        RunChange(step: 20, .target(three)), RunChange(step: 25, .learningRate(1e-4)),
        RunChange(step: 30, .target(two)),
      ])
    #expect(read.target(atStep: 9) == .named("moons") && read.targetChoice == two)
    // It is written as it was, with null for each default.
    let written = try read.json().replacing(/"[A-Za-z0-9]+":null,?/, with: "").replacing(
      ",}", with: "}")
    #expect(written == json)
  }

  @Test func theOrderOfTwoChangesAtOneStepDoesNotMatter() throws {
    let (rate, target) = (RunChange.Kind.learningRate(1e-3), RunChange.Kind.target(try painting(2)))
    let start = settings()
    #expect(
      start.changed(rate, atStep: 7).changed(target, atStep: 7)
        == start.changed(target, atStep: 7).changed(rate, atStep: 7))
  }
}
