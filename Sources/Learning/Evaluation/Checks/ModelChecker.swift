import Flows
import Foundation

/// Makes the checks of ``ModelCheck``, for models of one architecture.
///
/// Not thread-safe: it belongs to one thread.
public final class ModelChecker {
  private let evaluator: Evaluator
  /// The same with a finer solver; `nil` for a flow without a solver.
  private let finer: Evaluator?
  private let checked: CheckedEvaluator

  /// - Parameter checked: an evaluator of the same settings, if the caller has one already.
  /// - Throws: ``FlowError`` for settings that name no flow, base or sensible size.
  public init(
    _ settings: Settings, threads: Int, checked: CheckedEvaluator? = nil
  ) throws(FlowError) {
    evaluator = try Evaluator(settings, threads: threads)
    let architecture = evaluator.architecture
    finer =
      architecture.family.inverseMethod.isSolved
      ? Evaluator(architecture.solved { $0 = $0.finer }, threads: threads) : nil
    if let checked {
      self.checked = checked
    } else {
      self.checked = try CheckedEvaluator(settings, threads: threads)
    }
  }

  /// All checks, for a report.
  /// - Parameter data: points to measure the likelihood at, in the units that the flow learned in; if empty,
  ///   samples are taken instead.
  public func thorough(_ model: Model, at data: [SIMD2<Float>]) -> ModelCheck {
    let samples = checked.sample(count: 1000, seed: 3, of: model).points
    var check = ModelCheck()
    check.samples = samples.count
    check.unconverged = samples.count { !$0.converged }
    check.isSingular = samples.allSatisfy { $0.logDet == -.infinity }
    guard !check.isSingular else { return check }
    let places = samples.map { SIMD2<Float>($0.x) }.filter { $0.x.isFinite && $0.y.isFinite }
    check.solverGap = solverGap(model, at: Array((data.isEmpty ? places : data).prefix(500)))
    check.mass = MassMeasurement(
      evaluator: evaluator, model: model, points: places + data.prefix(5000), samples: places
    ).mass()
    return check
  }

  /// The checks that are cheap enough to be made during training: all but the mass.
  public func quick(_ model: Model, at data: [SIMD2<Float>]) -> ModelCheck {
    let samples = checked.sample(count: 100, seed: 3, of: model)
    var check = ModelCheck()
    (check.samples, check.unconverged) = (samples.points.count, samples.unconverged)
    check.solverGap = solverGap(model, at: Array(data.prefix(100)))
    return check
  }

  private func solverGap(_ model: Model, at points: [SIMD2<Float>]) -> Double? {
    guard let finer else { return nil }
    let coarse = evaluator.inverse(points, of: model).logDensity
    let fine = finer.inverse(points, of: model).logDensity
    // Where single precision cannot meet the finer tolerance the result is NaN.
    let gaps = zip(coarse, fine).map { $0 == $1 ? 0 : Double(abs($0 - $1)) }.filter { !$0.isNaN }
    return gaps.isEmpty ? 0 : gaps.reduce(0, +) / Double(gaps.count)
  }
}
