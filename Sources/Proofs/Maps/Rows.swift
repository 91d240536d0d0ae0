import Flows
import Foundation
import Learning

extension Proof {
  static let rows = Proof(
    "rows",
    "Rows of `eval` hold the formula at the very points that were asked for, as ledgers do.",
    states: [.trained]
  ) { subject in
    let settings = subject.model.settings
    let points = subject.basePoints(40).map { SIMD2<Double>($0) * 0.7 }
    let rows = try CheckedEvaluator(settings, jacobians: true)
      .evaluate(at: points, of: subject.model).points
    let ledgers = try Evaluator(settings).ledgers(at: points, of: subject.model)
    let jacobianErrors = zip(rows, ledgers).map { row, ledger -> Double in
      guard let j = row.jacobian else { return .nan }
      let size = j.entries.reduce(1) { $0 + abs($1) }
      return worst(zip(j.entries, ledger.jacobian.entries).map { abs($0 - $1) / size })
    }
    return [
      Measurement(
        "the number of rows at another point, or whose parts do not add up",
        faults: faults(among: zip(rows, points)) { row, x in
          row.x != x || row.logDensity != row.logBase + row.logDet
        } + abs(rows.count - points.count)),
      Measurement(
        "the greatest gap between a row's log|det| and its Jacobian",
        worst(
          rows.map { row in
            row.jacobian.map { abs(log(abs($0.determinant)) - row.logDet) } ?? .nan
          }), .below, 10 * max(1e-6, subject.family.jacobianTolerance)),
      Measurement(
        "the greatest error of log p(x) against the ledger",
        worst(zip(rows, ledgers).map { abs($1.logDensity - $0.logDensity) }), .below,
        settings.solver == nil ? 1e-4 : 1e-3),
      Measurement(
        "the greatest error of a Jacobian's entry against the ledger, over the size of them all",
        worst(jacobianErrors), .below, 1e-3),
    ]
  }
}
