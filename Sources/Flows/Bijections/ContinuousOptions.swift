/// How a continuous flow's equation is solved.
public enum ODESolver: String, CaseIterable, Codable, Hashable, Sendable {
  /// The classical Runge-Kutta method in so many steps.
  case rk4
  /// Dormand & Prince's 5(4) in steps that keep each point's error within a tolerance.
  case dopri5
}

/// Where the gradients of a continuous flow come from.
public enum GradientMethod: String, CaseIterable, Codable, Hashable, Sendable {
  /// Backpropagation through the solver's own steps: the gradient of what it computed.
  case solver
  /// The continuous adjoint, solved backwards: memory does not grow with the number of steps.
  case adjoint
}

/// The settings of a continuous flow, with the defaults filled in.
struct ContinuousOptions: Hashable, Sendable {
  var solver = ODESolver.rk4
  /// Fixed steps for pictures and likelihoods. Training takes half as many, of twice the length.
  var steps = defaultSteps
  /// Whether the field is even enough in time for the log-determinant's integral to be taken by
  /// Gauss-Legendre quadrature. Trained with its steepness penalized, yes: in the mean an error of 3e-5
  /// nats on moons and rings, as with the traces of all stages, and 6e-4 on two spirals, for half of the
  /// work. Fitted to straight paths, no (2e-2 nats: its divergence rises steeply where paths end).
  var isEven = true
  /// Relative error of a step of the adaptive solver; a tenth of it, absolutely, is added.
  var tolerance = defaultTolerance
  var logDet = LogDetMethod.exact
  var gradients = GradientMethod.solver

  static let defaultSteps = 12
  /// With its tenth the defaults of zuko, 1e-5 and 1e-6: about what single precision can reach.
  static let defaultTolerance = 1e-5

  /// Weights of the kinetic energy ∫‖f‖² dt and of the steepness ∫‖∂f/∂x‖² dt in the training loss
  /// (Finlay et al. 2020, arXiv:2002.02798, equations 8 and 9). Of all fields that end in the same
  /// density they prefer straight, even paths, which few steps follow; without them, training with
  /// fixed steps steepens the field until the solver's errors are what it learns. An adaptive solver
  /// keeps its errors small by itself, and takes the energy alone: it then takes a tenth more
  /// evaluations, and each is cheaper.
  var penalties: (energy: Double, steepness: Double) {
    (energy: 0.01, steepness: solver == .rk4 ? 0.01 : 0)
  }

  init(_ settings: Settings) {
    solver = settings.solver ?? .rk4
    steps = settings.solverSteps ?? Self.defaultSteps
    tolerance = settings.tolerance ?? Self.defaultTolerance
    logDet = settings.logDet ?? .exact
    gradients = settings.gradients ?? (solver == .dopri5 ? .adjoint : .solver)
  }

  /// Whether evaluations step from node to node of that quadrature. Of a few nodes it would be coarser
  /// than the traces of all stages.
  var usesQuadrature: Bool { isEven && solver == .rk4 && steps >= 8 }
  var trainingSteps: Int { (steps + 1) / 2 }
  /// Stages of a journey through the flow.
  var stages: Int { solver == .rk4 ? steps : Self.defaultSteps }

  var method: Method {
    switch solver {
    case .rk4: .ode(solver: "RK4, \(4 * steps) evaluations")
    case .dopri5: .ode(solver: "dopri5 to \(tolerance)")
    }
  }

  /// - Throws: ``FlowError`` for options of one solver that are given to the other.
  static func validate(_ settings: Settings) throws(FlowError) {
    let solver = settings.solver ?? .rk4
    if solver == .rk4, let tolerance = settings.tolerance {
      throw FlowError(
        "tolerance \(tolerance): the solver rk4 takes fixed steps and keeps to none; choose the "
          + "solver dopri5, or solver-steps")
    }
    if solver == .dopri5, let steps = settings.solverSteps {
      throw FlowError(
        "solver-steps \(steps): the solver dopri5 chooses its steps; choose a tolerance, or the "
          + "solver rk4")
    }
    if solver == .dopri5, settings.gradients == .solver {
      throw FlowError(
        "gradients solver: the solver dopri5 takes as many steps as it needs, which no gradient can "
          + "go back through; choose gradients adjoint, or the solver rk4")
    }
  }
}

extension ContinuousOptions {
  /// The same in twice as many steps, or to a tenth of the tolerance: what a solution is checked with.
  var finer: ContinuousOptions {
    var finer = self
    finer.steps *= 2
    finer.tolerance *= 0.1
    return finer
  }
}
