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
    let places = samples.map { SIMD2<Float>($0.x) }.filter { $0.x.isFinite && $0.y.isFinite }
    check.solverGap = solverGap(model, at: Array((data.isEmpty ? places : data).prefix(500)))
    check.mass = mass(model, around: places + data.prefix(5000), samples: places)
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

  // MARK: Mass

  /// A grid of `count` × `count` cells over a box.
  private struct Grid {
    var low: SIMD2<Double>
    var step: SIMD2<Double>
    var count: Int

    /// A box around all points but the outermost half percent on each side of each axis, and a quarter
    /// larger than that.
    init(around points: [SIMD2<Float>], count: Int) {
      self.count = count
      (low, step) = (.zero, .zero)
      for axis in 0..<2 {
        let sorted = points.map { Double($0[axis]) }.sorted()
        let outside = points.count / 200
        let (first, last) = (sorted[outside], sorted[points.count - 1 - outside])
        let margin = 0.25 * (last - first) + 1e-6
        low[axis] = first - margin
        step[axis] = (last - first + 2 * margin) / Double(count)
      }
    }

    func center(_ column: Int, _ row: Int) -> SIMD2<Float> {
      SIMD2<Float>(low + (SIMD2(Double(column), Double(row)) + 0.5) * step)
    }

    /// The cell of a point; `nil` outside.
    func cell(_ point: SIMD2<Float>) -> Int? {
      let place = (SIMD2<Double>(point) - low) / step
      guard place.min() >= 0, place.max() < Double(count) else { return nil }
      return Int(place.y) * count + Int(place.x)
    }
  }

  /// The mass by the midpoint rule on a grid. The rule's error is estimated from the four coarser grids
  /// that the grid consists of. `nil` where the density is too narrow for the grid.
  private func mass(
    _ model: Model, around points: [SIMD2<Float>], samples: [SIMD2<Float>]
  ) -> ModelCheck.Mass? {
    guard samples.count >= 100 else { return nil }
    let isCheap = evaluator.architecture.family.inverseMethod == .closedForm
    let grid = Grid(around: points, count: isCheap ? 200 : 100)
    let cells = samples.compactMap(grid.cell)
    guard Set(cells).count >= 50 else { return nil }
    var parts = [0.0, 0, 0, 0]
    let area = 4 * grid.step.x * grid.step.y
    let centers = (0..<grid.count * grid.count).map {
      grid.center($0 % grid.count, $0 / grid.count)
    }
    for (cell, value) in evaluator.inverse(centers, of: model).logDensity.enumerated() {
      let (row, column) = cell.quotientAndRemainder(dividingBy: grid.count)
      parts[2 * (row % 2) + column % 2] += exp(Double(value)) * area
    }
    let value = parts.reduce(0, +) / 4
    let share = Double(cells.count) / Double(samples.count)
    let error = (share * (1 - share) / Double(samples.count)).squareRoot()
    let gridError = parts.reduce(0) { max($0, abs($1 - value)) }
    return ModelCheck.Mass(value: value, expected: share, uncertainty: gridError + 3 * error)
  }
}
