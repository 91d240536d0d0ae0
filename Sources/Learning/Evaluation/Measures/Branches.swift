import Foundation

/// All points of base space that a flow takes to one point of data space. An invertible map has one; where
/// it folds there are several, and the formula counts one of them.
public struct Branches: Sendable {
  /// The point of data space.
  public var x: SIMD2<Double>
  /// The points of base space.
  public var places: [SIMD2<Double>]
  /// What arrives at x from all of them together: Σ p_z(z)/|det dx/dz|.
  public var density: Double

  /// Points each way of the lattice that they are looked for on.
  private static let side = 97

  /// Looks for them on a lattice over the base. Where a triangle's image holds x, Newton's method with the
  /// triangle's own linear map finds the point.
  package init(of x: SIMD2<Double>, _ evaluator: Evaluator, _ model: Model) {
    self.x = x
    let side = Self.side
    let reach = Float(1.3 * evaluator.architecture.base.distribution.extent)
    // A lattice that is a little off the middle, so that what is symmetric does not end on its lines.
    let ticks = (0..<side).map { reach * (2 * Float($0) / Float(side - 1) - 1) + 0.00137 }
    let lattice = ticks.flatMap { y in ticks.map { SIMD2($0, y + 0.00071) } }
    let images = evaluator.forward(lattice, of: model).x
    var found: [SIMD2<Double>] = []
    for corners in LatticeTriangle.corners(side: side)
    where Self.isNear(x, corners.map { images[$0] }) {
      let triangle = LatticeTriangle(corners, z: lattice, x: images)
      guard triangle.growth.isFinite, triangle.growth != 0, var z = triangle.preimage(of: x) else {
        continue
      }
      func miss() -> SIMD2<Double> {
        x - SIMD2<Double>(evaluator.forward([SIMD2<Float>(z)], of: model).x[0])
      }
      for _ in 0..<8 { z += triangle.inverse(miss()) }
      let (gap, rest) = (miss(), found)
      guard (gap * gap).sum() < 1e-6 else { continue }
      let isNew = rest.allSatisfy { other in ((other - z) * (other - z)).sum() > 1e-4 }
      if isNew { found.append(z) }
    }
    places = found
    let points = found.map { SIMD2<Float>($0) }
    density = zip(
      evaluator.logBaseDensity(points, of: model), evaluator.forward(points, of: model).logDet
    ).reduce(0) { $0 + exp(Double($1.0) - Double($1.1)) }
  }

  /// Whether a point lies in the box around others: most triangles are ruled out by that.
  private static func isNear(_ x: SIMD2<Double>, _ corners: [SIMD2<Float>]) -> Bool {
    let points = corners.map { SIMD2<Double>($0) }
    return (0..<2).allSatisfy { axis in
      let values = points.map { $0[axis] }
      return values.contains { $0 <= x[axis] + 1e-9 } && values.contains { $0 >= x[axis] - 1e-9 }
    }
  }
}
