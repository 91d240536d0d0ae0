import Flows

/// Makes the measurements that readings need, each once and only when it is needed, on one model.
///
///     let context = try ReadingContext(model, threads: 2)
///     let kl = try context.value(of: Readings.named("kl"))
///
/// Not thread-safe: it belongs to one thread, and brings its own helpers.
public final class ReadingContext {
  public let model: Model
  /// What was measured so far.
  public private(set) var measurements: Measurements
  private let probe: Probe?
  private let threads: Int
  /// `nil` of a learner that is no flow.
  private let evaluator: Evaluator?
  private var made: Set<ReadingSource>

  /// How many held-out points a model is measured on, where the target has as many.
  public static let heldOutCount = 20_000
  /// The same of this context; tests take fewer.
  var heldOutCount = ReadingContext.heldOutCount

  /// - Parameters:
  ///   - probe: where the formula is read, if anywhere.
  ///   - learner: what trained the model, if it is there; its evaluator is used.
  ///   - run: facts of the run; `nil` is what the model itself tells.
  /// - Throws: ``FlowError`` for settings that name no flow, base or sensible size.
  public convenience init(
    _ model: Model, probe: Probe? = nil, learner: (any Learner)? = nil, run: RunFacts? = nil,
    threads: Int = Trainer.defaultThreads
  ) throws(FlowError) {
    let evaluator: Evaluator?
    if let shared = learner?.sharedEvaluator {
      evaluator = shared
    } else if try LearnerKind.named(model.settings.flow).rival != nil {
      evaluator = nil
    } else {
      evaluator = try Evaluator(model.settings, threads: threads)
    }
    var known = Measurements()
    known.run = run
    known.target = try? model.settings.resolvedTarget()
    known.units = model.settings.standardization
    self.init(model, evaluator, probe: probe, known: known, threads: threads)
  }

  /// - Parameters:
  ///   - evaluator: one of the model's settings.
  ///   - known: what was measured already, with the target and the units.
  package init(
    _ model: Model, _ evaluator: Evaluator?, probe: Probe?, known: Measurements, threads: Int = 1
  ) {
    (self.model, self.evaluator, self.probe) = (model, evaluator, probe)
    (self.threads, measurements) = (threads, known)
    measurements.run =
      known.run
      ?? RunFacts(
        step: model.step, parameters: (try? model.settings.parameterLayout())?.trainedCount)
    measurements.hand = evaluator.map { ($0.architecture.family.knobs, model.settings.hand) }
    made = Set(ReadingSource.allCases.filter(measurements.has))
  }

  /// The value of a reading.
  /// - Throws: ``NoReading`` with the reason where it cannot be given.
  public func value(of reading: Reading) throws(NoReading) -> Double {
    measure(reading.source)
    return try reading.value(of: measurements)
  }

  /// The number of a reading as a report shows it, which may be infinite or none; `nil` where it cannot
  /// be given.
  package func number(_ name: String) -> Double? {
    guard let reading = try? Readings.named(name) else { return nil }
    measure(reading.source)
    return try? reading.number(of: measurements)
  }

  /// The readings that a row stands for, on this model.
  public func members(of reading: Reading) -> [Reading] {
    measure(reading.source)
    return reading.members(of: measurements)
  }

  /// Makes a measurement, unless that was done.
  public func measure(_ source: ReadingSource) {
    guard made.insert(source).inserted else { return }
    do {
      try make(source)
    } catch {
      measurements.lacks[source] = "\(error)"
    }
  }

  private func make(_ source: ReadingSource) throws {
    switch source {
    case .run, .target, .determinants: break
    case .heldOut: try measureHeldOut()
    case .scores:
      let sampler = try evaluator ?? Learners.sampler(of: model.settings, threads: threads)
      measurements.scores = SampleScores(sampler, model, of: try target())
    case .sampling:
      let sampler = try Learners.sampler(of: model.settings, threads: 1)
      measurements.sampling = SamplingCost(sampler, model)
    case .evidence: measurements.evidence = try evidence(at: try placed())
    case .marginal:
      measurements.marginal = MarginalScore(
        try latentEvaluator(), model.parameters, of: try target())
    default: try make(source, given(evaluator, orBecause: noFlow))
    }
  }

  /// Why nothing that needs a map can be measured.
  private var noFlow: String {
    "\(model.settings.flow) is no flow: it has no invertible map with layers"
  }

