import Autodiff

/// A continuous flow's motion from one time to another, and the sums along the way. A solver rides over s
/// from 0 to `length`, whichever way the times go.
struct ContinuousMotion: Sendable {
  /// How the log-determinant is summed along the way.
  enum Trace: Sendable {
    /// Nothing: points only, for sampling.
    case none
    /// tr(∂f/∂x), by a tangent along each axis.
    case exact
    /// εᵀ(∂f/∂x)ε, by one tangent along noise that stays the same for the whole solve (Hutchinson
    /// 1990; Grathwohl et al. 2019, arXiv:1810.01367, equation 7).
    case hutchinson
  }

  let field: any DrivingField
  /// z is at time 0, x at time 1.
  let begin: Double
  let end: Double
  var trace = Trace.exact
  /// Weights of ∫‖f‖² dt and ∫‖∂f/∂x‖² dt, which are then summed as well.
  var penalties: (energy: Double, steepness: Double)?

  var length: Double { abs(end - begin) }

  /// Sums: the log-determinant, then the penalty.
  var sums: Int { (trace == .none ? 0 : 1) + (penalties == nil ? 0 : 1) }

  /// How many times the absolute tolerance each row is allowed, and the log-determinant after them.
  /// A hundred times that of a point for a log-determinant is zuko's choice too.
  static let looser = 100.0

  /// How fast the point moves and the sums grow.
  /// - Parameters:
  ///   - point: two features.
  ///   - s: how much of the length lies behind the point.
  ///   - noise: two features, for `Trace.hutchinson`.
  func rate(_ point: Value, at s: Value, noise: Value?) -> RungeKutta.Rate {
    let sign = end > begin ? 1.0 : -1.0
    let time = begin + s * sign
    let velocity = field(point, at: time)
    let columns = columns(of: velocity, at: point, time, noise: noise)
    var sums: [Value] = []
    if trace != .none { sums.append(columns.trace * sign) }
    if let penalties {
      sums.append(
        velocity.squared.featureSum * penalties.energy + columns.steepness * penalties.steepness)
    }
    return RungeKutta.Rate(
      point: velocity * sign, sums: sums.isEmpty ? nil : .concatenate(sums))
  }

  /// tr(∂f/∂x) and ‖∂f/∂x‖², the sum of its squared entries, or what noise makes of them: their
  /// means are εᵀ(∂f/∂x)ε and ‖(∂f/∂x)ε‖².
  private func columns(
    of velocity: Value, at point: Value, _ time: Value, noise: Value?
  ) -> (trace: Value, steepness: Value) {
    let graph = point.graph
    let isSteepnessWanted = (penalties?.steepness ?? 0) != 0
    if trace == .exact, !isSteepnessWanted, let trace = field.trace(at: point, time) {
      return (trace, graph.constant(0))
    }
    if trace == .hutchinson, let noise {
      let column =
        graph.tangents(of: [velocity], along: [(point, noise)])[0] ?? graph.constant([0, 0])
      return ((column * noise).featureSum, column.squared.featureSum)
    }
    let columns = graph.jacobian(of: velocity, at: point)
    return (
      Matrix2(columns: columns).trace,
      columns[0].squared.featureSum + columns[1].squared.featureSum
    )
  }
}

/// The derivatives of a continuous flow's solution, which come from solving another equation.
///
/// Adjoints ride back from the end with the points (Chen et al. 2018, arXiv:1806.07366, algorithm 1
/// and appendix C). With a = ∂L/∂x(s), and λ what the loss makes of the sums q:
///
///     H = aᵀ dx/ds + λᵀ dq/ds,    da/ds = −∂H/∂x,    ∂L/∂θ = ∫ ∂H/∂θ ds
///
/// The integral takes the stages and weights of the steps that a and x are solved with; its own error
/// is not controlled (Kidger et al. 2021, arXiv:2009.09457). Memory does not grow with the number of
/// steps. Tangents ride along: dv/ds = (∂(dx/ds)/∂x)·v.
struct ContinuousRule: DerivativeRule {
  let motion: ContinuousMotion
  let solver: Solver

  /// The solution from `start`: rows of the point, of the sums, and the last step's length.
  func solution(from start: Value, noise: Value?) -> (solution: Solver.Solution, value: Value) {
    let graph = start.graph
    let solution = solver.solve(
      from: start, length: motion.length,
      allowances: [1, 1] + (motion.trace == .none ? [] : [ContinuousMotion.looser])
    ) {
      motion.rate($0, at: $1, noise: noise)
    }
    report(solution, in: graph)
    let rows = [solution.point] + (solution.sums.map { [$0] } ?? []) + [solution.step]
    let sources = [start] + (noise.map { [$0] } ?? []) + parameters(graph)
    let value = Value.concatenate(rows).differentiated(by: self, from: sources)
    return (solution, value)
  }

