/// What an evaluation costs on one thread, of any model of an architecture.
public struct EvaluationCost: Sendable {
  /// Points per second, x → z with densities, and z → x.
  public var densityRate: Double
  public var sampleRate: Double
  /// By how much of itself the best time of the runs differs from the second best, of the less steady way.
  public var spread: Double

  /// Small, so that some of many runs are not disturbed even on a busy machine.
  private static let batch = 1024
  /// Runs of each way at least, and seconds that both ways together take at most, if those runs allow.
  private static let leastRuns = 6
  /// Tests that draw many screens and look at no rate take less.
  @TaskLocal package static var seconds = 0.3
  /// The greatest spread of a rate that is worth showing.
  private static let steady = 0.15

  /// Times both ways in turn, so that what else the machine does falls on both. The best run counts: what
  /// disturbs a run only makes it longer.
  /// - Parameter evaluator: one with the threads that are to be timed.
  package init(_ evaluator: Evaluator, _ model: Model) {
    let z = evaluator.sampleBase(count: Self.batch, seed: 3, of: model)
    let x = evaluator.forward(z, of: model).x
    let clock = ContinuousClock()
    let start = clock.now
    var times: (density: [Double], sample: [Double]) = ([], [])
    while times.density.count < Self.leastRuns
      || (clock.now - start) / .seconds(1) < Self.seconds
    {
      times.density.append(clock.measure { _ = evaluator.inverse(x, of: model) } / .seconds(1))
      times.sample.append(clock.measure { _ = evaluator.forward(z, of: model) } / .seconds(1))
    }
    let (density, sample) = (times.density.sorted(), times.sample.sorted())
    densityRate = Double(Self.batch) / max(density[0], 1e-9)
    sampleRate = Double(Self.batch) / max(sample[0], 1e-9)
    spread = max(density[1] / max(density[0], 1e-9), sample[1] / max(sample[0], 1e-9)) - 1
  }

  /// The same, or `nil` where the machine was too busy to tell.
  public var ifSteady: EvaluationCost? { spread <= Self.steady ? self : nil }
}
