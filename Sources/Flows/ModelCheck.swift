import Foundation

/// What is measured of a model before its numbers are called likelihoods: whether its density has mass
/// 1, whether solving more finely changes it, and whether its samples are undone by the way back.
public struct ModelCheck: Hashable, Sendable {
  /// ∫p(x) dx over a box that holds practically all samples and data.
  public struct Mass: Hashable, Sendable {
    public var value: Double
    /// The share of the model's samples inside the box, which the mass should be.
    public var expected: Double
    /// What the grid and the number of samples leave uncertain.
    public var uncertainty: Double

    /// Whether the mass is not what it should be.
    public var isOff: Bool { !(abs(value - expected) <= ModelCheck.massBound + uncertainty) }
  }

  public var mass: Mass?
  /// Mean change of log p(x) at held-out points when an equation is solved more finely, in nats; `nil`
  /// where nothing is solved.
  public var solverGap: Double?
  /// Samples that did not converge (``CheckedPoint/converged``), and of how many.
  public var unconverged = 0
  public var samples = 0

  public init() {}

  /// How far a mass may be from 1 besides what is uncertain of it.
  public static let massBound = 0.02
  /// How much solving more finely may change log p in the mean, in nats.
  public static let solverBound = 0.02

  /// Measures a model.
  /// - Parameters:
  ///   - data: points that its likelihood is measured at, in the units that it learned in.
  ///   - thorough: with the mass, and with more points.
  /// - Throws: ``FlowError`` for settings that name no flow.
  public init(
    _ model: Model, at data: [SIMD2<Float>], threads: Int, thorough: Bool = true
  ) throws(FlowError) {
    let evaluator = try Evaluator(model.settings, threads: threads)
    let architecture = evaluator.architecture
    if architecture.family.inverseMethod.isSolved {
      let points = Array(data.prefix(500))
      let finer = Evaluator(architecture.solved { $0 = $0.finer }, threads: threads)
      let (coarse, fine) = (
        evaluator.inverse(points, of: model).logDensity, finer.inverse(points, of: model).logDensity
      )
      // Where single precision cannot be as fine there is no number.
      let gaps = zip(coarse, fine).map { $0 == $1 ? 0 : Double(abs($0 - $1)) }.filter { !$0.isNaN }
      solverGap = gaps.isEmpty ? 0 : gaps.reduce(0, +) / Double(gaps.count)
    }
    let checked = try CheckedEvaluator(model.settings, threads: threads)
    let drawn = checked.sample(count: thorough ? 1000 : 200, seed: 3, of: model)
    (unconverged, samples) = (drawn.unconverged, drawn.points.count)
    if thorough {
      mass = Self.mass(
        evaluator, model,
        around: data.prefix(5000)
          + drawn.points.compactMap {
            $0.x.x.isFinite && $0.x.y.isFinite ? SIMD2<Float>($0.x) : nil
          }, samples: drawn.points.map { SIMD2<Float>($0.x) })
    }
  }

  /// By the midpoints of a grid, whose own error is how much the four coarser grids in it differ.
  private static func mass(
    _ evaluator: Evaluator, _ model: Model, around points: [SIMD2<Float>], samples: [SIMD2<Float>]
  ) -> Mass? {
    guard points.count > 10, !samples.isEmpty else { return nil }
    func range(_ axis: Int) -> (low: Double, size: Double) {
      let sorted = points.map { Double($0[axis]) }.sorted()
      let outside = points.count / 200
      let (low, high) = (sorted[outside], sorted[points.count - 1 - outside])
      let margin = 0.25 * (high - low) + 1e-6
      return (low - margin, high - low + 2 * margin)
    }
    let (across, down) = (range(0), range(1))
    let method = evaluator.architecture.family.inverseMethod
    let count = method == .closedForm ? 200 : 100
    let (dx, dy) = (across.size / Double(count), down.size / Double(count))
    var parts = [0.0, 0, 0, 0]
    for row in 0..<count {
      let line = (0..<count).map { column in
        SIMD2(
          Float(across.low + (Double(column) + 0.5) * dx),
          Float(down.low + (Double(row) + 0.5) * dy))
      }
      for (column, value) in evaluator.inverse(line, of: model).logDensity.enumerated() {
        parts[2 * (row % 2) + column % 2] += exp(Double(value)) * 4 * dx * dy
      }
    }
    let value = parts.reduce(0, +) / 4
    let inside = samples.count {
      let (x, y) = (Double($0.x) - across.low, Double($0.y) - down.low)
      return x >= 0 && y >= 0 && x < across.size && y < down.size
    }
    let share = Double(inside) / Double(samples.count)
    let error = (share * (1 - share) / Double(samples.count)).squareRoot()
    let gridError = parts.reduce(0) { max($0, abs($1 - value)) }
    return Mass(value: value, expected: share, uncertainty: gridError + 3 * error)
  }
}
