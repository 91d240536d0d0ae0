import Autodiff
import Flows
import Learning

extension Proof {
  static let gradients = Proof(
    "gradients",
    "The gradient of the NLL that training follows is that of central differences, in Double.",
    // Reverse KL may turn the search round; training then does not follow it.
    concerns: { !$0.family.inverseMethod.isSearch }
  ) { subject in
    var random = RandomStream(seed: 3)
    let points = (0..<21).map { _ in SIMD2(2 * random.normal(), random.normal()) }
    let loss = DoubleLoss(subject, points)
    let parameters = subject.model.parameters.map(Double.init)
    _ = loss(parameters)
    let gradients = loss.gradients
    var (greatest, errors) = (0.0, [Double]())
    var worstPlace = (name: "", error: -1.0)
    for (tensor, gradient) in zip(subject.architecture.layout.tensors, gradients) {
      let count = tensor.parameter.count
      for index in Set([0, count / 3, count / 2, count - 1]) {
        let found = gradient?[index] ?? 0
        greatest = max(greatest, abs(found))
        let error = loss.error(of: found, at: tensor.parameter.offset + index, parameters)
        errors.append(error)
        if !(error <= worstPlace.error) { worstPlace = ("\(tensor.name)[\(index)]", error) }
      }
    }
    return [
      Measurement(
        "the greatest error of a derivative, \(worstPlace.name), over what rounding allows",
        worst(errors), .below, 1),
      Measurement(
        "the greatest derivative (of zeros everywhere nothing would be proved)", greatest, .above,
        1e-3),
    ]
  }
}

/// Mean negative log-likelihood and its gradient in Double, traced as training traces it.
private struct DoubleLoss {
  private let executor: Executor<Double>
  private let loss: SharedOutput
  /// Each tensor's gradient; `nil` where there is none.
  private let slopes: [SharedOutput?]
  private let lanes: Int

  init(_ subject: ProofSubject, _ points: [SIMD2<Double>]) {
    let graph = Graph()
    let inverse = subject.architecture.refined.inverse(graph.input(0, features: 2))
    let density =
      subject.architecture.base.distribution.trainingLogDensity(inverse.z) + inverse.logDet
    let loss = density.laneSum * (-1 / Double(points.count))
    let gradients = graph.gradients(
      of: loss,
      withRespectTo: subject.architecture.layout.tensors.map { $0.parameter(graph) })
    var outputs = Outputs()
    self.loss = outputs.add(shared: loss)
    slopes = gradients.map { $0.map { outputs.add(shared: $0) } }
    executor = Executor(
      Program(outputs), parameterCount: subject.model.parameters.count, tileLanes: 16)
    executor.setInput(0, points: points)
    lanes = points.count
  }

  func callAsFunction(_ parameters: [Double]) -> Double {
    executor.parameters = parameters
    executor.run(lanes: lanes)
    return executor[loss]
  }

  /// Of each tensor, at the parameters of the last call.
  var gradients: [[Double]?] { slopes.map { $0.map { executor.values($0) } } }

  /// How far a derivative is from central differences, over what may be left of them.
  ///
  /// A rectifier's kink may lie within one step's reach; within the shorter one's it does not.
  func error(of found: Double, at place: Int, _ parameters: [Double]) -> Double {
    let errors = [1e-6, 1e-7].map { step in
      var changed = parameters
      changed[place] += step
      let above = self(changed)
      changed[place] -= 2 * step
      let difference = (above - self(changed)) / (2 * step)
      // Losses are rounded, and so are their differences.
      let rounding = 1e-15 * abs(above) / step
      return abs(found - difference) / (1e-6 * (10 + abs(difference)) + rounding)
    }
    return errors.filter { !$0.isNaN }.min() ?? .nan
  }
}
