import Autodiff
import Foundation

/// A fixed layer at the data side of flows that learn a user's points. The points are standardized; the layer
/// adds their correlation ρ, so that with a normal base every flow begins as their Gaussian fit.
///
///     x₁ = y₁,    x₂ = ρ·y₁ + √(1 − ρ²)·y₂,    log|det dx/dy| = ½·log(1 − ρ²)
///
/// The matrix is the Cholesky factor of the correlations. Nothing here is trained.
package struct GaussianFit: Bijection, LipschitzBounded {
  package let name = "Gaussian fit"
  package let jacobian = JacobianStructure.factored
  /// ρ, between −1 and 1.
  package let correlation: Double

  package init(correlation: Double) { self.correlation = correlation }

  /// √(1 − ρ²).
  private var rest: Double { (1 - correlation * correlation).squareRoot() }

  package func inverse(_ x: Value) -> Mapped {
    let y = (x.feature(1) - correlation * x.feature(0)) * (1 / rest)
    return Mapped(.concatenate([x.feature(0), y]), logDet: x.graph.constant(-log(rest)))
  }

  package func forward(_ y: Value) -> Mapped {
    let x = correlation * y.feature(0) + rest * y.feature(1)
    return Mapped(.concatenate([y.feature(0), x]), logDet: y.graph.constant(log(rest)))
  }

  /// Where the layer takes a point to, on the flow's side.
  package func origin(_ x: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(x.x, (x.y - Float(correlation) * x.x) / Float(rest))
  }

  /// Where the layer takes a point from the flow's side.
  package func place(_ y: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(y.x, Float(correlation) * y.x + Float(rest) * y.y)
  }

  /// The singular values of the map are √(1 ± |ρ|).
  package var stretchBound: (forward: Double, inverse: Double) {
    ((1 + abs(correlation)).squareRoot(), 1 / (1 - abs(correlation)).squareRoot())
  }

  /// A blend is a smaller shear.
  package var blends: Bool { true }
}
