import Flows
import Learning

extension Proof {
  static let threads = Proof(
    "threads", "The number of threads never changes an evaluation.", states: [.random]
  ) { subject in
    let points = subject.basePoints(1000)
    let one = try Evaluator(subject.model.settings, threads: 1)
    let three = try Evaluator(subject.model.settings, threads: 3)
    let x = (one.forward(points, of: subject.model).x, three.forward(points, of: subject.model).x)
    let p = (
      one.inverse(points, of: subject.model).logDensity,
      three.inverse(points, of: subject.model).logDensity
    )
    return [
      Measurement(
        "on 3 threads, how many samples of 1,000 differ",
        faults: faults(among: zip(x.0, x.1)) { $0 != $1 }),
      Measurement(
        "on 3 threads, how many densities of 1,000 differ",
        faults: faults(among: zip(p.0, p.1)) { $0 != $1 }),
    ]
  }

  /// Layers that iterate stop when their whole tile has converged, within their tolerance.
  static let batches = Proof(
    "batches", "A point does not depend on the points that are evaluated with it.",
    states: [.random]
  ) { subject in
    let evaluator = try Evaluator(subject.model.settings)
    let points = subject.basePoints(300)
    let forward = evaluator.forward(points, of: subject.model)
    let inverse = evaluator.inverse(points, of: subject.model)
    func greatest(_ gap: SIMD2<Float>) -> Double { Double(max(abs(gap.x), abs(gap.y))) }
    let chosen = [0, 1, 127, 128, 299]
    let dx = chosen.map { index in
      greatest(evaluator.forward([points[index]], of: subject.model).x[0] - forward.x[index])
    }
    let dz = chosen.map { index in
      greatest(evaluator.inverse([points[index]], of: subject.model).z[0] - inverse.z[index])
    }
    return [
      Measurement(
        "z → x: how far a point alone is from itself among 300", worst(dx), .atMost,
        subject.family.forwardMethod.isIterative ? Double(1e-4 as Float) : 0),
      Measurement(
        "x → z: how far a point alone is from itself among 300", worst(dz), .atMost,
        subject.family.inverseMethod.isIterative ? Double(1e-4 as Float) : 0),
    ]
  }
}
