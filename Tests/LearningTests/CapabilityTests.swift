import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// A continuous layer that is none of the project's: dx/dt = a·tanh(x), solved by the classical
/// Runge-Kutta method.
private struct Swell: Solved, FieldDriven, TraceEstimated {
  let name = "swell"
  let jacobian = JacobianStructure.full
  var options: ContinuousOptions
  let rate: Parameter

  init(_ options: ContinuousOptions, _ builder: inout LayerBuilder) {
    self.options = options
    rate = builder.layout.add("rate", shape: [1], [1.5])
  }

  var forwardMethod: Method { options.method }
  var inverseMethod: Method { options.method }
  var logDetMethod: LogDetMethod { options.logDet }

  func velocity(at point: Value, _ time: Value) -> Value { rate(point.graph) * point.tanh }

  func motion(at point: Value, _ time: Value) -> (velocity: Value, divergence: Value) {
    let slope = rate(point.graph) * (1 - point.tanh.squared)
    return (velocity(at: point, time), slope.featureSum)
  }

  func inverse(_ x: Value) -> Mapped { ride(x, sign: -1) }
  func forward(_ z: Value) -> Mapped { ride(z, sign: 1) }
  func estimate(_ x: Value, noise: Value) -> Mapped { ride(x, sign: -1, noise: noise) }

  private func ride(_ start: Value, sign: Double, noise: Value? = nil) -> Mapped {
    let (graph, method) = (start.graph, RungeKutta.classical)
    let step = graph.constant(1 / Double(options.steps))
    var (point, logDet) = (start, graph.constant(0))
    for _ in 0..<options.steps {
      let stages = method.stages(from: point, at: graph.constant(0), step: step) { point, time in
        let motion = motion(at: point, time)
        let slope = rate(graph) * (1 - point.tanh.squared)
        let trace = noise.map { (slope * $0.squared).featureSum } ?? motion.divergence
        return RungeKutta.Rate(point: sign * motion.velocity, sums: sign * trace)
      }
      point = point + (RungeKutta.combine(method.weights, stages.map(\.rate.point)) ?? point) * step
      let sums = stages.compactMap(\.rate.sums)
      logDet = logDet + (RungeKutta.combine(method.weights, sums) ?? logDet) * step
    }
    return Mapped(
      point, logDet: logDet,
      report: SolverReport(evaluations: graph.constant(Double(4 * options.steps))))
  }
}

/// A residual layer that is none of the project's: z = x + L·tanh x.
private struct Ripple: Searched, SeriesEstimated, LipschitzBounded {
  let name = "ripple"
  let jacobian = JacobianStructure.full
  let logDetMethod: LogDetMethod
  var tolerance: Double
  let lipschitz = 0.5

  var forwardMethod: Method { .fixedPoint(tolerance: tolerance) }
  var stretchBound: (forward: Double, inverse: Double) { (1 / (1 - lipschitz), 1 + lipschitz) }

  func invariants(at x: Value) -> (trace: Value, determinant: Value) {
    let slopes = lipschitz * (1 - x.tanh.squared)
    return (slopes.featureSum, slopes.feature(0) * slopes.feature(1))
  }

  func inverse(_ x: Value) -> Mapped {
    let (trace, determinant) = invariants(at: x)
    return Mapped(x + lipschitz * x.tanh, logDet: (1 + trace + determinant).log)
  }

  func forward(_ z: Value) -> Mapped {
    let step = tolerance * (1 - lipschitz)
    let x = Value.iterate(from: z, limit: 200, tolerance: step) { z - lipschitz * $0.tanh }
    let report = SolverReport(
      error: (z - lipschitz * x.tanh - x).absolute.featureSum, bound: z.graph.constant(4 * step))
    return Mapped(x, logDet: -inverse(x).logDet, report: report)
  }
}

/// Families that nobody knows but this file: whatever the project does for layers of their kind, it
/// does for them.
@Suite struct CapabilityTests {
  private static let swell = FlowFamily(
    name: "swell", title: "Swell", summary: "", reference: "", defaultLayers: 1,
    defaultHidden: [], defaultLearningRate: 1e-3, options: [.solver, .solverSteps, .tolerance]
  ) { builder in
    let options = ContinuousOptions(builder.options)
    return builder.repeated { _, builder in Swell(options, &builder) }
  }

  private static let fittedSwell = FlowFamily(
    name: "swell-matching", title: "Swell", summary: "", reference: "", defaultLayers: 1,
    defaultHidden: [], defaultLearningRate: 1e-3, isFittedToPaths: true
  ) { builder in [Swell(ContinuousOptions(builder.options), &builder.layer)] }

  private static let ripple = FlowFamily(
    name: "ripple", title: "Ripple", summary: "", reference: "", defaultLayers: 2,
    defaultHidden: [], defaultLearningRate: 1e-3
  ) { builder in
    builder.repeated { _, _ in Ripple(logDetMethod: .series, tolerance: 1e-4) }
  }

  private static func architecture(
    _ family: FlowFamily, _ change: (inout Settings) -> Void = { _ in }
  ) throws -> (architecture: Architecture, model: Model) {
    var settings = Settings()
    change(&settings)
    var options = LayerOptions()
    options.solverSteps = settings.solverSteps
    let architecture = try Architecture(settings, family: family.with(options))
    let model = Model(settings: settings, parameters: architecture.layout.initial, step: 0)
    return (architecture, model)
  }