  /// Makes a measurement of a flow.
  private func make(_ source: ReadingSource, _ evaluator: Evaluator) throws {
    switch source {
    case .run, .target, .determinants, .heldOut, .scores, .sampling, .evidence, .marginal: break
    case .ledger: measurements.ledger = evaluator.ledger(at: try placed(), of: model)
    case .branches:
      let x = evaluator.ledger(at: try placed(), of: model).x
      measurements.branches = Branches(of: x, evaluator, model)
    case .region: measurements.region = region(at: try placed(), evaluator)
    case .band:
      measurements.band = band(at: try placed(), evaluator)
    case .gap: measurements.gap = try GapCrossing(evaluator, model, try target())
    case .check:
      let points = measurements.target?.heldOut(heldOutCount) ?? []
      measurements.check = try ModelChecker(model.settings, threads: threads)
        .thorough(model, at: points)
    case .invariants:
      measurements.invariants = Invariants(evaluator, model, try target(), isFine: true)
    case .window: measurements.window = WindowChecks(evaluator, model, try target())
    case .estimates: measurements.estimates = try estimates(at: try placed(), evaluator)
    case .passes:
      let family = try FlowFamily.named(model.settings.flow)
      measurements.passes = DirectionPasses(
        forward: family.forwardMethod, inverse: family.inverseMethod)
    case .paths:
      measurements.paths = try given(
        PathShape(evaluator, model, try target()),
        orBecause: "this flow has no vector field, so its points have no paths")
    case .cost:
      measurements.cost = EvaluationCost(try Evaluator(model.settings, threads: 1), model)
    }
  }

  /// A latent point stands for the one that the decoder makes of it.
  private func evidence(at probe: Probe) throws -> EvidenceLedger {
    let evaluator = try latentEvaluator()
    let x =
      probe.space == .data
      ? probe.point : evaluator.decode([probe.point], model.parameters).first ?? .zero
    return evaluator.ledger(at: x, model.parameters)
  }

  private func latentEvaluator() throws -> LatentEvaluator {
    let make = try Rivals.find(model.settings.flow)?.profile(of: model.settings).makeLatent
    return try given(make, orBecause: "\(model.settings.flow) has no encoder; a vae has")(
      model.settings, threads)
  }

  private func estimates(at probe: Probe, _ evaluator: Evaluator) throws -> LogDetEstimates {
    let estimator = try given(
      ResidualEstimator(evaluator.architecture),
      orBecause: "this flow has no residual layers, so it estimates nothing by a series")
    let x = evaluator.ledger(at: probe, of: model).x
    return LogDetEstimates(estimator.evaluate(at: x, of: model, draws: 10_000))
  }

  private func placed() throws -> Probe {
    try given(probe, orBecause: "no probe is placed: say where with --probe x,y")
  }

  private func target() throws -> any Target {
    try given(measurements.target, orBecause: Readings.noTarget)
  }

  private func measureHeldOut() throws {
    guard let evaluator else { return try measureRival() }
    if measurements.heldOut != nil {
      // The screen has it.
    } else {
      let points = HeldOutPoints(heldOutCount, of: try target())
      measurements.heldOut = HeldOut(
        evaluator.inverse(points.points, of: model), truth: points.logDensity,
        units: measurements.units)
    }
    if let process = ReverseProcess(evaluator.architecture, threads: threads) {
      let bound = process.bound(at: try target().heldOut(heldOutCount), of: model)
      measurements.bound = HeldOut(
        nll: bound.mean + measurements.units.logVolume, standardError: bound.standardError)
    }
    let points = try target().heldOut(2000)
    measurements.heldOutRoundTrip = evaluator.roundTripError(at: points, of: model)
  }

  /// What a rival's own kind of likelihood says.
  private func measureRival() throws {
    let density = try Learners.density(
      of: model, on: try target(), count: heldOutCount, threads: threads)
    switch density {
    case .exact(let heldOut): measurements.heldOut = heldOut
    case .bound(let bound): measurements.bound = bound
    case .none: break
    }
    guard measurements.heldOut == nil else { return }
    measurements.lacks[.heldOut] =
      measurements.bound == nil
      ? "\(model.settings.flow) has no likelihood: it can only be sampled"
      : "\(model.settings.flow) has a bound of its likelihood alone: read nll.bound"
  }

  private func band(at probe: Probe, _ evaluator: Evaluator) -> Band {
    Band(
      evaluator, model, at: evaluator.ledger(at: probe, of: model).z, width: 0.5,
      extent: evaluator.architecture.base.distribution.extent)
  }

  /// A square of side 1 around the probe, in its space.
  private func region(at probe: Probe, _ evaluator: Evaluator) -> RegionMass {
    let count = 4000
    let z = evaluator.sampleBase(count: count, seed: 7, of: model)
    let points = RegionMass.Points(
      z: z, x: evaluator.forward(z, of: model).x,
      target: measurements.target?.drawn(count, seed: 7) ?? [])
    return RegionMass(
      Region(shape: .box, center: probe.point, radius: 0.5), in: probe.space, maximumGap: 0.02,
      rows: 240, points: points, evaluator, model)
  }
}
