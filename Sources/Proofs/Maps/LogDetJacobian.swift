import Foundation

extension Proof {
  static let logDetJacobian = Proof(
    "logdet-jacobian",
    "A log-determinant is the sum of its layers' terms, and that of the Jacobian by tangents."
  ) { subject in
    let flow = DoubleFlow(subject)
    return DoubleFlow.Direction.allCases.flatMap { direction in
      let start = flow.start(direction, of: subject)
      let there = flow(direction, start)
      let gaps = start.indices.map { index in
        abs(there.terms.reduce(0) { $0 + $1[index] } - there.logDet[index])
      }
      var measurements = [
        Measurement(
          "\(direction.text): the greatest gap between log|det| and the sum of its terms",
          worst(gaps), .below, 1e-12)
      ]
      // A search has no tangents; its other direction does.
      if let jacobian = there.jacobian {
        let errors = zip(there.logDet, jacobian).map { logDet, jacobian -> Double in
          abs(logDet - log(abs(jacobian.determinant)))
        }
        measurements.append(
          Measurement(
            "\(direction.text): the greatest error of log|det| against the Jacobian by tangents",
            worst(errors), .below, subject.family.jacobianTolerance))
      }
      return measurements
    }
  }
}
