import Autodiff
import Flows
import Foundation

/// A layer of one's own: the plane is turned, then each axis is bent by the sinh-arcsinh map of Jones &
/// Pewsey (2009, Biometrika 96, equation 1), which shifts, skews and thickens tails.
///
///     z = sinh(δ·asinh(Qx) − ε),    log|det dz/dx| = Σ log δ + log cosh(δ·asinh(Qx) − ε) − ½·log(1 + (Qx)²)
struct SinhArcsinh: Bijection {
  let name = "sinh-arcsinh"
  let jacobian = JacobianStructure.product([.diagonal, .orthogonal])
  let (turn, shift, tail): (Parameter, Parameter, Parameter)

  init(_ builder: inout LayerBuilder) {
    let angle = 2 * Double.pi * builder.random.uniform()
    turn = builder.layout.add("turn", shape: [2], [Float(cos(angle) - 1), Float(sin(angle))])
    shift = builder.layout.addZeros("shift", count: 2)
    tail = builder.layout.addZeros("tail", count: 2)
  }

  func inverse(_ x: Value) -> Mapped {
    let turned = turned(x, back: false)
    let bent = exponent(x.graph).exp * asinh(turned) - shift(x.graph)
    return Mapped(sinh(bent), logDet: slope(from: turned, bent, exponent(x.graph)))
  }

  func forward(_ z: Value) -> Mapped {
    let bent = asinh(z)
    let turned = sinh((bent + shift(z.graph)) * (-exponent(z.graph)).exp)
    let logDet = -slope(from: turned, bent, exponent(z.graph))
    return Mapped(self.turned(turned, back: true), logDet: logDet)
  }

  /// log δ, within ±¼: each layer bends gently, so that far points stay far from overflow.
  private func exponent(_ graph: Graph) -> Value { 0.25 * tail(graph).tanh }

  private func slope(from turned: Value, _ bent: Value, _ exponent: Value) -> Value {
    (exponent + logCosh(bent) - 0.5 * (1 + turned.squared).log).featureSum
  }

  /// Qx, or Qᵀx to turn back, where Q takes (1, 0) towards (1, 0) + `turn`.
  private func turned(_ point: Value, back: Bool) -> Value {
    let v = turn(point.graph) + point.graph.constant([1, 0])
    let unit = v / v.squared.featureSum.maximum(1e-24).squareRoot
    let (c, s) = (unit.feature(0), back ? -unit.feature(1) : unit.feature(1))
    let (x, y) = (point.feature(0), point.feature(1))
    return .concatenate([c * x - s * y, s * x + c * y])
  }
}

private func asinh(_ a: Value) -> Value {
  a.sign * (a.absolute + (1 + a.squared).squareRoot).log
}

private func sinh(_ a: Value) -> Value { 0.5 * (a.exp - (-a).exp) }

private func logCosh(_ a: Value) -> Value { a + (-2 * a).softplus - log(2) }
