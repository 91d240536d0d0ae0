import Autodiff

/// A layer that is the gradient of a convex potential, from data to base: z = ∇φ(x). Its Jacobian is symmetric: it
/// stretches and never turns.
package protocol PotentialDriven: Bijection {
  /// φ(x), one feature, up to a constant.
  func potential(_ x: Value) -> Value
}

extension PotentialDriven {
  /// The terrain P(z) up whose slope the layer moves every point, x = z + ∇P(z), one feature, up to a constant.
  ///
  /// The way to x is the gradient of φ's conjugate, φ*(z) = zᵀx − φ(x) at the x with ∇φ(x) = z; and P is
  /// φ*(z) − ½‖z‖².
  /// - Parameter x: where the layer takes z.
  package func terrain(at z: Value, movedTo x: Value) -> Value {
    (z * x).featureSum - potential(x) - 0.5 * z.squared.featureSum
  }
}
