import Autodiff

/// An explicit Runge-Kutta method, by its Butcher tableau.
struct RungeKutta: Sendable {
  /// When each stage is evaluated, as a share of the step.
  let nodes: [Double]
  /// For each stage, the weights of the rates before it in its point.
  let stages: [[Double]]
  /// The weights of the stages' rates in the step.
  let weights: [Double]
  /// The difference of these weights and those of the embedded method, which gives the error. The last one
  /// belongs to the rate at the step's end, where the next step begins. Empty without an embedded method.
  var errorWeights: [Double] = []

  /// The classical method, of order 4.
  static let classical = RungeKutta(
    nodes: [0, 1.0 / 2, 1.0 / 2, 1], stages: [[], [1.0 / 2], [0, 1.0 / 2], [0, 0, 1]],
    weights: [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6])

  /// Dormand & Prince's 5(4) (1980, J. Comput. Appl. Math. 6(1), 19–26; Hairer, Nørsett & Wanner,
  /// Solving ODEs I, table II.5.2).
  static let dormandPrince = RungeKutta(
    nodes: [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1],
    stages: [
      [], [1.0 / 5], [3.0 / 40, 9.0 / 40], [44.0 / 45, -56.0 / 15, 32.0 / 9],
      [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
      [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
    ],
    weights: [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    errorWeights: [
      71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
    ])

  /// One stage of a step: where and when the rate was taken, and what it was.
  struct Stage {
    var point: Value
    var time: Value
    var rate: Rate
  }

  /// How fast points move, and how fast sums grow; no rate depends on the sums.
  struct Rate {
    var point: Value
    var sums: Value?
  }

  /// The stages of a step of length `step` from `point` at `time`.
  /// - Parameters:
  ///   - point: where the step begins.
  ///   - time: when it begins.
  ///   - step: how long it is; it may be negative.
  ///   - first: the rate where the step begins, if it is known.
  ///   - rate: (point, time) ↦ how fast points move.
  func stages(
    from point: Value, at time: Value, step: Value, first: Rate? = nil,
    _ rate: (Value, Value) -> Rate
  ) -> [Stage] {
    var made: [Stage] = []
    for (node, coefficients) in zip(nodes, stages) {
      if made.isEmpty, let first {
        made.append(Stage(point: point, time: time, rate: first))
        continue
      }
      let moved = Self.combine(coefficients, made.map(\.rate.point)).map { point + $0 * step }
      let (x, t) = (moved ?? point, node == 0 ? time : time + step * node)
      made.append(Stage(point: x, time: t, rate: rate(x, t)))
    }
    return made
  }

  /// Σ coefficient · value, without the zeros; `nil` where that is nothing.
  static func combine(_ coefficients: [Double], _ values: [Value]) -> Value? {
    var sum: Value?
    for (coefficient, value) in zip(coefficients, values) where coefficient != 0 {
      sum = sum.map { $0 + value * coefficient } ?? value * coefficient
    }
    return sum
  }
}
