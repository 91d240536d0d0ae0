import Autodiff

/// The root of an increasing scalar function, by Newton's method inside a bracket that shrinks.
///
/// A Newton step counts where it stays inside the bracket and is less than half as long as the step
/// before; otherwise the bracket is halved. So either the steps or the bracket shrink by half, turn by
/// turn, whatever the function: Newton's method alone can jump to and fro between two flat tails for
/// ever, inside a bracket that holds both (Press et al., Numerical Recipes, section 9.4).
///
/// A lane that has arrived stays as it is while others go on. Whether it arrived is reported from the
/// residual |f(a)|.
///
/// - Parameters:
///   - low: where the function is below 0 but for rounding, one feature per lane.
///   - high: where it is above.
///   - function: a ↦ f(a), f′(a), and the size of the numbers whose difference f(a) is: their rounding says
///     how small f(a) can become.
public func increasingRoot(
  between low: Value, and high: Value,
  _ function: (Value) -> (value: Value, slope: Value, size: Value)
) -> (root: Value, report: SolverReport) {
  let graph = low.graph
  let margin = 1e-6 * (low.absolute + high.absolute)
  let (start, end) = (low - margin, high + margin)
  // Rows: the bracket, a, the length of the last step, and 1 for having arrived.
  let begin = Value.concatenate([
    start, end, 0.5 * (start + end), end - start, graph.constant(0),
  ])
  let state = Value.iterate(from: begin, limit: mostRootTurns, tolerance: 0) { state in
    let a = state.feature(2)
    let (value, slope, _) = function(a)
    let isLow = value.isLess(than: 0)
    let low = isLow.select(a, state.feature(0))
    let high = isLow.select(state.feature(1), a)
    let newton = a - value / slope
    let isShort = (newton - a).absolute.isLess(than: 0.5 * state.feature(3))
    let isNewton = isShort * (1 - newton.isLess(than: low)) * (1 - high.isLess(than: newton))
    let next = isNewton.select(newton, 0.5 * (low + high))
    let step = (next - a).absolute
    // Newton's error after a step is about the square of the step; that of half a bracket is the step.
    let close = isNewton.select(graph.constant(1e-6), graph.constant(1e-12)) * (1 + a.absolute)
    let arrived = step.isLess(than: close)
    return state.feature(4).select(state, .concatenate([low, high, next, step, arrived]))
  }
  let root = state.feature(2)
  let (value, _, size) = function(root)
  return (root, SolverReport(error: value.absolute, bound: rootBound * size))
}

/// Turns enough to halve any bracket of single precision down to rounding; in double precision Newton's
/// method has to help.
private let mostRootTurns = 100

/// The largest residual of a root that counts as found, as a share of the numbers whose difference it is:
/// some twenty times the rounding of single precision.
let rootBound = 2e-6
