import Foundation
import Testing

@testable import Flows
@testable import Learning

/// A run that is written, read and gone on with is the run that never stopped, bit for bit.
@Suite struct SavedRunTests {
  /// What makes training remember something of its own.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var steps = 3
    let settings: @Sendable () throws -> Settings
    var testDescription: String { name }

    static func small(_ flow: String, _ change: (inout Settings) -> Void = { _ in }) -> Settings {
      var settings = Settings()
      settings.flow = flow
      settings.batch = 32
      change(&settings)
      return settings
    }

    static let kinds = LearnerKind.all.map { kind in
      Case(name: kind.name) { small(kind.name) }
    }
    static let others = [
      Case(name: "energy") { small("realnvp") { $0.target = "u1" } },
      Case(name: "pool, noise") { small("maf") { ($0.pool, $0.noise) = (300, 0.1) } },
      Case(name: "learned base") { small("nice") { $0.base = "resampled" } },
      Case(name: "dopri5") { small("cnf") { ($0.solver, $0.hidden) = (.dopri5, [8]) } },
      Case(name: "hutchinson") { small("cnf") { ($0.logDet, $0.hidden) = (.hutchinson, [8]) } },
      Case(name: "changes", steps: 6) {
        small("realnvp") {
          $0 = $0.changed(.learningRate(0.01), atStep: 4).changed(
            .target(.named("rings")), atStep: 5
          )
          .changed(.learningRate(0.002), atStep: 9)
        }
      },
      // The validation points are measured every tenth step.
      Case(name: "best of own points", steps: 17) { try own("realnvp") },
    ]
  }

  /// Settings with points of a user's own.
  static func own(_ flow: String, seed: UInt64 = 3) throws -> Settings {
    var random = RandomStream(seed: seed)
    let points = (0..<60).map { _ in SIMD2(3.0, 40) + SIMD2(0.5, 7) * random.normalPair() }
    var settings = Case.small(flow)
    settings.points = try OwnPoints(PointsTable(points: points), name: "points.csv")
    settings.target = "points.csv"
    return settings
  }

  /// The bytes of a run's file.
  private func bytes(_ trainer: any Learner) throws -> Data {
    var checkpoint = try trainer.keptModel().checkpoint()
    try trainer.state().write(to: &checkpoint)
    return try checkpoint.encoded()
  }

  @Test(arguments: Case.kinds + Case.others)
  func goingOnFromAFileIsNotHavingStopped(_ test: Case) throws {
    let settings = try test.settings()
    let straight = try Learners.make(settings, threads: 1)
    for _ in 0..<2 * test.steps { try straight.advance() }

    let first = try Learners.make(settings, threads: 1)
    for _ in 0..<test.steps { try first.advance() }
    let saved = try SavedRun(Checkpoint(reading: bytes(first)))
    #expect(saved.model.step <= test.steps && saved.version == .current)
    var again = saved.model.settings
    if settings.ownPoints != nil {
      (again.points, again.target) = (settings.points, settings.target)
    }
    #expect(throws: Never.self) {
      try again.requireSame(as: saved.model.settings, afterStep: test.steps, in: "m")
    }
    let second = try Learners.make(again, threads: 2)
    try second.resume(saved)
    #expect(second.step == test.steps)
    for _ in 0..<test.steps { try second.advance() }
    // Model, optimizer, averages, best parameters and settings: all that there is.
    #expect(try bytes(second) == bytes(straight))
  }

  @Test func theStateAtTheStartCanBeGoneOnFromToo() throws {
    let settings = try Self.own("linear")
    let first = try Trainer(settings, threads: 1)
    let second = try Trainer(settings, threads: 1)
    try second.resume(SavedRun(Checkpoint(reading: bytes(first))))
    for trainer in [first, second] { for _ in 0..<12 { try trainer.advance() } }
    #expect(try bytes(first) == bytes(second))
  }

  @Test func whatCannotBeGoneOnFromSaysWhy() throws {
    let trainer = try Trainer(Case.small("linear"), threads: 1)
    try trainer.advance()
    let model = try SavedRun(trainer.model().checkpoint())
    #expect(throws: FlowError.self) { try trainer.resume(model) }
    func error(_ change: (inout Checkpoint) -> Void) throws -> String {
      var checkpoint = try Checkpoint(reading: bytes(trainer))
      change(&checkpoint)
      do {
        try trainer.resume(SavedRun(checkpoint))
        return ""
      } catch { return "\(error)" }
    }
    #expect(try error { _ in } == "")
    #expect(try error { $0.metadata["version"] = "99.0.0" }.contains("99.0.0"))
    #expect(try error { $0.metadata["training"] = "{}" }.contains("cannot be read"))
    #expect(
      try error { $0.metadata["training"] = #"{"step":-1,"phases":[1]}"# }.contains("steps of"))
    #expect(
      try error { $0.metadata["training"] = #"{"step":1,"step":2,"phases":[1]}"# }
        .contains("cannot be read"))
    #expect(
      try error { $0.metadata["training"] = #"{"step":1,"phases":[]}"# }.contains("does not fit"))
    for index in model.model.parameters.indices.prefix(1) {
      for value in [Float.nan, .infinity] {
        #expect(
          try error { checkpoint in
            let place = checkpoint.tensors.firstIndex { $0.name == "training.average" } ?? 0
            checkpoint.tensors[place].values[index] = value
          }.contains("training.average"))
      }
    }
    #expect(
      try error { checkpoint in
        checkpoint.tensors.removeAll { $0.name == "training.phase0.mean" }
      }.contains("training.phase0.mean"))
    #expect(
      try error { checkpoint in
        let place = checkpoint.tensors.firstIndex { $0.name == "training.lastGood" } ?? 0
        checkpoint.tensors[place] = ("training.lastGood", [1], [0])
      }.contains("does not fit"))
  }

  @Test func otherSettingsAreNamedWithBothValues() throws {
    let saved = Case.small("nsf").changed(.learningRate(0.5), atStep: 10)
    func error(_ change: (inout Settings) -> Void) -> String {
      var settings = saved
      change(&settings)
      do {
        try settings.requireSame(as: saved, afterStep: 50, in: "m")
        return ""
      } catch { return "\(error)" }
    }
    #expect(error { _ in } == "")
    // What says no more than the default is no other setting.
    #expect(error { ($0.bins, $0.layers, $0.clip) = (8, 4, 1) } == "")
    for (part, change) in [
      ("--bins 9: the run in 'm' has 8", { $0.bins = 9 }),
      ("--seed 2: the run in 'm' has 1", { $0.seed = 2 }),
      ("--flow maf: the run in 'm' has nsf", { $0.flow = "maf" }),
      ("--target rings: the run in 'm' has moons", { $0.target = "rings" }),
      ("--pool 300: the run in 'm' has its default", { $0.pool = 300 }),
      ("--lr-change", { $0 = $0.changed(.learningRate(0.1), atStep: 20) }),
    ] as [(String, (inout Settings) -> Void)] {
      #expect(error(change).contains(part), "\(error(change))")
    }
    // A step size from the step of the file on has changed nothing yet.
    #expect(error { $0 = $0.changed(.learningRate(0.1), atStep: 50) } == "")
    let points = try Self.own("nsf")
    do {
      try Self.own("nsf", seed: 4).requireSame(as: points, afterStep: 0, in: "m")
      Issue.record("other points were taken")
    } catch {
      #expect("\(error)".contains(points.points?.fingerprint ?? "none"))
    }
  }
}
