import Flows
import Learning

extension Proof {
  static let jacobians = Proof(
    "jacobians",
    "Jacobians of many points at once are those of the points' ledgers."
  ) { subject in
    let evaluator = try Evaluator(subject.model.settings)
    let points: [SIMD2<Float>] = [SIMD2(0.3, -0.2), SIMD2(-1, 0.7), SIMD2(1.5, 1)]
    let bulk = evaluator.jacobians(at: points, of: subject.model)
    let ledgers = evaluator.ledgers(at: points.map { SIMD2<Double>($0) }, of: subject.model)
    let errors = zip(bulk, ledgers).flatMap { jacobian, ledger -> [Double] in
      zip(jacobian.entries, ledger.jacobian.entries).map { found, expected -> Double in
        abs(Double(found) - expected) / (1 + abs(expected))
      }
    }
    return [
      Measurement(
        "the greatest error of an entry, over 1 + its size", worst(errors), .below, 1e-3)
    ]
  }
}
