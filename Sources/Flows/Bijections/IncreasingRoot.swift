import Autodiff

/// The root of an increasing scalar function, by Newton's method kept inside a shrinking bracket.
///
/// - Parameters:
///   - center: the middle of a bracket that holds the root, one feature per lane.
///   - radius: half the bracket's width.
///   - function: a ↦ (f(a), f′(a)).
func increasingRoot(
  near center: Value, within radius: Value, _ function: (Value) -> (Value, Value)
) -> Value {
  let margin = radius + 1e-6 * center.absolute
  let start = Value.concatenate([center - margin, center + margin, center])
  let state = Value.iterate(from: start, limit: 60, tolerance: 1e-6) { state in
    let a = state.feature(2)
    let (value, slope) = function(a)
    let isLow = value.isLess(than: 0)
    let low = isLow.select(a, state.feature(0))
    let high = isLow.select(state.feature(1), a)
    let newton = a - value / slope
    // A step of nothing has arrived: it stays, and the halves are for steps that leave the bracket.
    let outside = newton.isLess(than: low) + high.isLess(than: newton)
    return .concatenate([low, high, outside.select(0.5 * (low + high), newton)])
  }
  return state.feature(2)
}