  private func report(_ solution: Solver.Solution, in graph: Graph) {
    if let unfinished = solution.unfinished { graph.reportUnfinished(unfinished) }
  }

  private func parameters(_ graph: Graph) -> [Value] { motion.field.parameters.map { $0(graph) } }

  private func split(_ sources: [Value]) -> (start: Value, noise: Value?, parameters: [Value]) {
    let hasNoise = motion.trace == .hutchinson
    return (
      sources[0], hasNoise ? sources[1] : nil, Array(sources.dropFirst(hasNoise ? 2 : 1))
    )
  }

  /// Adjoints are solved to this many times the tolerance: the gradient of a random batch needs no more.
  static let looserGradients = 10.0

  func adjoint(of value: Value, from sources: [Value], incoming: Value) -> [Value?] {
    let graph = value.graph
    let (_, noise, parameters) = split(sources)
    // The equation is linear in a and λ; tolerances mean something once they are of size one.
    let size = incoming.absolute.featureSum.maximum(1e-30)
    let scaled = incoming / size
    let sums = motion.sums
    // What is made of the parameters alone is pulled back to them once, after the sums over lanes.
    let derived = [motion.field.coupling(graph)].compactMap { $0 }
    let wanted = derived + parameters
    var gradients: [Value?] = wanted.map { _ in nil }

    func hamiltonian(
      _ state: Value, _ back: Value, laneWeights: Value? = nil
    ) -> (rate: Value, gradients: [Value?]) {
      let (x, a) = (state.features(0..<2), state.features(2..<4))
      // λ was computed from the parameters as well, but is held fixed here.
      let held = [x, a, scaled] + derived
      let rate = motion.rate(x, at: motion.length - back, noise: noise)
      var total = (a * rate.point).featureSum
      if let rates = rate.sums {
        total = total + (scaled.features(2..<(2 + sums)) * rates).featureSum
      }
      let found = graph.gradients(
        of: total, withRespectTo: held + parameters, laneWeights: laneWeights)
      let slope = found[0] ?? graph.constant([0, 0])
      return (.concatenate([-rate.point, slope]), Array(found.dropFirst(3)))
    }

    let start = Value.concatenate([value.features(0..<2), scaled.features(0..<2)])
    let loose = ContinuousMotion.looser
    let solution = solver.loosened(by: Self.looserGradients).solve(
      from: start, length: motion.length, firstStep: value.feature(value.features - 1),
      allowances: [1, 1, loose, loose]
    ) {
      RungeKutta.Rate(point: hamiltonian($0, $1).rate)
    } eachStage: { stage, weight in
      let found = hamiltonian(stage.point, stage.time, laneWeights: weight * size).gradients
      for (index, term) in found.enumerated() {
        guard let term else { continue }
        gradients[index] = gradients[index].map { $0 + term } ?? term
      }
    }
    report(solution, in: graph)
    let first = solution.point.features(2..<4) * size
    let reached = zip(derived, gradients).compactMap { value, gradient in
      gradient.map { (value, $0) }
    }
    let through = graph.gradients(of: reached, withRespectTo: parameters)
    let totals = zip(gradients.dropFirst(derived.count), through).map { direct, derived in
      direct.map { direct in derived.map { direct + $0 } ?? direct } ?? derived
    }
    return [first] + (noise == nil ? [] : [nil]) + totals
  }

  func tangent(of value: Value, from sources: [Value], along tangents: [Value?]) -> Value? {
    let graph = value.graph
    let (start, noise, _) = split(sources)
    precondition(
      tangents.dropFirst().allSatisfy { $0 == nil }, "parameters and noise have no tangents here")
    guard let tangent = tangents[0] else { return nil }
    // The point's tangent and that of the sums are solved for apart: mostly one alone is wanted.
    func solve(_ keepsSums: Bool) -> Solver.Solution {
      solver.solve(
        from: .concatenate([start, tangent.expanded(features: 2, perLane: true)]),
        length: motion.length,
        firstStep: value.feature(value.features - 1), allowances: [1, 1, 1, 1]
      ) { state, s in
        let (x, v) = (state.features(0..<2), state.features(2..<4))
        let rate = motion.rate(x, at: s, noise: noise)
        let outputs: [Value] = [rate.point] + (keepsSums ? [rate.sums].compactMap { $0 } : [])
        let found = graph.tangents(of: outputs, along: [(x, v)])
        func rows(_ index: Int) -> Value {
          (found[index] ?? graph.constant(0))
            .expanded(features: outputs[index].features, perLane: true)
        }
        return RungeKutta.Rate(
          point: .concatenate([rate.point, rows(0)]), sums: outputs.count > 1 ? rows(1) : nil)
      }
    }
    var rows = [solve(false).point.features(2..<4)]
    if motion.sums > 0, let sums = solve(true).sums { rows.append(sums) }
    return .concatenate(rows + [graph.constant(0)])
  }
}
