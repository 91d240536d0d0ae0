import Autodiff

/// Solves dy/ds = rate(y, s) over s from 0 to a length, each lane by itself.
///
/// The steps are the turns of a loop, so that memory does not grow with them. A loop has no
/// derivative rule: see `ContinuousRule`.
package enum Solver: Sendable, Hashable {
  /// Steps of equal length, by the classical Runge-Kutta method.
  case fixed(steps: Int)
  /// Steps as long as the error allows, by Dormand & Prince's method. A step is accepted if its estimated
  /// error is at most tolerance · |y| + a tenth of the tolerance.
  case adaptive(tolerance: Double)

  func loosened(by factor: Double) -> Solver {
    guard case .adaptive(let tolerance) = self else { return self }
    return .adaptive(tolerance: tolerance * factor)
  }

  typealias Rate = RungeKutta.Rate

  /// Where a solver arrived.
  struct Solution {
    var point: Value
    /// What was summed along the way; `nil` where nothing was.
    var sums: Value?
    /// The length that the next step would have had, one feature.
    var step: Value
    /// Evaluations of the rate, one feature; lanes differ where steps do.
    var evaluations: Value
    /// 1 where the solver gave up, else 0: the error stayed too large in the shortest steps, or there were too
    /// many steps. One feature; `nil` for fixed steps, whose error is not known.
    var unfinished: Value?
  }

  /// Turns after which an adaptive solver gives up, rejected steps included.
  package static let mostTurns = 200
  /// Steps shorter than this share of the length are not tried.
  private static let shortest = 1e-5
  /// How much the step may shrink and grow at once, and how far below the length that the error allows
  /// the next one stays (Hairer, Nørsett & Wanner, Solving ODEs I, equation II.4.13).
  private static let change = (least: 0.2, most: 10.0, safety: 0.9)

  /// - Parameters:
  ///   - start: y at s = 0.
  ///   - length: where s ends.
  ///   - firstStep: the length of an adaptive solver's first step, one feature; `nil` is a tenth of the
  ///     whole length.
  ///   - allowances: for each row of y, and then of the sums, the multiple of the absolute tolerance that
  ///     its error may be; further rows are not controlled.
  ///   - rate: (y, s) ↦ y′.
  ///   - eachStage: called while the loop's body is traced, with every stage that has a weight in the step,
  ///     and with that weight, one feature: 0 where a lane's step is not taken.
  func solve(
    from start: Value, length: Double, firstStep: Value? = nil, allowances: [Double] = [],
    _ rate: (Value, Value) -> Rate, eachStage: (RungeKutta.Stage, Value) -> Void = { _, _ in }
  ) -> Solution {
    switch self {
    case .fixed(let steps):
      solveFixed(from: start, length: length, steps: steps, rate, eachStage)
    case .adaptive(let tolerance):
      solveAdaptive(
        from: start, length: length, firstStep: firstStep, tolerance: tolerance,
        allowances: allowances, rate, eachStage)
    }
  }

  private func solveFixed(
    from start: Value, length: Double, steps: Int, _ rate: (Value, Value) -> Rate,
    _ eachStage: (RungeKutta.Stage, Value) -> Void
  ) -> Solution {
    let graph = start.graph
    let method = RungeKutta.classical
    let rows = start.features
    let step = graph.constant(length / Double(steps))
    let sums = rate(start, graph.constant(0)).sums?.features ?? 0
    let zeros = graph.constant(Array(repeating: 0, count: sums + 1))
    // Rows: y, the sums, s. Every turn is taken.
    let end = Value.iterate(
      from: .concatenate([start, zeros]), limit: steps, tolerance: -1
    ) { state in
      let (y, s) = (state.features(0..<rows), state.feature(rows + sums))
      let stages = method.stages(from: y, at: s, step: step, rate)
      for (stage, weight) in zip(stages, method.weights) { eachStage(stage, step * weight) }
      var next = [advance(y, step, method, stages.map(\.rate.point))]
      if sums > 0 {
        next.append(
          advance(
            state.features(rows..<(rows + sums)), step, method,
            stages.compactMap(\.rate.sums)))
      }
      return .concatenate(next + [s + step])
    }
    return Solution(
      point: end.features(0..<rows), sums: sums > 0 ? end.features(rows..<(rows + sums)) : nil,
      step: step, evaluations: graph.constant(Double(steps * method.nodes.count)))
  }

  private func advance(
    _ y: Value, _ step: Value, _ method: RungeKutta, _ rates: [Value]
  ) -> Value {
    RungeKutta.combine(method.weights, rates).map { y + $0 * step } ?? y
  }

  private func solveAdaptive(
    from start: Value, length: Double, firstStep: Value?, tolerance: Double, allowances: [Double],
    _ rate: (Value, Value) -> Rate, _ eachStage: (RungeKutta.Stage, Value) -> Void
  ) -> Solution {
    let graph = start.graph
    let rows = start.features
    let first = rate(start, graph.constant(0))
    let sums = first.sums?.features ?? 0
    // Rows: y, the sums, their rates, then s, the next step's length, evaluations and 1 for giving up.
    let all = rows + sums
    let begin = Value.concatenate([
      start, graph.constant(Array(repeating: 0, count: sums)), Self.rows(first),
      graph.constant(0), firstStep ?? graph.constant(0.1 * length), graph.constant([1, 0]),
    ])
    let end = Value.iterate(from: begin, limit: Self.mostTurns, tolerance: 0) { state in
      turn(
        state, rows: rows, sums: sums, length: length, tolerance: tolerance,
        allowances: allowances, rate, eachStage)
    }
    return Solution(
      point: end.features(0..<rows), sums: sums > 0 ? end.features(rows..<all) : nil,
      step: end.feature(2 * all + 1), evaluations: end.feature(2 * all + 2),
      unfinished: end.feature(2 * all).isLess(than: length))
  }

  /// The rows of a rate, one after the other.
  private static func rows(_ rate: Rate) -> Value {
    rate.sums.map { .concatenate([rate.point, $0]) } ?? rate.point
  }

  private func turn(
    _ state: Value, rows: Int, sums: Int, length: Double, tolerance: Double, allowances: [Double],
    _ rate: (Value, Value) -> Rate, _ eachStage: (RungeKutta.Stage, Value) -> Void
  ) -> Value {
    let (graph, method) = (state.graph, RungeKutta.dormandPrince)
    let all = rows + sums
    let y = state.features(0..<all)
    let before = state.features(all..<(2 * all))
    let (s, planned) = (state.feature(2 * all), state.feature(2 * all + 1))
    let (evaluations, failed) = (state.feature(2 * all + 2), state.feature(2 * all + 3))

    // The last step ends where the solution is wanted. It is up to 1 % longer than planned, so that no sliver
    // is left.
    let rest = length - s
    let isLast = rest.isLess(than: 1.01 * planned)
    let active = s.isLess(than: length) * (1 - failed)
    let step = active.select(isLast.select(rest, planned), graph.constant(0))

    let first = Rate(
      point: before.features(0..<rows), sums: sums > 0 ? before.features(rows..<all) : nil)
    let stages = method.stages(
      from: y.features(0..<rows), at: s, step: step, first: first, rate)
    let rates = stages.map { Self.rows($0.rate) }
    let moved = advance(y, step, method, rates)
    let last = rate(moved.features(0..<rows), s + step)
    let after = Self.rows(last)

    // The error as a multiple of what is allowed, squared. 1 or more is too much, and so is NaN.
    let controlled = allowances.count
    let error =
      RungeKutta.combine(
        method.errorWeights, (rates + [after]).map { $0.features(0..<controlled) }
      )
      .map { ($0 * step).absolute } ?? graph.constant(0)
    let size = y.features(0..<controlled).absolute
      .maximum(moved.features(0..<controlled).absolute)
    let allowed = graph.constant(allowances.map { 0.1 * tolerance * $0 }) + size * tolerance
    let ratio = (error / allowed).squared.featureSum
    let accepted = active * ratio.isLess(than: 1)

    // The error grows with the fifth power of the step, its square with the tenth.
    let bounded = ratio.isLess(than: 1e20).select(ratio, graph.constant(1e20))
    let factor = (Self.change.safety * (bounded.maximum(1e-20).log * -0.1).exp)
      .clamped(Self.change.least, Self.change.most)
    // A last step is cut to what is left; the length that had been planned may still be right.
    let wanted = step * factor
    let next = active.select(
      (accepted * isLast).select(wanted.maximum(planned), wanted), planned)
    let givesUp = active * (1 - accepted) * next.isLess(than: Self.shortest * length)

    for (index, weight) in method.weights.enumerated() where weight != 0 {
      eachStage(stages[index], accepted * (step * weight))
    }
    return .concatenate([
      accepted.select(moved, y), accepted.select(after, before),
      accepted.select(isLast.select(graph.constant(length), s + step), s), next,
      evaluations + active * Double(method.nodes.count), failed.maximum(givesUp),
    ])
  }
}