  @Test func aFamilySaysWhatItsLayersDo() {
    #expect(Self.swell.forwardMethod.description == "ODE, RK4, 48 evaluations")
    #expect(Self.swell.inverseMethod.isSolved && Self.swell.canLearnEnergies)
    #expect(Self.fittedSwell.objective is FlowMatching && !Self.fittedSwell.canLearnEnergies)
    #expect(Self.ripple.forwardMethod == .fixedPoint(tolerance: 1e-4))
    #expect(Self.ripple.inverseMethod == .closedForm && Self.ripple.logDetMethod == .series)
    #expect(Self.ripple.jacobian == .full)
  }

  /// The ledger solves the equation again in twice as many steps to see what makes it disagree.
  @Test func anotherContinuousLayerIsSolvedInOtherWays() throws {
    let (architecture, model) = try Self.architecture(Self.swell) { $0.solverSteps = 1 }
    let x = SIMD2(0.9, -1.1)
    let ledger = Evaluator(architecture, threads: 1).ledger(at: x, of: model)
    #expect(ledger.isSolved && ledger.agreement == .solver)
    let finer = architecture.solved { $0 = $0.finer }
    #expect(finer.layers.compactMap { ($0 as? Swell)?.options.steps } == [2])
  }

  @Test func anotherContinuousLayerShowsItsField() throws {
    let (architecture, model) = try Self.architecture(Self.swell)
    #expect(architecture.moment(atDepth: 0.5).time == 0.5)
    let evaluator = Evaluator(architecture, threads: 1)
    let motion = evaluator.motion(at: [SIMD2(0.5, 2)], depth: 0.25, of: model)
    #expect(abs(motion.vectors[0].x - 1.5 * 0.462117) < 1e-4)
    #expect(abs(motion.growth[0] - 1.5 * (0.786448 + 0.070651)) < 1e-4)
    let use = evaluator.inverse([SIMD2(0.5, 2)], of: model).solver
    #expect(use?.mean == 48)
  }

  @Test func anotherContinuousLayersTraceIsEstimated() throws {
    let (architecture, model) = try Self.architecture(Self.swell)
    let x = SIMD2(0.9, -1.1)
    let found = try #require(ContinuousEstimator(architecture)).evaluate(at: x, of: model, draws: 9)
    #expect(found.map(\.name) == ["swell"] && found[0].inverseEvaluations == 48)
    let ledger = Evaluator(architecture, threads: 1).ledger(at: x, of: model)
    #expect(abs(found[0].exact - ledger.logDet) < 1e-9)
    // Its Jacobian is diagonal, so that every draw is exact.
    #expect(found[0].draws.allSatisfy { abs($0 - found[0].exact) < 1e-9 })
    #expect(ResidualEstimator(architecture) == nil)
  }

  /// ‖f(x_t, t) − (x − z)‖², and not a likelihood.
  @Test func anotherVectorFieldIsFittedToPaths() throws {
    let (architecture, model) = try Self.architecture(Self.fittedSwell)
    let draws = architecture.draws
    let sample = Sample(Graph().input(0, features: draws.features), draws)
    var outputs = Outputs()
    let loss = outputs.add(
      number: architecture.objective.loss(of: architecture.parts, sample).minimized)
    let executor = Executor<Double>(Program(outputs), parameterCount: 1)
    executor.parameters = model.parameters.map(Double.init)
    for (row, value) in [1, -2, 0.5, 0.25, 0.5].enumerated() {
      executor.setInput(0, feature: row, [value])
    }
    executor.run(lanes: 1)
    // Halfway from z = (0.5, 0.25) to x = (1, −2): 1.5·tanh of it, less x − z.
    let first = 1.5 * 0.6351489523872873 - 0.5
    let second = 1.5 * -0.7039056039366212 + 2.25
    #expect(abs(executor[loss, 0] - (first * first + second * second)) < 1e-9)
  }

  @Test func anotherResidualLayerIsEstimatedAndBounded() throws {
    let (architecture, model) = try Self.architecture(Self.ripple)
    let bound = try #require(architecture.lipschitzBound)
    #expect(bound.forward == 4 && bound.inverse == 2.25)
    let x = SIMD2(0.9, -1.1)
    let estimator = try #require(ResidualEstimator(architecture))
    let found = estimator.evaluate(at: x, of: model, terms: 30)
    let ledger = Evaluator(architecture, threads: 1).ledger(at: x, of: model)
    #expect(found.map(\.name) == ["ripple 2", "ripple 1"])
    for (layer, row) in zip(found, ledger.rows) {
      #expect(abs(layer.exact - row.logDet) < 1e-9)
      #expect(abs((layer.series.last ?? .nan) - layer.exact) < 1e-6)
    }
    #expect(ContinuousEstimator(architecture) == nil)
  }

  /// Rows that are written out are searched for as closely as double precision makes it cheap, in
  /// whichever direction the search is.
  @Test func anotherSearchIsMadePrecise() throws {
    let turned = Self.ripple.replacingLayers {
      ($0 as? Ripple).map { Inverted($0) as any Bijection } ?? $0
    }
    #expect(turned.inverseMethod.isSearch && !turned.forwardMethod.isSearch)
    for family in [Self.ripple, turned] {
      let precise = try Self.architecture(family).architecture.precise
      let tolerances = precise.layers.map { ($0 as? any Searched)?.tolerance }
      #expect(tolerances == [1e-7, 1e-7])
    }
  }

  /// What a layer of that kind guarantees, the whole flow guarantees only where all layers do.
  @Test func oneUnboundedLayerLeavesNoBound() throws {
    #expect(try Self.architecture(Self.swell).architecture.lipschitzBound == nil)
    #expect(try Architecture(FlowFamily.named("iresnet").small).lipschitzBound != nil)
    #expect(try Architecture(FlowFamily.named("realnvp").small).lipschitzBound == nil)
  }
}
