import Autodiff
import Flows

/// ∇ log p(x) of a flow, which statistics calls its score, in Float.
package final class DensityGradient {
  private let architecture: Architecture
  private let executor: Executor<Float>
  private let gradient: PointOutput

  /// - Throws: ``FlowError`` where x → z is a search, through which no gradient goes.
  package init(_ architecture: Architecture, threads: Int = 1) throws(FlowError) {
    guard !architecture.family.inverseMethod.isSearch else {
      throw FlowError(
        "flow '\(architecture.family.name)' finds z by a search, so log p has no gradient here; "
          + "choose a flow whose way from x to z is a formula, such as realnvp")
    }
    self.architecture = architecture
    let x = Graph().input(0, features: 2)
    let inverse = architecture.inverse(x)
    let logDensity = architecture.base.distribution.logDensity(inverse.z) + inverse.logDet
    var outputs = Outputs()
    let gradients = x.graph.gradients(of: logDensity, withRespectTo: [x])
    gradient = outputs.add(point: gradients[0] ?? x.graph.constant([0, 0]))
    executor = Executor(
      Program(outputs), parameterCount: architecture.parameterCount, threads: threads)
  }

  package func values(at points: [SIMD2<Float>], of model: Model) -> [SIMD2<Float>] {
    guard !points.isEmpty else { return [] }
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    return executor.points(gradient, count: points.count)
  }

  /// Takes noise of a standard deviation off points, by Tweedie's formula (Efron 2011, "Tweedie's formula
  /// and selection bias", equation 1.4): x + σ²·∇log p(x) is the mean of all that could have become x, where p is the
  /// density with the noise.
  package func denoised(
    _ points: [SIMD2<Float>], deviation: Double, of model: Model
  ) -> [SIMD2<Float>] {
    let step = Float(deviation * deviation)
    return zip(points, values(at: points, of: model)).map { $0 + step * $1 }
  }
}
