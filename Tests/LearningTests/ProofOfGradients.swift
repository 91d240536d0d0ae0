import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// The gradients that training follows, against central differences in Double.
@Suite struct ProofOfGradients {
  /// Mean negative log-likelihood and its gradient, traced as training traces it.
  private struct Loss {
    let executor: Executor<Double>
    let loss: SharedOutput
    /// Each tensor's gradient; `nil` where there is none.
    let gradients: [SharedOutput?]
    let lanes: Int

    init(_ subject: ProofSubject, _ points: [SIMD2<Double>]) {
      let graph = Graph()
      let inverse = subject.architecture.refined.inverse(graph.input(0, features: 2))
      let density = subject.architecture.base.distribution.logDensity(inverse.z) + inverse.logDet
      let loss = density.laneSum * (-1 / Double(points.count))
      let gradients = graph.gradients(
        of: loss,
        withRespectTo: subject.architecture.layout.tensors.map { $0.parameter(graph) })
      var outputs = Outputs()
      self.loss = outputs.add(shared: loss)
      self.gradients = gradients.map { $0.map { outputs.add(shared: $0) } }
      executor = Executor(
        Program(outputs),
        parameterCount: subject.model.parameters.count, tileLanes: 16)
      executor.setInput(0, feature: 0, points.map(\.x))
      executor.setInput(0, feature: 1, points.map(\.y))
      lanes = points.count
    }

    func callAsFunction(_ parameters: [Double]) -> Double {
      executor.parameters = parameters
      executor.run(lanes: lanes)
      return executor[loss]
    }
  }

  @Test(arguments: FlowFamily.names, ProofSubject.State.allCases)
  func everyTensorsGradientMatchesCentralDifferences(
    name: String, state: ProofSubject.State
  ) throws {
    let subject = try ProofSubject.make(name, state)
    var random = RandomStream(seed: 3)
    let points = (0..<21).map { _ in SIMD2(2 * random.normal(), random.normal()) }
    let loss = Loss(subject, points)
    let parameters = subject.model.parameters.map(Double.init)
    _ = loss(parameters)
    let gradients = loss.gradients.map { $0.map { loss.executor.values($0) } }
    var largest = 0.0
    for (tensor, gradient) in zip(subject.architecture.layout.tensors, gradients) {
      let count = tensor.parameter.count
      for index in Set([0, count / 3, count / 2, count - 1]) {
        let found = gradient?[index] ?? 0
        largest = max(largest, abs(found))
        // A rectifier's kink may lie within one step's reach; within the shorter one's it does not.
        var differences: [Double] = []
        let agrees = [1e-6, 1e-7].contains { step in
          var changed = parameters
          changed[tensor.parameter.offset + index] += step
          let above = loss(changed)
          changed[tensor.parameter.offset + index] -= 2 * step
          let difference = (above - loss(changed)) / (2 * step)
          differences.append(difference)
          // Losses are rounded, and so are their differences.
          let rounding = 1e-15 * abs(above) / step
          return abs(found - difference) < 1e-6 * (10 + abs(difference)) + rounding
        }
        #expect(
          agrees,
          "\(tensor.name)[\(index)]: \(found), not \(differences)")
      }
    }
    #expect(largest > 1e-3, "a gradient that is zero everywhere proves nothing")
  }
}
