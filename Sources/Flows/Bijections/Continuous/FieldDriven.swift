import Autodiff

/// A layer whose points ride a vector field, dx/dt = f(x, t), from z at t = 0 to x at t = 1.
package protocol FieldDriven: Bijection {
  /// f, the velocity dx/dt, at a point (two features) and a time (one).
  func velocity(at point: Value, _ time: Value) -> Value
  /// The same with its divergence tr(∂f/∂x), one feature.
  func motion(at point: Value, _ time: Value) -> (velocity: Value, divergence: Value)
}
