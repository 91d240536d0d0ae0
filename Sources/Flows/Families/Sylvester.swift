import Autodiff
import Foundation

/// A Sylvester layer (van den Berg et al. 2018, arXiv:1803.05649, equation 13), with the formula in
/// the direction that maximum likelihood needs:
///
///     z = x + Q·R·tanh(R̃·Qᵀx + b),    log|det dz/dx| = Σ log(1 + rₖₖ·r̃ₖₖ·tanh′(aₖ)),    a = R̃·Qᵀx + b
///
/// Q is orthogonal, R and R̃ are upper triangular. A planar layer pushes space along one direction;
/// this one pushes along two at once. In the coordinates y = Qᵀx the map is triangular, so its
/// determinant is the product of a diagonal. It is invertible where rₖₖ·r̃ₖₖ > −1 (their theorem 2).
///
/// The other direction has no formula. The last coordinate comes first: with t = a₂ it is the root of
/// t + r₂₂r̃₂₂·tanh t = r̃₂₂w₂ + b₂, where w = Qᵀz. Then the first coordinate is such a root too.
///
/// In the plane Q is one reflection (``Householder``), which is general: whatever else an orthogonal
/// matrix may do is to change signs, and R and R̃ absorb those. For the same reason r̃ₖₖ may be positive.
struct Sylvester: Bijection {
  let name = "sylvester"
  let jacobian = JacobianStructure.rotatedTriangular
  let forwardMethod = Method.root(tolerance: 1e-6)
  /// Parts of R scale down with the blend, so the products on the diagonal stay above −1.
  let blends = true
  /// Q, which is its own transpose.
  let axes: Householder
  /// What rₖₖ·r̃ₖₖ is made of; 0 at 0.
  let push: Parameter
  /// log r̃ₖₖ before the clamp.
  let logScale: Parameter
  /// r₁₂ and r̃₁₂.
  let corners: Parameter
  let bias: Parameter

  /// Bound on |log r̃ₖₖ|.
  private static let limit = 3.0

  init(_ builder: inout LayerBuilder) {
    func uniform() -> Float { Float(2 * builder.random.uniform() - 1) }
    let angle = 2 * Double.pi * builder.random.uniform()
    let pushes = [0.01 * uniform(), 0.01 * uniform()]
    let biases = [uniform(), uniform()]
    axes = Householder(angle: angle, &builder)
    push = builder.layout.add("push", shape: [2], pushes)
    logScale = builder.layout.addZeros("logScale", count: 2)
    corners = builder.layout.addZeros("corners", count: 2)
    bias = builder.layout.add("bias", shape: [2], biases)
  }

  /// R and R̃. Whether the map has an inverse depends on the products of their diagonals alone.
  private struct Factors {
    /// rₖₖ·r̃ₖₖ, above −1.
    let products: Value
    /// r̃ₖₖ, above 0.
    let scales: Value
    /// rₖₖ.
    let pushes: Value
    /// r₁₂.
    let pushCorner: Value
    /// r̃₁₂.
    let scaleCorner: Value
  }

  private func factors(_ graph: Graph) -> Factors {
    let products = Planar.aboveMinusOne(push(graph))
    let logScales = Self.limit * (logScale(graph) / Self.limit).tanh
    let corners = corners(graph)
    return Factors(
      products: products, scales: logScales.exp, pushes: products * (-logScales).exp,
      pushCorner: corners.feature(0), scaleCorner: corners.feature(1))
  }

  func inverse(_ x: Value) -> Mapped {
    let (graph, f) = (x.graph, factors(x.graph))
    let y = axes.inverse(x).point
    let corner = Value.concatenate([f.scaleCorner * y.feature(1), graph.constant(0)])
    let h = (f.scales * y + corner + bias(graph)).tanh
    let shift = Value.concatenate([f.pushCorner * h.feature(1), graph.constant(0)])
    let w = y + f.pushes * h + shift
    let logDet = (1 + f.products * (1 - h * h)).log.featureSum
    return Mapped(axes.forward(w).point, logDet: logDet)
  }

  func forward(_ z: Value) -> Mapped {
    let (graph, f) = (z.graph, factors(z.graph))
    let (w, b) = (axes.inverse(z).point, bias(graph))
    /// yₖ and its tanh(aₖ), where `shift` is what the coordinates solved before add to aₖ.
    func solve(
      _ k: Int, _ w: Value, shift: Value
    ) -> (y: Value, h: Value, report: SolverReport) {
      let goal = f.scales.feature(k) * w + shift
      let (root, report) = Planar.root(along: f.products.feature(k), goal: goal.absolute)
      let h = root.tanh * goal.sign
      return (w - f.pushes.feature(k) * h, h, report)
    }
    let last = solve(1, w.feature(1), shift: b.feature(1))
    let first = solve(
      0, w.feature(0) - f.pushCorner * last.h, shift: f.scaleCorner * last.y + b.feature(0))
    let h = Value.concatenate([first.h, last.h])
    let logDet = -(1 + f.products * (1 - h * h)).log.featureSum
    return Mapped(
      axes.forward(.concatenate([first.y, last.y])).point, logDet: logDet,
      report: .joined([last.report, first.report]))
  }
}

extension FlowFamily {
  static let sylvester = FlowFamily(
    name: "sylvester", title: "Sylvester",
    summary: "planar layers of rank two: each pushes space along two directions at once",
    papers: [Paper("van den Berg et al.", 2018, arXiv: "1803.05649")], defaultLayers: 16,
    defaultHidden: [],
    defaultLearningRate: 6e-2
  ) { builder in
    builder.repeated { _, builder in Sylvester(&builder) }
  }
}
