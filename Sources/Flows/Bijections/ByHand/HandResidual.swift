import Autodiff
import Foundation

/// A residual block (Behrmann et al. 2019, arXiv:1811.00995, equation 1) whose Lipschitz constant L is set by
/// hand and may be above 1, with the formula from z to x:
///
///     x = z + L·g(z),    g(z) = √e·exp(−t²/2)·n,    t = nᵀz − c,    log|det dx/dz| = log|1 + L·g′(t)|
///
/// g pushes along n, most at its line. Its slopes g′ go from −1 to 1, so L·g has Lipschitz constant L. With
/// L < 1 the block is invertible. With L > 1 it folds on the far side of its line, near t = 1.
///
/// The other direction is the fixed point of t ← nᵀx − c − L·g(t), as of every residual block. With
/// L < 1 it converges. With L > 1 it need not, and points where it does not are reported.
struct HandResidual: TurnedByHand {
  let name = "residual"
  let jacobian = JacobianStructure.rankOneUpdate
  let inverseMethod = Method.fixedPoint(tolerance: tolerance)
  let blends = true
  let line: HandLine
  /// L.
  let constant: HandBlock
  var blocks: [HandBlock] { line.blocks + [constant] }

  /// Bound on the last step of the fixed point.
  private static let tolerance = 1e-6
  private static let mostTurns = 500

  init(_ values: HandValues, _ builder: inout LayerBuilder) {
    line = HandLine(values, &builder)
    constant = HandBlock("lipschitz", values, &builder) { [$0.value(of: .lipschitz)] }
  }

  func forward(_ z: Value) -> Mapped {
    let (normal, t) = line(z)
    let push = self.push(t)
    return Mapped(z + normal * push, logDet: slope(t, push).absolute.log)
  }

  func inverse(_ x: Value) -> Mapped {
    let (normal, goal) = line(x)
    let t = Value.iterate(from: goal, limit: Self.mostTurns, tolerance: 0.1 * Self.tolerance) {
      goal - self.push($0)
    }
    let push = self.push(t)
    let report = SolverReport(
      error: (goal - push - t).absolute,
      bound: Self.tolerance * (1 + goal.absolute + push.absolute))
    return Mapped(
      x + normal * (t - goal), logDet: -slope(t, push).absolute.log, report: report)
  }

  /// L·√e·exp(−t²/2).
  private func push(_ t: Value) -> Value {
    constant(t.graph) * exp(0.5) * (-0.5 * (t * t)).exp
  }

  /// How much the block stretches across its line: 1 + L·g′(t).
  private func slope(_ t: Value, _ push: Value) -> Value { 1 - t * push }
}
