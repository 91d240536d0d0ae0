import Flows
import Learning

extension Proof {
  static let pointsNotANumber = Proof(
    "nan-points",
    "A point that is not a number has no density, did not converge, and spares its neighbours.",
    states: [.random]
  ) { subject in
    let settings = subject.model.settings
    let evaluator = try Evaluator(settings)
    let points: [SIMD2<Float>] = [SIMD2(.nan, 0), SIMD2(0, .nan), SIMD2(.infinity, 0), SIMD2(0, 0)]
    let isFinite = evaluator.inverse(points, of: subject.model).logDensity.map(\.isFinite)
    let mixed: [SIMD2<Float>] = [SIMD2(.nan, 0), SIMD2(0.2, -0.3), SIMD2(0, .nan)]
    let expected = [false, true, false]
    let rows = try CheckedEvaluator(settings)
      .evaluate(at: mixed.map { SIMD2<Double>($0) }, of: subject.model).points
    func wrong(_ converged: [Bool]?) -> Int {
      guard let converged, converged.count == expected.count else { return expected.count }
      return faults(among: zip(converged, expected)) { $0 != $1 }
    }
    return [
      Measurement(
        "the number of points that are not numbers and have a finite density",
        faults: faults(among: isFinite.prefix(3)) { $0 }),
      Measurement(
        "the number of points beside them that have none", faults: isFinite[3] ? 0 : 1),
      Measurement(
        "x → z: the number of points wrongly marked",
        faults: wrong(evaluator.inverse(mixed, of: subject.model).converged)),
      Measurement(
        "z → x: the number of points wrongly marked",
        faults: wrong(evaluator.forward(mixed, of: subject.model).converged)),
      Measurement(
        "the number of rows of `eval` marked converged at such a point",
        faults: faults(among: [rows[0], rows[2]]) { $0.converged }),
    ]
  }

  /// What is not trained is kept up by the layer itself, which heals it.
  static let parametersNotANumber = Proof(
    "nan-parameters",
    "A parameter that became not a number shows in the density, whichever tensor it is in.",
    states: [.random]
  ) { subject in
    let evaluator = try Evaluator(subject.model.settings)
    let points = subject.basePoints(64)
    let trained = subject.architecture.layout.tensors.filter(\.trained)
    let hidden = trained.filter { tensor in
      var parameters = subject.model.parameters
      parameters[tensor.parameter.offset + tensor.parameter.count / 2] = .nan
      return evaluator.inverse(points, of: subject.with(parameters: parameters)).logDensity
        .allSatisfy { $0.isFinite }
    }.map(\.name)
    return [
      Measurement(
        "of \(trained.count) tensors, the number that hide it"
          + (hidden.isEmpty ? "" : " (\(hidden.joined(separator: ", ")))"), faults: hidden.count)
    ]
  }
}
