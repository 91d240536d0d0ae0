import Flows
import Learning

extension Proof {
  static let lipschitz = Proof(
    "lipschitz", "A flow that bounds how far it stretches keeps to the bound, both ways.",
    concerns: { $0.architecture.lipschitzBound != nil }
  ) { subject in
    guard let bound = subject.architecture.lipschitzBound else { return [] }
    let z = subject.basePoints(200).map { SIMD2<Double>($0) }
    let x = DoubleFlow(subject)(.forward, z).point
    let pairs = zip(z.indices, z.indices.dropFirst()).map { a, b in
      (before: (z[a] - z[b]).length, after: (x[a] - x[b]).length)
    }
    return [
      Measurement(
        "z → x: the greatest stretch of a distance, over its bound",
        worst(pairs.map { $0.after / (bound.forward * $0.before) }), .atMost, 1.001),
      Measurement(
        "x → z: the greatest stretch of a distance, over its bound",
        worst(pairs.map { $0.before / (bound.inverse * $0.after) }), .atMost, 1.001),
    ]
  }
}
