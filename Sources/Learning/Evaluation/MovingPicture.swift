import Flows
import Foundation

/// Chooses how exactly a flow's equation is solved for a picture that moves: with the least work whose result
/// looks the same.
///
/// A screen of a continuous flow is thousands of solutions, and how many evaluations of the field they need
/// depends on what it has learned: on two moons as few as 16 to 20, on a checkerboard all 48. So the ways to
/// solve it with less work (``ContinuousOptions/coarser``) are measured beside the flow's own at a few points
/// now and then.
///
/// Not thread-safe: it belongs to the thread of its evaluator.
public final class MovingPicture {
  /// How far a picture may be from the flow's own solution, at nearly all points.
  public struct Bounds: Hashable, Sendable {
    /// Of a point's image, in units of the plane.
    public var point: Float
    /// Of a density, as a share of the greatest.
    public var density: Float = 2.5 / 255
    /// Of a log-determinant, in nats.
    public var logDet: Float = 0.05

    public init(point: Float) { self.point = point }
  }

  private let exact: Evaluator
  private let ways: [Architecture]
  private var evaluators: [Int: Evaluator] = [:]
  private var chosen: Evaluator
  private var shown: (step: Int, bounds: Bounds)?
  private var rest = 0

  /// Pictures from one measurement to the next.
  private static let interval = 8
  /// The share of points at which the bounds hold.
  private static let share = 0.98

  /// - Parameter exact: solves as the flow's settings say.
  public init(_ exact: Evaluator) {
    (self.exact, chosen) = (exact, exact)
    let architecture = exact.architecture
    let solved = architecture.layers.compactMap { $0 as? any Solved }
    let count = solved.map(\.options.coarser.count).min() ?? 0
    ways = (0..<count).map { index in
      architecture.solved { $0 = $0.coarser[index] }
    }
  }

  /// What evaluates the picture of a model: the flow's own evaluator where nothing is solved, and where less
  /// work would show.
  /// - Parameter points: where it is measured, spread over the picture.
  public func evaluator(
    for model: Model, at points: @autoclosure () -> [SIMD2<Float>], within bounds: Bounds
  ) -> Evaluator {
    guard !ways.isEmpty, shown?.step != model.step || shown?.bounds != bounds else { return chosen }
    if shown?.bounds != bounds { rest = 0 }
    shown = (model.step, bounds)
    rest -= 1
    if rest < 0 {
      rest = Self.interval - 1
      chosen = choose(model, points(), bounds)
    }
    return chosen
  }

  private func choose(_ model: Model, _ points: [SIMD2<Float>], _ bounds: Bounds) -> Evaluator {
    let wanted = exact.inverse(points, of: model)
    for index in ways.indices {
      let way = evaluators[index] ?? Evaluator(ways[index], threads: exact.threads)
      evaluators[index] = way
      let found = way.inverse(points, of: model)
      if Self.looksTheSame(found, wanted, bounds) { return way }
    }
    return exact
  }

  /// Whether nearly all points are within the bounds.
  static func looksTheSame(
    _ found: InverseResult, _ wanted: InverseResult, _ bounds: Bounds
  ) -> Bool {
    let densities = (
      found: found.logDensity.map { exp($0) }, wanted: wanted.logDensity.map { exp($0) }
    )
    let greatest = densities.wanted.filter(\.isFinite).max() ?? 0
    let near = wanted.z.indices.count { index in
      let gap = found.z[index] - wanted.z[index]
      let density = abs(densities.found[index] - densities.wanted[index])
      return (gap * gap).sum() <= bounds.point * bounds.point
        && density <= bounds.density * greatest
        && abs(found.logDet[index] - wanted.logDet[index]) <= bounds.logDet
    }
    return Double(near) >= share * Double(wanted.z.count)
  }
}
