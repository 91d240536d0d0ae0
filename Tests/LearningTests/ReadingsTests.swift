import Foundation
import Testing

@testable import Flows
@testable import Learning
@testable import Proofs

/// Every reading of every flow: a finite number, or a sentence that says why there is none.
@Suite struct ReadingsTests {
  static let probe = Probe(space: .data, point: SIMD2(0.4, -0.3))

  private func context(_ name: String, probe: Probe? = probe) throws -> ReadingContext {
    let subject = try ProofSubject.make(name, .trained)
    let context = try ReadingContext(subject.model, probe: probe, threads: 2)
    context.heldOutCount = 2000
    return context
  }

  private func values(_ context: ReadingContext) -> [String: Result<Double, NoReading>] {
    var values: [String: Result<Double, NoReading>] = [:]
    for row in Readings.all {
      for reading in context.members(of: row) {
        values[reading.name] = Result { () throws(NoReading) in try context.value(of: reading) }
      }
    }
    return values
  }

  @Test func everyRowHasANameAUnitAndASentence() throws {
    let names = Readings.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    for reading in Readings.all {
      #expect(
        reading.name.wholeMatch(of: /[a-z][A-Za-z0-9]*(\.[a-zN][A-Za-z0-9]*|\.[0-9]+)*/) != nil)
      #expect(reading.definition.hasSuffix(".") && reading.definition.first?.isLowercase != nil)
      #expect(!reading.definition.dropLast().contains(". "), "\(reading.name): one sentence")
      #expect(!reading.method.isEmpty)
    }
  }

  /// What the example of a lesson reads, and what the command line promises.
  @Test(arguments: [
    "kl", "nll", "entropy", "loss", "step", "gradient.norm", "learning.rate", "probe.x1",
    "probe.z2",
    "probe.logdet", "probe.logdet.layer.1", "probe.density", "probe.base.density", "probe.area",
    "probe.densityRatio", "probe.logp", "probe.logpx", "probe.logpz", "probe.px", "probe.pz",
    "mass.z", "mass.x", "mass.total", "invariants.roundTrip", "invariants.logdet",
    "samples.unconverged", "nfe", "lipschitz", "gap.mass", "gap.target", "gap.data", "gap.stretch",
  ])
  func itIsThere(name: String) throws {
    let reading = try Readings.named(name)
    #expect(([reading.name] + reading.aliases).contains(name))
  }

  @Test func anUnknownNameIsToldWhatWasMeant() {
    for (name, meant) in [
      ("kll", "'kl'"), ("probe.logdt", "'probe.logdet'"), ("probe.logdet.layer.0", "probe.logdet"),
      ("", "--list"), ("probe.logdet.layer.", "probe.logdet.layer.N"), ("step.-1", "--list"),
    ] {
      let error = #expect(throws: FlowError.self) { try Readings.named(name) }
      #expect(error?.description.contains(meant) == true, "\(name): \(error?.description ?? "")")
    }
  }

  @Test(arguments: ProofSubject.names)
  func everyReadingOfEveryFamilyIsFiniteOrSaysWhy(name: String) throws {
    let values = values(try context(name))
    for (reading, value) in values {
      switch value {
      case .success(let number): #expect(number.isFinite, "\(name), \(reading)")
      case .failure(let lack): #expect(lack.description.count > 15, "\(name), \(reading): \(lack)")
      }
    }
    // What no trained flow on a known target lacks, whatever its family.
    let lacking = values.filter { (try? $0.value.get()) == nil }.keys
    for name in lacking {
      #expect(
        ["run", "target", "gap", "hand", "estimates", "passes", "evidence", "marginal", "paths"]
          .contains(
            (try? Readings.named(name).source.rawValue) ?? "")
          || name.hasPrefix("nfe") || name.hasPrefix("lipschitz") || name == "solver.gap"
          || name.hasPrefix("probe.logdet.step") || name.hasPrefix("nll.bound")
          || ["modes", "modes.of", "highQuality", "reverseKL"].contains(name), "\(name)")
    }
  }

  @Test(arguments: ProofSubject.names)
  func theFormulaAtTheProbeHolds(name: String) throws {
    let subject = try ProofSubject.make(name, .trained)
    let context = try context(name)
    func read(_ name: String) throws -> Double { try context.value(of: Readings.named(name)) }
    let logDet = try read("probe.logdet")
    let layers = try context.members(of: Readings.named("probe.logdet.layer.N")).map {
      try context.value(of: $0)
    }
    #expect(layers.count == subject.architecture.layers.count)
    #expect(abs(layers.reduce(0, +) - logDet) < 1e-9)
    #expect(try abs(read("probe.logpz") - logDet - read("probe.logpx")) < 1e-9)
    #expect(try abs(read("probe.area") * read("probe.densityRatio") - 1) < 1e-9)
    #expect(try abs(read("probe.density") - exp(read("probe.logp"))) < 1e-12)
    let tolerance = max(1e-4, 10 * subject.family.jacobianTolerance)
    #expect(
      try abs(log(read("probe.stretch.most") * read("probe.stretch.least")) - logDet) < tolerance)
    // Each layer's term, and the sum, from the forward map traced apart, and from its differences.
    let flow = DoubleFlow(subject)
    let z = SIMD2(try read("probe.z1"), try read("probe.z2"))
    let forward = flow(.forward, [z])
    for (layer, term) in zip(layers, forward.terms) { #expect(abs(layer - term[0]) < tolerance) }
    #expect((forward.point[0] - Self.probe.point).length < 1e-3)
    // A sharp bend needs a small step: the error of differences falls with its square.
    #expect(abs(flow.differenceLogDet(.forward, [z], step: 3e-4)[0] - logDet) < 5e-3)
    // As `flowscope eval` has it.
    let row = try CheckedEvaluator(subject.model.settings)
      .evaluate(at: [Self.probe.point], of: subject.model).points[0]
    #expect(try abs(read("probe.logpx") - row.logDensity) < tolerance)
    #expect(abs(logDet + row.logDet) < tolerance)
  }

  @Test(arguments: ProofSubject.names, [Probe.Space.base, .data])
  func theMassOfTheProbesSquareStays(name: String, space: Probe.Space) throws {
    let context = try context(name, probe: Probe(space: space, point: SIMD2(0.3, -0.2)))
    let mass = try (
      z: context.value(of: Readings.named("mass.z")), x: context.value(of: Readings.named("mass.x"))
    )
    #expect(mass.z > 0.01 && abs(mass.z - mass.x) < 0.02 * mass.z, "\(mass)")
    #expect(try abs(context.value(of: Readings.named("mass.samples.z")) - mass.z) < 0.03)
  }

  @Test func withoutAProbeItsReadingsSayWhatToDo() throws {
    for (reading, value) in values(try context("realnvp", probe: nil)) {
      guard let source = try? Readings.named(reading).source, [.ledger, .region].contains(source)
      else { continue }
      #expect(throws: NoReading.self) { try value.get() }
      if case .failure(let lack) = value { #expect(lack.description.contains("--probe")) }
    }
  }

  @Test func whatTrainingMeasuredIsWhatAModelAloneReads() throws {
    for name in ["realnvp", "cnf", "planar"] {
      let subject = try ProofSubject.make(name, .trained)
      let heldOut = try #require(subject.heldOut)
      let context = try ReadingContext(subject.model, threads: 2)
      #expect(try context.value(of: Readings.named("nll")) == heldOut.nll)
      #expect(try context.value(of: Readings.named("kl")) == heldOut.kl)
      #expect(try context.value(of: Readings.named("nll.volume")) == heldOut.volumeTerm)
    }
  }

  @Test func anEnergyAndOwnPointsAreReadAsWell() throws {
    var random = RandomStream(seed: 5)
    let points = (0..<300).map { _ in
      SIMD2(40 + 3 * random.normal(), -2 + 0.1 * random.normal())
    }
    var own = Settings()
    own.layers = 2
    own.hidden = [8]
    own.points = try OwnPoints(PointsTable(points: points), name: "points.csv")
    own.target = try #require(own.points).name
    var energy = own
    (energy.points, energy.target) = (nil, "u2")
    for settings in [own, energy] {
      let trainer = try Trainer(settings, threads: 1)
      var loss = 0.0
      for _ in 0..<30 { loss = try trainer.advance() }
      let context = try ReadingContext(
        trainer.keptModel(), probe: Self.probe, learner: trainer,
        run: RunFacts(of: trainer, loss: loss, seconds: 1), threads: 1)
      let values = values(context)
      func value(_ name: String) throws -> Double { try #require(values[name]).get() }
      #expect(try value("step") == 30 && value("loss") == loss && value("rate.steps") == 30)
      #expect(try value("gradient.norm") > 0)
      #expect((try? value("kl")) == nil || settings.points == nil)
      #expect((try? value("nll.gaussian")) == nil || settings.points != nil)
      #expect((try? value("entropy")) == nil || settings.points == nil)
      // In the user's own units.
      let units = settings.standardization
      let row = try CheckedEvaluator(settings).evaluate(
        at: [Self.probe.point], of: context.model
      ).points[0].inOriginalUnits(units)
      #expect(try abs(value("probe.logpx") - row.logDensity) < 1e-6)
      #expect(try abs(value("probe.logdet") + row.logDet) < 1e-6)
      #expect(try abs(value("probe.x1") - row.x.x) < 1e-9)
    }
  }

  @Test func theGapOfTwoGroupsIsMeasured() throws {
    var settings = Settings()
    settings.target = "2gaussians"
    (settings.layers, settings.hidden) = (4, [16])
    let trainer = try Trainer(settings, threads: 2)
    for _ in 0..<100 { try trainer.advance() }
    let context = try ReadingContext(trainer.model(), learner: trainer, threads: 2)
    func read(_ name: String) throws -> Double { try context.value(of: Readings.named(name)) }
    // Samples, counted where the strip is.
    let strip = try GapCrossing.Strip(of: Targets.named("2gaussians"))
    let z = trainer.evaluator.sampleBase(count: 40_000, seed: 2, of: trainer.model())
    let x = trainer.evaluator.forward(z, of: trainer.model()).x
    let share = 100 * Double(x.count(where: strip.contains)) / 40_000
    #expect(try abs(read("gap.mass") - share) < 0.1 * share + 0.1)
    #expect(try read("gap.mass") > read("gap.target") && read("gap.data") < 20)
    #expect(try read("gap.stretch") > 1)
    let moons = try self.context("realnvp")
    #expect(throws: NoReading.self) { try moons.value(of: Readings.named("gap.mass")) }
  }

  @Test func aNumberThatIsInfiniteOrNoneIsAReason() throws {
    var measurements = Measurements()
    measurements.heldOut = HeldOut(nll: .infinity, standardError: .infinity)
    measurements.heldOut?.impossible = 3
    let nll = try Readings.named("nll")
    let lack = #expect(throws: NoReading.self) { try nll.value(of: measurements) }
    #expect(lack?.description.contains("density 0 to 3") == true)
    #expect(measurements.number("nll") == .infinity)
    measurements.heldOut?.nll = .nan
    #expect(throws: NoReading.self) { try nll.value(of: measurements) }
  }
}
