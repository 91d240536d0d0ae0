import Flows

extension Proof {
  static let logDetDifferences = Proof(
    "logdet-differences",
    "A log-determinant is that of central differences of the map alone, in both directions."
  ) { subject in
    let flow = DoubleFlow(subject)
    return DoubleFlow.Direction.allCases.map { direction in
      let start = flow.start(direction, of: subject)
      let logDet = flow(direction, start).logDet
      let method = direction.method(of: subject.family)
      // Where a kink lies within a difference's reach (a spline's slope has one at each knot) a
      // shorter difference tells.
      let step = differenceStep(method)
      let errors = [step, step / 10].map { step in
        zip(logDet, flow.differenceLogDet(direction, start, step: step)).map { abs($0 - $1) }
      }
      return Measurement(
        "\(direction.text): the greatest error of log|det| against central differences",
        worst(zip(errors[0], errors[1]).map { min($0, $1) }), .below,
        method.logDetTolerance)
    }
  }

  /// What solving to a tolerance leaves is divided by the step, which must not be as small.
  private static func differenceStep(_ method: Method) -> Double {
    switch method {
    case .closedForm, .passes, .quadrature: 1e-5
    // Newton's method ends far within its tolerance.
    case .root, .minimum: 1e-4
    case .fixedPoint, .ode: 1e-3
    }
  }
}
