import Flows

/// What one sample of a model costs.
public struct SamplingCost: Hashable, Sendable {
  /// Seconds on one thread, in a batch of 1,024, without densities.
  public let seconds: Double
  /// Evaluations of the model's networks for one sample, one after another; `nil` where the learner does
  /// not count them.
  public let passes: Double?

  private static let batch = 1024
  private static let leastRuns = 4

  /// Times a model. The best run counts, for what disturbs a run only makes it longer.
  /// - Parameter sampler: one that computes with one thread.
  public init(_ sampler: any Sampler, _ model: Model) {
    let clock = ContinuousClock()
    let start = clock.now
    var (best, runs) = (Double.infinity, 0)
    while runs < Self.leastRuns || (clock.now - start) / .seconds(1) < EvaluationCost.seconds / 3 {
      let time = clock.measure { _ = sampler.samples(count: Self.batch, seed: 3, of: model) }
      best = min(best, time / .seconds(1))
      runs += 1
    }
    seconds = best / Double(Self.batch)
    passes = sampler.passes(of: model)
  }
}

extension Evaluator {
  /// Passes of the flow's networks for one sample, z → x: 1 where that is a formula, one for each feature
  /// where these wait for one another, the evaluations of the field where an equation is solved (the mean),
  /// and the turns of a search (the most of any layer).
  public func passes(of model: Model) -> Double? {
    switch architecture.family.forwardMethod {
    case .closedForm, .quadrature: return 1
    case .passes(let count): return Double(count)
    case .root, .fixedPoint, .minimum, .ode:
      let z = sampleBase(count: 256, seed: SampleScores.seed, of: model)
      let forward = forward(z, of: model)
      return forward.solver?.mean ?? Double(forwardTurns)
    }
  }
}

extension Sampler {
  public func passes(of model: Model) -> Double? { nil }
}
