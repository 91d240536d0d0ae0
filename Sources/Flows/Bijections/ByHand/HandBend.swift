import Autodiff

/// A planar layer (Rezende & Mohamed 2015, arXiv:1505.05770, equation 10) whose constraint is not
/// enforced, with the formula from z to x:
///
///     x = z + u·tanh(wᵀz − c),    log|det dx/dz| = log|1 + wᵀu·tanh′(wᵀz − c)|
///
/// w is a direction n of length 1 and u = k·n, so wᵀu = k. The layer is invertible where k > −1 (their
/// appendix A.1). At k = −1 the slope across the line is 0, and below it the layer folds: up to three z go
/// to one x.
///
/// The other direction has no formula. The distance t from the line is a root of t + k·tanh t = nᵀx − c,
/// which lies within |k| of the right side. Where there are three, one of them is found.
struct HandBend: TurnedByHand {
  let name = "planar"
  let jacobian = JacobianStructure.rankOneUpdate
  let inverseMethod = Method.root(tolerance: 1e-6)
  let blends = true
  let line: HandLine
  /// k.
  let push: HandBlock
  var blocks: [HandBlock] { line.blocks + [push] }

  init(_ values: HandValues, _ builder: inout LayerBuilder) {
    line = HandLine(values, &builder)
    push = HandBlock("bend", values, &builder) { [$0.value(of: .bend)] }
  }

  func forward(_ z: Value) -> Mapped {
    let (normal, t) = line(z)
    let (h, k) = (t.tanh, push(z.graph))
    return Mapped(z + normal * (k * h), logDet: slope(k, h).absolute.log)
  }

  func inverse(_ x: Value) -> Mapped {
    let (normal, goal) = line(x)
    let k = push(x.graph)
    // The left side is odd: the roots of −goal are those of goal with their signs turned.
    let size = goal.absolute
    let (root, report) = increasingRoot(between: size - k.absolute, and: size + k.absolute) { t in
      let h = t.tanh
      return (t + k * h - size, slope(k, h), t.absolute + k.absolute + size)
    }
    let t = root * goal.sign
    return Mapped(
      x + normal * (t - goal), logDet: -slope(k, t.tanh).absolute.log, report: report)
  }

  /// How much the layer stretches across its line: 1 + k·tanh′.
  private func slope(_ k: Value, _ h: Value) -> Value { 1 + k * (1 - h * h) }
}
