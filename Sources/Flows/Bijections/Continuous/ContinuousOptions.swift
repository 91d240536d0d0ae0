/// The settings of a continuous flow, with the defaults filled in.
package struct ContinuousOptions: Hashable, Sendable {
  package var solver = ODESolver.rk4
  /// Fixed steps for pictures and likelihoods. Training takes half as many, of twice the length.
  package var steps = defaultSteps
  /// Whether the field varies so evenly in time that Gauss-Legendre quadrature can integrate the
  /// log-determinant, for half of the work. A field trained with a penalty on its steepness does: the mean
  /// error is 3e-5 nats on moons and rings, as with the traces of all stages, and 6e-4 on two spirals. A field
  /// fitted to straight paths does not: its divergence rises steeply where paths end, and the error is 2e-2
  /// nats.
  package var isEven = true
  /// Relative error of a step of the adaptive solver; a tenth of it, absolutely, is added.
  package var tolerance = defaultTolerance
  /// With fewer steps the log-determinant takes the traces of all stages: between few nodes the quadrature
  /// is less exact than those.
  package var fewestNodes = 8
  package var logDet = LogDetMethod.exact
  package var gradients = GradientMethod.solver

  package static let defaultSteps = 12
  /// With its tenth the defaults of zuko, 1e-5 and 1e-6: about what single precision can reach.
  package static let defaultTolerance = 1e-5

  /// Weights that replace those of ``penalties``; 0 is none.
  package var kinetic: Double?
  package var jacobian: Double?

  /// Weights of the kinetic energy ∫‖f‖² dt and of the steepness ∫‖∂f/∂x‖² dt in the training loss
  /// (Finlay et al. 2020, arXiv:2002.02798, equations 8 and 9). Of all fields that end in the same
  /// density they prefer straight, even paths, which few steps follow; without them, training with
  /// fixed steps steepens the field until the solver's errors are what it learns. An adaptive solver
  /// keeps its errors small by itself, and takes the energy alone: it then takes a tenth more
  /// evaluations, and each is cheaper.
  package var penalties: (energy: Double, steepness: Double) {
    (
      energy: kinetic ?? Self.usualPenalty,
      steepness: jacobian ?? (solver == .rk4 ? Self.usualPenalty : 0)
    )
  }

  package static let usualPenalty = 0.01

  /// Whether evaluations step between the nodes of that quadrature.
  package var usesQuadrature: Bool { isEven && solver == .rk4 && steps >= fewestNodes }
  package var trainingSteps: Int { (steps + 1) / 2 }
  /// Stages of a journey through the flow.
  package var stages: Int { solver == .rk4 ? steps : Self.defaultSteps }

  package var method: Method {
    switch solver {
    case .rk4: .ode(solver: "RK4, \(4 * steps) evaluations")
    case .dopri5: .ode(solver: "dopri5 to \(tolerance)")
    }
  }
}

extension ContinuousOptions {
  package init(_ options: LayerOptions) {
    self.init()
    solver = options.solver ?? .rk4
    steps = options.solverSteps ?? Self.defaultSteps
    tolerance = options.tolerance ?? Self.defaultTolerance
    logDet = options.logDet ?? .exact
    gradients = options.gradients ?? (solver == .dopri5 ? .adjoint : .solver)
    (kinetic, jacobian) = (options.kinetic, options.jacobian)
    // A field that may be steeper than usual may be less even.
    isEven = penalties.steepness >= Self.usualPenalty
  }

  /// Twice as many steps, and a tenth of the tolerance: a solution is checked against one with these options.
  package var finer: ContinuousOptions {
    var finer = self
    finer.steps *= 2
    finer.tolerance *= 0.1
    return finer
  }

  /// Ways to solve it with less work, the least first, for pictures that move: of those a measurement takes the
  /// first that is exact enough. Four steps of the quadrature take a third of the time of twelve, eight two thirds.
  package var coarser: [ContinuousOptions] {
    func with(_ change: (inout ContinuousOptions) -> Void) -> ContinuousOptions {
      var coarse = self
      change(&coarse)
      return coarse
    }
    switch solver {
    case .rk4:
      return [4, 5, 6, 8].filter { $0 < steps }.map { steps in
        with { ($0.steps, $0.fewestNodes) = (steps, 4) }
      }
    case .dopri5:
      return [100.0, 10].filter { $0 * tolerance <= 0.01 }.map { factor in
        with { $0.tolerance *= factor }
      }
    }
  }
}
