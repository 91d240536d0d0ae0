import Autodiff

/// A continuous normalizing flow (Chen et al. 2018, arXiv:1806.07366, theorem 1; FFJORD,
/// Grathwohl et al. 2019, arXiv:1810.01367, equation 4): points ride a vector field from base space
/// at t = 0 to data space at t = 1.
///
///     dx/dt = f(x, t),    d log p(x(t))/dt = −tr(∂f/∂x)
///
/// The other direction rides back. In the plane the trace is computed exactly, by two tangents;
/// training may estimate it (``LogDetMethod/hutchinson``), evaluations never do.
package struct ContinuousFlow: Noisy, Solved, FieldDriven, TraceEstimated {
  package let name = "flow"
  package let jacobian = JacobianStructure.full
  package let field: VectorField
  package var options: ContinuousOptions

  init(_ options: ContinuousOptions, _ builder: inout LayerBuilder) {
    field = VectorField(&builder)
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

  /// With points and log-determinants that tangents and adjoints can follow.
  private func evaluate(
    _ start: Value, from begin: Double, to end: Double, trace: ContinuousMotion.Trace = .exact,
    noise: Value? = nil
  ) -> Mapped {
    let motion = ContinuousMotion(field: field, begin: begin, end: end, trace: trace)
    let graph = start.graph
    guard options.solver == .rk4 else {
      return solve(start, motion, .adaptive(tolerance: options.tolerance), noise)
    }
    graph.noteEvaluations(graph.constant(Double(4 * options.steps)))
    return options.usesQuadrature
      ? rideFromNodeToNode(start, motion, noise) : ride(start, motion, steps: options.steps, noise)
  }

  /// An evaluation as training estimates it, beside the exact one.
  package func estimate(_ x: Value, noise: Value) -> Mapped {
    evaluate(x, from: 1, to: 0, trace: .hutchinson, noise: noise)
  }

  /// What can be seen on the way: equal stretches of time. A fixed solver takes a step for each.
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
          ? ride(point, motion, steps: 1, nil)
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
    case (.rk4, .solver): return ride(start, motion, steps: steps, noise)
    case (.rk4, .adjoint): return solve(start, motion, .fixed(steps: steps), noise)
    case (.dopri5, _):
      return solve(start, motion, .adaptive(tolerance: options.tolerance), noise)
    }
  }

  // MARK: Solving

  /// Fixed steps, each with operations of its own, which derivatives follow.
  private func ride(
    _ start: Value, _ motion: ContinuousMotion, steps: Int, _ noise: Value?
  ) -> Mapped {
    let (graph, method) = (start.graph, RungeKutta.classical)
    let step = motion.length / Double(steps)
    var point = start
    var logDets: Value?
    var penalties: Value?
    for index in 0..<steps {
      let stages = method.stages(
        from: point, at: graph.constant(Double(index) * step), step: graph.constant(step)
      ) { motion.rate($0, at: $1, noise: noise) }
      func advance(_ rates: [Value]) -> Value {
        (RungeKutta.combine(method.weights, rates) ?? graph.constant(0)) * step
      }
      point = point + advance(stages.map(\.rate.point))
      if motion.trace != .none {
        let term = advance(stages.compactMap { $0.rate.sums?.feature(0) })
        logDets = logDets.map { $0 + term } ?? term
      }
      if motion.penalties != nil, let sums = stages[0].rate.sums {
        // The beginnings of steps are enough of them.
        let term = sums.feature(motion.sums - 1) * step
        penalties = penalties.map { $0 + term } ?? term
      }
    }
    var mapped = Mapped(point, logDet: logDets ?? graph.constant(0))
    mapped.penalty = penalties
    return mapped
  }

  /// Fixed steps between the nodes of a Gauss-Legendre quadrature, which sums the traces where steps
  /// begin: one for each step instead of four. Of a network with three hidden layers an evaluation with
  /// its trace costs three without, so that densities are had for half of the work.
  private func rideFromNodeToNode(
    _ start: Value, _ motion: ContinuousMotion, _ noise: Value?
  ) -> Mapped {
    let (graph, method) = (start.graph, RungeKutta.classical)
    let quadrature = GaussLegendre(count: options.steps - 1)
    let times = [0] + quadrature.nodes + [1]
    var point = start
    var logDet = graph.constant(0)
    for index in 0..<options.steps {
      let step = motion.length * (times[index + 1] - times[index])
      let stages = method.stages(
        from: point, at: graph.constant(motion.length * times[index]), step: graph.constant(step)
      ) { motion.rate($0, at: $1, noise: noise) }
      if index > 0, let sums = stages[0].rate.sums {
        logDet = logDet + sums.feature(0) * (motion.length * quadrature.weights[index - 1])
      }
      let rate = RungeKutta.combine(method.weights, stages.map(\.rate.point))
      point = point + (rate ?? graph.constant(0)) * step
    }
    return Mapped(point, logDet: logDet)
  }

  /// Steps that are turns of a loop, with derivatives by the continuous adjoint.
  private func solve(
    _ start: Value, _ motion: ContinuousMotion, _ solver: Solver, _ noise: Value?
  ) -> Mapped {
    let graph = start.graph
    let (solution, value) = ContinuousRule(motion: motion, solver: solver)
      .solution(from: start, noise: noise)
    graph.noteEvaluations(solution.evaluations)
    // Where the solver gave up there is no answer, and none is made up.
    func answer(_ value: Value) -> Value {
      solution.unfinished.map { $0.select(graph.constant(.nan), value) } ?? value
    }
    let hasTrace = motion.trace != .none
    var mapped = Mapped(
      answer(value.features(0..<2)),
      logDet: hasTrace ? answer(value.feature(2)) : graph.constant(0))
    if motion.penalties != nil { mapped.penalty = value.feature(1 + motion.sums) }
    return mapped
  }
}
