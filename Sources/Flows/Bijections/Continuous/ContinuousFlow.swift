import Autodiff

/// A continuous normalizing flow (Chen et al. 2018, arXiv:1806.07366, theorem 1; FFJORD,
/// Grathwohl et al. 2019, arXiv:1810.01367, equation 4): points ride a vector field from base space
/// at t = 0 to data space at t = 1.
///
///     dx/dt = f(x, t),    d log p(x(t))/dt = −tr(∂f/∂x)
///
/// The other direction rides back. In the plane the trace is computed exactly, by two tangents;
/// training may estimate it (``LogDetMethod/hutchinson``), evaluations never do.
package struct ContinuousFlow<Field: DrivingField>: Noisy, Solved, FieldDriven, TraceEstimated {
  package let name = "flow"
  package let jacobian = JacobianStructure.full
  package let field: Field
  package var options: ContinuousOptions

  init(_ field: Field, _ options: ContinuousOptions) {
    self.field = field
    self.options = options
  }

  package var forwardMethod: Method { options.method }
  package var inverseMethod: Method { options.method }
  package var logDetMethod: LogDetMethod { options.logDet }

  package func inverse(_ x: Value) -> Mapped { evaluate(x, from: 1, to: 0) }
  package func forward(_ z: Value) -> Mapped { evaluate(z, from: 0, to: 1) }
  package func sample(_ z: Value) -> Value { evaluate(z, from: 0, to: 1, trace: .none).point }

  package func forwardStages(_ z: Value) -> [Mapped] { stages(z, from: 0, to: 1) }
  package func inverseStages(_ x: Value) -> [Mapped] { stages(x, from: 1, to: 0) }
  package var stageNames: [String] {
    // Two decimals tell up to fifty steps apart; all have as many, so that they line up.
    let unit = options.stages > 50 ? 1000 : 100
    return (1...options.stages).map { stage in
      let time = (2 * unit * stage + options.stages) / (2 * options.stages)
      let decimals = String(unit + time % unit).dropFirst()
      return "t \(time / unit).\(decimals)"
    }
  }

  package func velocity(at point: Value, _ time: Value) -> Value { field(point, at: time) }

  package func motion(at point: Value, _ time: Value) -> (velocity: Value, divergence: Value) {
    let rate = ContinuousMotion(field: field, begin: 0, end: 1).rate(point, at: time, noise: nil)
    return (rate.point, rate.sums ?? point.graph.constant(0))
  }

  // MARK: Evaluation

  /// Rides from one time to another, with operations that tangents and adjoints can follow.
  private func evaluate(
    _ start: Value, from begin: Double, to end: Double, trace: ContinuousMotion.Trace = .exact,
    noise: Value? = nil
  ) -> Mapped {
    let motion = ContinuousMotion(field: field, begin: begin, end: end, trace: trace)
    guard options.solver == .rk4 else {
      return solve(start, motion, .adaptive(tolerance: options.tolerance), noise)
    }
    let path: FixedSteps =
      options.usesQuadrature
      ? .betweenNodes(options.steps, over: motion.length)
      : .equal(options.steps, over: motion.length)
    return ride(start, motion, path, noise)
  }

  /// x → z with a log-determinant that is estimated from noise (two features), as training may do it.
  package func estimate(_ x: Value, noise: Value) -> Mapped {
    evaluate(x, from: 1, to: 0, trace: .hutchinson, noise: noise)
  }

  /// The journey in equal stretches of time. A fixed solver takes one step for each.
  private func stages(_ start: Value, from begin: Double, to end: Double) -> [Mapped] {
    let count = options.stages
    var mapped: [Mapped] = []
    for stage in 0..<count {
      func time(_ index: Int) -> Double {
        begin + (end - begin) * Double(index) / Double(count)
      }
      let motion = ContinuousMotion(field: field, begin: time(stage), end: time(stage + 1))
      let point = mapped.last?.point ?? start
      mapped.append(
        options.solver == .rk4
          ? ride(point, motion, .equal(1, over: motion.length), nil)
          : solve(point, motion, .adaptive(tolerance: options.tolerance), nil))
    }
    return mapped
  }

  // MARK: Training

  package var noiseFeatures: Int { options.logDet == .hutchinson ? 2 : 0 }

  package func trainingInverse(_ x: Value) -> Mapped { trainingInverse(x, noise: nil) }
  package func trainingForward(_ z: Value) -> Mapped { trainingForward(z, noise: nil) }
  package func trainingInverse(_ x: Value, noise: Value?) -> Mapped {
    train(x, from: 1, to: 0, noise)
  }
  package func trainingForward(_ z: Value, noise: Value?) -> Mapped {
    train(z, from: 0, to: 1, noise)
  }

  private func train(
    _ start: Value, from begin: Double, to end: Double, _ noise: Value?
  ) -> Mapped {
    var motion = ContinuousMotion(field: field, begin: begin, end: end)
    if options.logDet == .hutchinson, noise != nil { motion.trace = .hutchinson }
    motion.penalties = options.penalties
    let steps = options.trainingSteps
    switch (options.solver, options.gradients) {
    case (.rk4, .solver):
      return ride(start, motion, .equal(steps, over: motion.length), noise)
    case (.rk4, .adjoint): return solve(start, motion, .fixed(steps: steps), noise)
    case (.dopri5, _):
      return solve(start, motion, .adaptive(tolerance: options.tolerance), noise)
    }
  }

  // MARK: Solving

  /// Fixed steps, each with operations of its own, which derivatives follow.
  private func ride(
    _ start: Value, _ motion: ContinuousMotion, _ path: FixedSteps, _ noise: Value?
  ) -> Mapped {
    let (graph, method) = (start.graph, RungeKutta.classical)
    var point = start
    var logDet: Value?
    var penalty: Value?
    for step in path.steps {
      let stages = method.stages(
        from: point, at: graph.constant(step.begin), step: graph.constant(step.length)
      ) { motion.rate($0, at: $1, noise: noise) }
      func advance(_ rates: [Value]) -> Value {
        (RungeKutta.combine(method.weights, rates) ?? graph.constant(0)) * step.length
      }
      point = point + advance(stages.map(\.rate.point))
      guard let sums = stages[0].rate.sums else { continue }
      if motion.trace != .none, step.traceWeight != 0 {
        let term =
          step.traceWeight.map { sums.feature(0) * $0 }
          ?? advance(stages.compactMap { $0.rate.sums?.feature(0) })
        logDet = logDet.map { $0 + term } ?? term
      }
      if motion.penalties != nil {
        // Where steps begin is often enough for a penalty.
        let term = sums.feature(motion.sums - 1) * step.length
        penalty = penalty.map { $0 + term } ?? term
      }
    }
    let evaluations = Double(path.steps.count * method.nodes.count)
    var mapped = Mapped(
      point, logDet: logDet ?? graph.constant(0),
      report: SolverReport(evaluations: graph.constant(evaluations)))
    mapped.penalty = penalty
    return mapped
  }

  /// Steps that are turns of a loop, with derivatives by the continuous adjoint.
  private func solve(
    _ start: Value, _ motion: ContinuousMotion, _ solver: Solver, _ noise: Value?
  ) -> Mapped {
    let graph = start.graph
    let (solution, value) = ContinuousRule(motion: motion, solver: solver)
      .solution(from: start, noise: noise)
    // Where the solver gave up there is no answer: the result is NaN.
    func answer(_ value: Value) -> Value {
      solution.unfinished.map { $0.select(graph.constant(.nan), value) } ?? value
    }
    let hasTrace = motion.trace != .none
    var mapped = Mapped(
      answer(value.features(0..<2)),
      logDet: hasTrace ? answer(value.feature(2)) : graph.constant(0),
      report: SolverReport(
        evaluations: solution.evaluations, unconverged: solution.unfinished))
    if motion.penalties != nil { mapped.penalty = value.feature(1 + motion.sums) }
    return mapped
  }
}
