import Flows
import Foundation
import Learning

extension Proof {
  static let singlePrecision = Proof(
    "single-precision",
    "What pictures and training compute in Float round-trips, and agrees with Double."
  ) { subject in
    let evaluator = try Evaluator(subject.model.settings, threads: 2)
    let tolerance = subject.family.singleTolerance
    let z = subject.basePoints(1000)
    let x = evaluator.forward(z, of: subject.model)
    let inverse = evaluator.inverse(x.x, of: subject.model)
    let again = evaluator.forward(inverse.z, of: subject.model)
    let back = zip(again.x, x.x).map {
      distance($0, $1) / max(1, SIMD2<Double>($1).length)
    }
    let exact = DoubleFlow(subject)(.inverse, x.x.map { SIMD2<Double>($0) })
    // The most common base has a formula that can be written once more.
    let isStandard = subject.architecture.base.distribution.isStandardNormal
    let densityErrors = z.indices.map { index in
      let logBase =
        isStandard
        ? -0.5 * pow(exact.point[index].length, 2) - log(2 * .pi) : exact.logBase[index]
      let density = logBase + exact.logDet[index]
      let found = Double(inverse.logDensity[index])
      // A base that has an edge may have density 0 just beyond it.
      return found == density ? 0 : abs(found - density) / (1 + abs(density))
    }
    return [
      Measurement(
        "z → x → z in Float: the greatest distance",
        worst(zip(inverse.z, z).map { distance($0, $1) }), .below, tolerance),
      Measurement(
        "x → z → x in Float: the greatest distance, over |x| where that is above 1", worst(back),
        .below, tolerance),
      Measurement(
        "log p(x) in Float: the greatest error against Double, over 1 + |log p(x)|",
        worst(densityErrors), .below, 1e-3),
      Measurement(
        "the greatest sum of both log-determinants in Float",
        worst(z.indices.map { abs(Double(inverse.logDet[$0] + x.logDet[$0])) }), .below,
        20 * tolerance),
    ]
  }
}
