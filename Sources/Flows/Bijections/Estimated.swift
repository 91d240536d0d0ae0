import Autodiff

/// A layer z = x + g(x) whose log-determinant log det(I + J), with J the Jacobian of g, training may
/// estimate by a power series (``LogDetSeries``).
package protocol SeriesEstimated: Bijection {
  /// ‖J‖ is everywhere at most this; below 1.
  var lipschitz: Double { get }
  /// tr J and det J at x (two features); one feature each.
  func invariants(at x: Value) -> (trace: Value, determinant: Value)
}

/// A layer whose log-determinant is the integral of a trace, which training may estimate with noise
/// (``LogDetMethod/hutchinson``).
package protocol TraceEstimated: Bijection {
  /// x → z with an estimated log-determinant.
  /// - Parameter noise: two features, ±1 with equal chances.
  func estimate(_ x: Value, noise: Value) -> Mapped
}
