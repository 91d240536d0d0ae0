import Flows
import Learning

extension Proof {
  static let zeroParameters = Proof(
    "zero-parameters", "With parameters that are all zero a flow is finite and invertible.",
    states: [.random]
  ) { subject in
    let model = subject.with(parameters: subject.model.parameters.map { _ in 0 })
    let evaluator = try Evaluator(model.settings)
    let z = subject.basePoints(100)
    let inverse = evaluator.inverse(evaluator.forward(z, of: model).x, of: model)
    return [
      Measurement(
        "of 100 samples, the number whose density is not finite",
        faults: faults(among: inverse.logDensity) { !$0.isFinite }),
      Measurement(
        "z → x → z: the greatest distance", worst(zip(inverse.z, z).map { distance($0, $1) }),
        .below, 1e-4),
    ]
  }

  static let hugeParameters = Proof(
    "huge-parameters",
    "Where anything on the way is not a number, the density is not a finite number either."
  ) { subject in
    let evaluator = try Evaluator(subject.model.settings)
    let points = subject.basePoints(64) + far
    return [0, 1e2, 1e4, 1e10, 1e30].map { (scale: Float) in
      let model = subject.with(parameters: subject.model.parameters.map { $0 * scale })
      let inverse = evaluator.inverse(points, of: model)
      let hidden = faults(among: inverse.z.indices) { index in
        inverse.logDensity[index].isFinite
          && !(inverse.z[index].isFinite && inverse.logDet[index].isFinite)
      }
      return Measurement(
        "with parameters × \(scale), the number of finite densities that hide what is not",
        faults: hidden)
    }
  }
}
