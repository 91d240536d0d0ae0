import Flows
import Foundation

/// What a model makes of the gap between two groups of the target's points: a flow is continuous, and
/// cannot leave it empty.
public struct GapCrossing: Sendable {
  /// ∫p(x) dx over the gap.
  public var mass: Double
  /// The same of the target; `nil` where its density is unknown.
  public var targetMass: Double?
  /// How many held-out points lie in the gap, and of how many.
  public var points: Int
  public var pointCount: Int
  /// The larger singular value of dx/dz in the middle of the gap.
  public var stretch: Double
  /// In the units that the flow learned in.
  public var width: Double

  /// The widest strip between two groups that holds none of the drawn points, across the line between
  /// the groups' means.
  package struct Strip: Sendable {
    /// A point of the line, its direction, and the strip's two edges along it.
    package let origin: SIMD2<Double>
    package let axis: SIMD2<Double>
    package let edges: ClosedRange<Double>

    private static let pointCount = 4000
    /// The least width, as a share of the distance between the groups.
    private static let leastShare = 0.1

    /// - Throws: ``FlowError`` where the target's points leave no gap.
    package init(of target: any Target) throws(FlowError) {
      let points = target.drawn(Self.pointCount, seed: 1).map { SIMD2<Double>($0) }
      let (first, second) = Self.groups(points)
      let line = second - first
      let length = (line * line).sum().squareRoot()
      origin = first
      axis = length > 0 ? line / length : SIMD2(1, 0)
      let places = points.map { [axis] in (($0 - first) * axis).sum() }
        .filter { $0 >= 0 && $0 <= length }.sorted()
      let widest = zip(places, places.dropFirst()).max { $0.1 - $0.0 < $1.1 - $1.0 }
      guard let widest, widest.1 - widest.0 >= Self.leastShare * length else {
        throw FlowError("the points of target '\(target.name)' leave no gap between two groups")
      }
      edges = widest.0...widest.1
    }

    var width: Double { edges.upperBound - edges.lowerBound }
    package var middle: SIMD2<Double> { origin + axis * (edges.lowerBound + width / 2) }

    func contains(_ point: SIMD2<Float>) -> Bool {
      edges.contains(((SIMD2<Double>(point) - origin) * axis).sum())
    }

    /// The corners of the strip as far as `reach` to both sides of the line, in order around it.
    package func corners(reach: Double) -> [SIMD2<Double>] {
      let side = SIMD2(-axis.y, axis.x) * reach
      let ends = [edges.lowerBound, edges.upperBound].map { origin + axis * $0 }
      return [ends[0] - side, ends[1] - side, ends[1] + side, ends[0] + side]
    }

    /// The mass of a model in the strip, and of its target where its density is known.
    /// - Parameter isFine: whether there is time for many points; a picture that moves takes fewer.
    package func mass(
      _ evaluator: any PointEvaluator, _ model: Model, _ target: any Target, isFine: Bool
    ) -> (model: Double, target: Double?) {
      let (centers, area) = cells(
        reach: 1.5 * target.extent, across: isFine ? 80 : 24, along: isFine ? 400 : 120)
      let density = evaluator.values(at: centers.map { SIMD2<Float>($0) }, of: model)
      let truth = centers.compactMap { target.logDensity($0) }
      return (
        density.reduce(0) { $0 + Double(exp($1)) } * area,
        truth.count == centers.count ? truth.reduce(0) { $0 + exp($1) } * area : nil
      )
    }

    /// The midpoints of so many cells as far as `reach` to both sides of the line, and a cell's area.
    private func cells(
      reach: Double, across: Int, along: Int
    ) -> (centers: [SIMD2<Double>], area: Double) {
      let side = SIMD2(-axis.y, axis.x)
      let step = SIMD2(width / Double(across), 2 * reach / Double(along))
      let corner = middle - axis * (width / 2) - side * reach
      var centers: [SIMD2<Double>] = []
      for row in 0..<along {
        let start = corner + side * ((Double(row) + 0.5) * step.y)
        for column in 0..<across {
          centers.append(start + axis * ((Double(column) + 0.5) * step.x))
        }
      }
      return (centers, step.x * step.y)
    }

    /// The means of two groups (Lloyd's algorithm, from both ends of the longer coordinate).
    private static func groups(
      _ points: [SIMD2<Double>]
    ) -> (SIMD2<Double>, SIMD2<Double>) {
      guard let start = points.first else { return (.zero, .zero) }
      let low = points.reduce(start) { pointwiseMin($0, $1) }
      let high = points.reduce(start) { pointwiseMax($0, $1) }
      let axis = high.x - low.x >= high.y - low.y ? 0 : 1
      var first = points.min { $0[axis] < $1[axis] } ?? start
      var second = points.max { $0[axis] < $1[axis] } ?? start
      for _ in 0..<20 {
        var sums = (SIMD2<Double>.zero, SIMD2<Double>.zero)
        var counts = (0.0, 0.0)
        for point in points {
          let (a, b) = (point - first, point - second)
          if (a * a).sum() <= (b * b).sum() {
            (sums.0, counts.0) = (sums.0 + point, counts.0 + 1)
          } else {
            (sums.1, counts.1) = (sums.1 + point, counts.1 + 1)
          }
        }
        if counts.0 > 0 { first = sums.0 / counts.0 }
        if counts.1 > 0 { second = sums.1 / counts.1 }
      }
      return (first, second)
    }
  }

  /// - Throws: ``FlowError`` where the target's points leave no gap.
  init(_ evaluator: Evaluator, _ model: Model, _ target: any Target) throws(FlowError) {
    let strip = try Strip(of: target)
    (mass, targetMass) = strip.mass(evaluator, model, target, isFine: true)
    let heldOut = target.heldOut(10_000)
    (points, pointCount) = (heldOut.count(where: strip.contains), heldOut.count)
    // The reciprocal of the smaller one of dz/dx.
    stretch = 1 / evaluator.ledger(at: strip.middle, of: model).jacobian.axes[1].factor
    width = strip.width
  }
}
