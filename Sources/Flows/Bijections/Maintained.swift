import Autodiff

/// A layer that keeps numbers among the parameters which gradients do not train: running estimates,
/// and what is drawn anew for every step.
package protocol Maintained: Bijection {
  /// Matrices whose leading singular vectors are followed after each training step.
  var followedMatrices: [FollowedMatrix] { get }
  /// Draws what each training step needs anew and hands it to `set`, by its place among the
  /// parameters.
  func redraw(using random: inout RandomStream, _ set: (Int, Float) -> Void)
}

extension Inverted: Maintained where Original: Maintained {
  package var followedMatrices: [FollowedMatrix] { original.followedMatrices }

  package func redraw(using random: inout RandomStream, _ set: (Int, Float) -> Void) {
    original.redraw(using: &random, set)
  }
}
