/// How a continuous flow's equation is solved.
public enum ODESolver: String, CaseIterable, Codable, Hashable, Sendable {
  /// The classical Runge-Kutta method, in a fixed number of steps.
  case rk4
  /// Dormand & Prince's 5(4), in steps that keep each point's error within a tolerance.
  case dopri5
}

/// Where the gradients of a continuous flow come from.
public enum GradientMethod: String, CaseIterable, Codable, Hashable, Sendable {
  /// Backpropagation through the solver's own steps: the gradient of what it computed.
  case solver
  /// The continuous adjoint, solved backwards: memory does not grow with the number of steps.
  case adjoint
}
