import Autodiff

/// A layer with parameters that gradients do not train: running estimates, and numbers that are drawn anew for
/// every step.
package protocol Maintained: Bijection {
  /// Matrices whose leading singular vectors are followed after each training step.
  var followedMatrices: [FollowedMatrix] { get }
  /// Draws the numbers for the next training step, and hands each to `set` with its index among the
  /// parameters.
  func redraw(using random: inout RandomStream, _ set: (Int, Float) -> Void)
}

extension Inverted: Maintained where Original: Maintained {
  package var followedMatrices: [FollowedMatrix] { original.followedMatrices }

  package func redraw(using random: inout RandomStream, _ set: (Int, Float) -> Void) {
    original.redraw(using: &random, set)
  }
}
