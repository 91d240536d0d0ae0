import Flows
import Foundation
import Learning

extension Proof {
  static let ledger = Proof(
    "ledger",
    "The ledger of a point holds the formula, term by term, and agrees with the evaluators."
  ) { subject in
    let evaluator = try Evaluator(subject.model.settings)
    let exact = DoubleFlow(subject)
    let points: [SIMD2<Double>] = [SIMD2(0.31, -0.88), SIMD2(-1.7, 0.4), SIMD2(2, 2)]
    let pairs = points.map {
      (evaluator.ledger(at: $0, of: subject.model), exact(.inverse, [$0]))
    }
    /// The greatest error over the points.
    func error(_ one: (Ledger, DoubleFlow.Result) -> Double) -> Double { worst(pairs.map(one)) }
    let names = Array(subject.architecture.layerNames.reversed())
    return [
      Measurement("the ledger's error in z", error { ($0.z - $1.point[0]).length }, .below, 1e-9),
      Measurement(
        "the gap between the ledger's log|det| and the sum of its rows",
        error { ledger, _ in abs(ledger.rows.reduce(0) { $0 + $1.logDet } - ledger.logDet) },
        .below,
        1e-12),
      Measurement(
        "the ledger's error in log|det|", error { abs($0.logDet - $1.logDet[0]) }, .below, 1e-9),
      // A rectifier's kink between the ends of the difference leaves an error of its own.
      Measurement(
        "the gap between the ledger's log|det| and its finite differences",
        error { ledger, _ in abs(ledger.logDet - ledger.finiteDifferenceLogDet) }, .below, 1e-3),
      Measurement(
        "the gap between the ledger's log|det| and its Jacobian",
        error { ledger, _ in
          abs(ledger.logDet - log(abs(ledger.jacobian.determinant)))
        }, .below, subject.family.jacobianTolerance),
      Measurement(
        "the gap between log p(x) and its two parts",
        error { ledger, _ in abs(ledger.logBase + ledger.logDet - ledger.logDensity) }, .below,
        1e-12),
      // Rows are in the inverse's order, from x to z.
      Measurement(
        "the greatest error of a ledger's row",
        error { ledger, result in
          let terms = result.terms.reversed().map { $0[0] }
          return worst(zip(ledger.rows, terms).map { abs($0.logDet - $1) })
        }, .below, 1e-9),
      Measurement(
        "the number of ledgers whose rows are not the layers",
        faults: faults(among: pairs) { $0.0.rows.map(\.name) != names }),
    ]
  }
}
