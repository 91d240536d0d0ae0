import Autodiff
import Foundation

/// A radial flow layer (Rezende & Mohamed 2015, arXiv:1505.05770, equation 14), with the formula in
/// the direction that maximum likelihood needs:
///
///     z = x + β·h(r)·(x − c),    r = ‖x − c‖,    h(r) = 1 / (α + r)
///     log|det dz/dx| = log(1 + βh) + log(1 + βh + βh′r)
///
/// It contracts or expands space around a point c. It is invertible where β > −α, which
/// α = softplus(·) and β = −α + softplus(·) guarantee (their appendix A.2). The other direction has
/// a closed form: the new radius R = r + βr/(α + r) is a quadratic equation in r.
public struct Radial: PotentialDriven {
  public let name = "radial"
  public let jacobian = JacobianStructure.scaledRankOneUpdate
  let center: Parameter
  /// Raw α and β.
  let shape: Parameter

  /// β = −(1 − margin)·α + softplus(·): how far the layer stays from folding at its centre.
  private static let margin = 1e-3
  private static let smallest = 1e-3
  /// softplus⁻¹(1): with it α starts near 1 and β at 0.
  private static let one = log(exp(1.0) - 1)

  init(_ builder: inout LayerBuilder) {
    center = builder.layout.add(
      "center", shape: [2],
      [Float(2 * builder.random.normal()), Float(2 * builder.random.normal())])
    shape = builder.layout.add(
      "shape", shape: [2], [Float(Self.one), Float(Self.one + 0.02 * builder.random.normal())])
  }

  private func coefficients(_ graph: Graph) -> (alpha: Value, beta: Value) {
    let raw = shape(graph)
    let alpha = raw.feature(0).softplus + Self.smallest
    return (alpha, raw.feature(1).softplus - (1 - Self.margin) * alpha)
  }

  /// ‖v‖, with a gradient of 0 rather than none at the centre.
  private func norm(_ v: Value) -> Value {
    v.squared.featureSum.maximum(1e-12).squareRoot
  }

  /// The integral of r·h(r) is r − α·log(α + r).
  package func potential(_ x: Value) -> Value {
    let (alpha, beta) = coefficients(x.graph)
    let r = norm(x - center(x.graph))
    return 0.5 * x.squared.featureSum + beta * (r - alpha * (alpha + r).log)
  }

  public func inverse(_ x: Value) -> Mapped {
    let (alpha, beta) = coefficients(x.graph)
    let offset = x - center(x.graph)
    let (stretch, logDet) = stretchAndLogDet(norm(offset), alpha, beta)
    return Mapped(x + (stretch - 1) * offset, logDet: logDet)
  }

  public func forward(_ z: Value) -> Mapped {
    let (alpha, beta) = coefficients(z.graph)
    let offset = z - center(z.graph)
    let outer = norm(offset)
    // r² + b·r − αR = 0, by whichever of the two formulas does not cancel.
    let b = alpha + beta - outer
    let product = alpha * outer
    let root = (b.squared + 4 * product).maximum(1e-24).squareRoot
    let r = b.isLess(than: 0).select(0.5 * (root - b), 2 * product / (root + b.maximum(0)))
    let (stretch, logDet) = stretchAndLogDet(r, alpha, beta)
    return Mapped(center(z.graph) + offset / stretch, logDet: -logDet)
  }

  /// 1 + βh and log|det dz/dx| at radius r.
  private func stretchAndLogDet(
    _ r: Value, _ alpha: Value, _ beta: Value
  ) -> (stretch: Value, logDet: Value) {
    let h = (alpha + r).reciprocal
    let stretch = 1 + beta * h
    let along = 1 + beta * alpha * h.squared
    return (stretch, stretch.log + along.log)
  }

  /// A blend scales β down, which keeps it above −α.
  public var blends: Bool { true }
}
