import Autodiff

/// A velocity for every point of the plane and every time in [0, 1], from z at t = 0 to x at t = 1: what a
/// ``ContinuousFlow`` follows.
package protocol DrivingField: Sendable {
  /// All parameters that the velocity depends on.
  var parameters: [Parameter] { get }
  /// The velocity at x (two features) and t (one).
  func callAsFunction(_ x: Value, at t: Value) -> Value
  /// tr(∂f/∂x), one feature, where it can be had for less than two tangents; else `nil`.
  func trace(at x: Value, _ t: Value) -> Value?
  /// What the trace is made from that depends on parameters alone; `nil` where there is nothing.
  func coupling(_ graph: Graph) -> Value?
}

extension DrivingField {
  package func trace(at x: Value, _ t: Value) -> Value? { nil }
  package func coupling(_ graph: Graph) -> Value? { nil }
}
