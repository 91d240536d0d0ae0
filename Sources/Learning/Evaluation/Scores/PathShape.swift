import Flows

/// How straight the paths are on which a vector field takes points from z to x, and what one step along
/// them is worth. On straight paths at constant speed one step of Euler's method is exact.
public struct PathShape: Hashable, Sendable {
  /// E ∫ |v − (x − z)|² dt over the paths of samples (Liu et al. 2023, arXiv:2209.03003, section 2.2), with v
  /// the mean velocity of each of the solver's steps; 0 on straight paths. Squared units of x.
  public let bend: Double
  /// How far samples made in one step, z + v(z, 0), are from held-out points; `nil` where too few are finite.
  public let oneStep: SampleDistance?

  /// - Returns: `nil` for a flow without a vector field.
  init?(_ evaluator: Evaluator, _ model: Model, _ target: any Target) {
    let layers = evaluator.architecture.layers
    guard let field = layers.first as? any FieldDriven else { return nil }
    let steps = max(1, field.stageNames.count)
    let z = evaluator.sampleBase(count: SampleScores.count, seed: SampleScores.seed, of: model)
    let places = evaluator.journey(from: z, of: model).points
    var sum = 0.0
    for index in z.indices {
      let way = places[steps][index] - z[index]
      for step in 0..<steps {
        let miss = Float(steps) * (places[step + 1][index] - places[step][index]) - way
        sum += Double((miss * miss).sum())
      }
    }
    bend = sum / Double(steps * z.count)
    let first = evaluator.motion(at: z, depth: 0, of: model).vectors
    let reached = zip(z, first).map { $0 + $1 }
    let fit = layers.last as? GaussianFit
    oneStep = SampleDistance(
      fit.map { fit in reached.map(fit.place) } ?? reached, to: target.heldOut(SampleScores.count))
  }
}
