import Flows
import Learning

extension Proof {
  /// Points where no data are, and the origin.
  package static let far: [SIMD2<Float>] = [
    SIMD2(100, 0), SIMD2(-100, 0), SIMD2(0, 100), SIMD2(0, -100), SIMD2(100, 100),
    SIMD2(-100, 100), SIMD2(70, -70), SIMD2(0, 0),
  ]

  static let farPoints = Proof(
    "far", "Far away everything is finite, and nothing is likely."
  ) { subject in
    let evaluator = try Evaluator(subject.model.settings)
    let inverse = evaluator.inverse(far, of: subject.model)
    let forward = evaluator.forward(far, of: subject.model)
    // Of a base that has an edge the density beyond it is 0.
    let hasEdge = evaluator.logBaseDensity([SIMD2(1e3, 1e3)], of: subject.model) == [-.infinity]
    let broken = faults(among: far.indices) { index in
      let density = inverse.logDensity[index]
      return
        !(inverse.z[index].isFinite && inverse.logDet[index].isFinite
        && forward.x[index].isFinite && forward.logDet[index].isFinite
        && (density.isFinite || hasEdge && density == -.infinity))
    }
    var measurements = [
      Measurement(
        "of \(far.count) points, the number where something is not finite", faults: broken),
      Measurement(
        "the greatest log p(x) away from the origin",
        worst(zip(far, inverse.logDensity).filter { $0.0 != .zero }.map { Double($0.1) }), .below,
        -10),
    ]
    if !hasEdge {
      let ledger = evaluator.ledger(at: SIMD2(100, -100), of: subject.model)
      measurements += [
        Measurement(
          "at (100, −100), the number of densities that are not finite",
          faults: ledger.logDensity.isFinite ? 0 : 1),
        Measurement(
          "at (100, −100), the gap between log|det| and its finite differences",
          abs(ledger.logDet - ledger.finiteDifferenceLogDet), .below, 1e-3),
      ]
    }
    return measurements
  }
}
