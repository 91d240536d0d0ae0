/// The steps of a fixed solver over a length, one after the other.
struct FixedSteps: Sendable {
  struct Step: Sendable {
    /// How much of the length lies before it.
    let begin: Double
    let length: Double
    /// The weight of the trace at the step's beginning in the log-determinant; with 0 it is not computed.
    /// `nil` for steps that take the traces of all the method's stages, with the method's own weights.
    var traceWeight: Double?
  }

  let steps: [Step]

  /// So many steps of equal length.
  static func equal(_ count: Int, over length: Double) -> FixedSteps {
    let step = length / Double(count)
    return FixedSteps(
      steps: (0..<count).map { Step(begin: Double($0) * step, length: step) })
  }

  /// So many steps between the nodes of a Gauss-Legendre quadrature, which sums the traces where steps
  /// begin: one for each step instead of four. Of a network with three hidden layers an evaluation with
  /// its trace costs three without, so that densities are had for half of the work.
  static func betweenNodes(_ count: Int, over length: Double) -> FixedSteps {
    let quadrature = Quadrature(on: 0...1, count: count - 1)
    let times = [0] + quadrature.nodes + [1]
    // The first step begins at the interval's end, which is no node.
    let weights = [0] + quadrature.weights
    return FixedSteps(
      steps: (0..<count).map { index in
        Step(
          begin: length * times[index], length: length * (times[index + 1] - times[index]),
          traceWeight: length * weights[index])
      })
  }
}
