import Autodiff
import Foundation

/// A planar flow layer (Rezende & Mohamed 2015, arXiv:1505.05770, equation 10), with the formula in
/// the direction that maximum likelihood needs:
///
///     z = x + û·tanh(wᵀx + b),    log|det dz/dx| = log(1 + wᵀû·tanh′(wᵀx + b))
///
/// It pushes space along û on either side of the line wᵀx + b = 0: a rank-one update of the
/// identity. It is invertible where wᵀû > −1, which û = u + (m(wᵀu) − wᵀu)·w/‖w‖² with
/// m(a) = −1 + softplus(a) guarantees (their appendix A.1; here
/// m is shifted so that m(0) = 0, and a layer with u = 0 is the identity). The other direction has no formula: with
/// t = wᵀx + b it is the root of t + wᵀû·tanh t = wᵀz + b, which is increasing in t, and odd.
public struct Planar: Bijection {
  public let name = "planar"
  public let jacobian = JacobianStructure.rankOneUpdate
  public let forwardMethod = Method.root(tolerance: 1e-6)
  let weight: Parameter
  let direction: Parameter
  let bias: Parameter

  /// How far wᵀû stays above −1, where the layer would fold.
  private static let margin = 1e-3
  /// Where softplus is 1 − margin, so that m(0) = 0.
  private static let shift = log(exp(1 - margin) - 1)

  init(_ builder: inout LayerBuilder) {
    // Lines through the bulk of the data, in all directions, that at first push very little.
    let angle = 2 * Double.pi * builder.random.uniform()
    weight = builder.layout.add("weight", shape: [2], [Float(cos(angle)), Float(sin(angle))])
    let push = 2 * Double.pi * builder.random.uniform()
    direction = builder.layout.add(
      "direction", shape: [2], [Float(0.01 * cos(push)), Float(0.01 * sin(push))])
    bias = builder.layout.add("bias", shape: [1], [Float(2 * builder.random.uniform() - 1)])
  }

  /// m(a), which is above −1 and increasing, and 0 at 0.
  static func aboveMinusOne(_ a: Value) -> Value {
    (a + shift).softplus - (1 - margin)
  }

  /// û and wᵀû.
  private func constrained(_ graph: Graph) -> (direction: Value, along: Value) {
    let w = weight(graph)
    let u = direction(graph)
    let along = (w * u).featureSum
    let target = Self.aboveMinusOne(along)
    let squaredNorm = (w * w).featureSum + 1e-12
    return (u + (target - along) / squaredNorm * w, target)
  }

  public func inverse(_ x: Value) -> Mapped {
    let (u, along) = constrained(x.graph)
    let h = ((weight(x.graph) * x).featureSum + bias(x.graph)).tanh
    return Mapped(x + u * h, logDet: (1 + along * (1 - h * h)).log)
  }

  public func forward(_ z: Value) -> Mapped {
    let (u, along) = constrained(z.graph)
    let goal = (weight(z.graph) * z).featureSum + bias(z.graph)
    let (root, report) = Self.root(along: along, goal: goal.absolute)
    let h = root.tanh * goal.sign
    return Mapped(z - u * h, logDet: -(1 + along * (1 - h * h)).log, report: report)
  }

  /// The root of t + c·tanh t = G for G ≥ 0, by Newton's method.
  ///
  /// For c > 0 the left side is concave where t ≥ 0, and its tangents lie above it: from the left of the
  /// root every step goes right, and none passes the root. For −1 < c < 0 it is convex, and steps from the
  /// right go left. So all steps go one way, from a bound on the root. A step that would turn back has
  /// reached the limit of rounding, in whatever precision.
  static func root(along c: Value, goal: Value) -> (root: Value, report: SolverReport) {
    let isConvex = c.isLess(than: 0)
    // As |tanh t| ≤ min(t, 1).
    let bounds = (goal / (1 + c), goal - c)
    let start = isConvex.select(bounds.0.minimum(bounds.1), bounds.0.maximum(bounds.1))
    let root = Value.iterate(from: start, limit: mostTurns, tolerance: 0) { t in
      let h = t.tanh
      let next = t - (t + c * h - goal) / (1 + c * (1 - h * h))
      return isConvex.select(t.minimum(next), t.maximum(next))
    }
    let turned = c * root.tanh
    let report = SolverReport(
      error: (root + turned - goal).absolute,
      bound: rootBound * (root + turned.absolute + goal) + 1e-30)
    return (root, report)
  }

  /// From the bound to a root far out in the tails of the tangent it takes log wᵀû turns; near a fold
  /// some twenty.
  private static let mostTurns = 100

  /// A blend scales û down, which keeps wᵀû above −1.
  public var blends: Bool { true }
}
