import Autodiff

/// A layer that moves every point up the slope of a terrain, x = z + ∇P(z). Its Jacobian is symmetric: it
/// stretches and never turns.
package protocol PotentialDriven: Bijection {
  /// P(z), one feature, up to a constant.
  /// - Parameter x: where the layer takes z.
  func terrain(at z: Value, movedTo x: Value) -> Value
}
