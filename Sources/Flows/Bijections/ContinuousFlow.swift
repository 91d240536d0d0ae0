import Autodiff

/// A continuous normalizing flow (Chen et al. 2018, arXiv:1806.07366, theorem 1; FFJORD,
/// Grathwohl et al. 2019, arXiv:1810.01367, equation 4): points ride a vector field from base space
/// at t = 0 to data space at t = 1.
///
///     dx/dt = f(x, t),    d log p(x(t))/dt = −tr(∂f/∂x)
///
/// The other direction rides back. In the plane the trace is computed exactly, by two tangents.
struct ContinuousFlow: Bijection {
  let name = "flow"
  let field: VectorField
  /// Steps of the classical fourth-order Runge-Kutta method, four evaluations of the field each:
  /// in training, and for pictures and likelihoods, where half the length leaves a sixteenth of the
  /// error.
  private static let steps = (training: 6, evaluation: 12)

  init(_ builder: inout FlowBuilder) {
    field = VectorField(&builder)
  }

  /// The solver and its number of evaluations (NFE), in either direction.
  static let method = Method.ode(solver: "RK4, \(4 * steps.evaluation) evaluations")
  var forwardMethod: Method { Self.method }
  var inverseMethod: Method { Self.method }

  /// Weights of the kinetic energy ∫‖f‖² dt and of the steepness ∫‖∂f/∂x‖² dt in the training loss
  /// (Finlay et al. 2020, arXiv:2002.02798, equations 8 and 9). Of all fields that end in the same
  /// density they prefer straight, even paths, which few steps follow; without them
  /// training steepens the field until the solver's errors are what it learns.
  private static let penalties = (energy: 0.01, steepness: 0.01)

  func inverse(_ x: Value) -> Mapped { ride(x, from: 1, to: 0, steps: Self.steps.evaluation) }
  func forward(_ z: Value) -> Mapped { ride(z, from: 0, to: 1, steps: Self.steps.evaluation) }
  func trainingInverse(_ x: Value) -> Mapped { ride(x, from: 1, to: 0, steps: Self.steps.training) }
  func trainingForward(_ z: Value) -> Mapped { ride(z, from: 0, to: 1, steps: Self.steps.training) }

  func forwardStages(_ z: Value) -> [Mapped] {
    path(z, from: 0, to: 1, steps: Self.steps.evaluation)
  }
  func inverseStages(_ x: Value) -> [Mapped] {
    path(x, from: 1, to: 0, steps: Self.steps.evaluation)
  }
  var stageNames: [String] {
    (1...Self.steps.evaluation).map { "t \(Double((1000 * $0 / Self.steps.evaluation)) / 1000)" }
  }

  private func ride(
    _ start: Value, from begin: Double, to end: Double, steps: Int
  ) -> Mapped {
    let stages = path(start, from: begin, to: end, steps: steps)
    let none = start.graph.constant(0)
    var mapped = Mapped(
      stages.last?.point ?? start, logDet: stages.reduce(none) { $0 + $1.logDet })
    mapped.penalty = stages.reduce(none) { $0 + ($1.penalty ?? none) }
    return mapped
  }

  /// The solver's steps: where each ends, and the log-determinant of each.
  private func path(
    _ start: Value, from begin: Double, to end: Double, steps: Int
  ) -> [Mapped] {
    let graph = start.graph
    let h = (end - begin) / Double(steps)
    var x = start
    return (0..<steps).map { step in
      let t = begin + Double(step) * h
      func slope(_ point: Value, _ time: Double) -> VectorField.Motion {
        field.motion(point, at: graph.constant(time))
      }
      let k1 = slope(x, t)
      let k2 = slope(x + k1.velocity * (h / 2), t + h / 2)
      let k3 = slope(x + k2.velocity * (h / 2), t + h / 2)
      let k4 = slope(x + k3.velocity * h, t + h)
      x = x + (k1.velocity + 2 * (k2.velocity + k3.velocity) + k4.velocity) * (h / 6)
      let divergences = k1.divergence + 2 * (k2.divergence + k3.divergence) + k4.divergence
      var stage = Mapped(x, logDet: divergences * (h / 6))
      stage.penalty =
        abs(h)
        * (Self.penalties.energy * k1.velocity.squared.featureSum
          + Self.penalties.steepness * k1.steepness)
      return stage
    }
  }
}
