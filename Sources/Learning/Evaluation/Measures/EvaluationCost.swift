/// What an evaluation costs on one thread, of any model of an architecture.
public struct EvaluationCost: Sendable {
  /// Points per second, x → z with densities, and z → x.
  public var densityRate: Double
  public var sampleRate: Double

  private static let batch = 4096

  /// Times both ways; the better of two runs counts.
  /// - Parameter evaluator: one with the threads that are to be timed.
  package init(_ evaluator: Evaluator, _ model: Model) {
    let z = evaluator.sampleBase(count: Self.batch, seed: 3, of: model)
    let x = evaluator.forward(z, of: model).x
    densityRate = Self.rate { _ = evaluator.inverse(x, of: model) }
    sampleRate = Self.rate { _ = evaluator.forward(z, of: model) }
  }

  private static func rate(_ run: () -> Void) -> Double {
    let times = (0..<2).map { _ in ContinuousClock().measure(run) / .seconds(1) }
    return Double(batch) / max(times.min() ?? 1, 1e-9)
  }
}
