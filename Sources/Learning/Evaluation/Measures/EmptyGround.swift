import Flows
import Foundation

/// The ground between the parts of a target where the target has practically nothing: a flow is
/// continuous, so what connects its parts must cross it. The model's mass there is the bridge.
///
/// Between two groups of points it is the strip of ``GapCrossing``. Where there are no two groups, as
/// between rings, it is all ground inside the target's outline with less density than 99.9 % of the
/// target's points have.
public struct EmptyGround: Sendable {
  /// The strip between two groups; `nil` where the ground has another shape.
  package let strip: GapCrossing.Strip?
  private let outline: Polygon
  /// log p of the target below which the ground is empty, in nats.
  private let level: Double
  private let target: any Target
  /// The midpoints of equal cells that fill it, and a cell's area.
  package let cells: [SIMD2<Float>]
  package let cellArea: Double
  /// The target's mass on it; `nil` where its density is unknown.
  public let targetMass: Double?

  private static let outlinePoints = 4000
  private static let levelPoints = 20_000
  private static let levelShare = 0.001
  /// Cells along a side of the square that holds the target.
  private static let lattice = 200

  /// - Parameter isFine: whether there is time for many cells; a picture that moves takes fewer.
  /// - Throws: ``FlowError`` where the target has no two groups, and its density is unknown or leaves no
  ///   empty ground.
  public init(of target: any Target, isFine: Bool = true) throws(FlowError) {
    self.target = target
    let points = target.drawn(Self.outlinePoints, seed: 1)
    outline = Polygon(hullOf: points)
    if let strip = try? GapCrossing.Strip(of: target) {
      self.strip = strip
      level = -.infinity
      let (centers, area) = strip.cells(
        reach: 1.5 * target.extent, across: isFine ? 80 : 24, along: isFine ? 400 : 120)
      (cells, cellArea) = (centers.map { SIMD2<Float>($0) }, area)
    } else {
      strip = nil
      let densities = target.heldOut(Self.levelPoints).compactMap {
        target.logDensity(SIMD2<Double>($0))
      }.sorted()
      guard !densities.isEmpty else {
        throw FlowError(
          "the density of target '\(target.name)' is unknown, and its points are not two groups: "
            + "where it has nothing cannot be told")
      }
      let level = densities[Int(Self.levelShare * Double(densities.count))]
      self.level = level
      let grid = SquareGrid(
        extent: Float(target.extent), count: isFine ? Self.lattice : Self.lattice / 3)
      cells = grid.centers.filter { [outline] in
        outline.contains($0) && (target.logDensity(SIMD2<Double>($0)) ?? 0) < level
      }
      cellArea = Double(grid.cellArea)
      if cells.isEmpty {
        throw FlowError("target '\(target.name)' leaves no empty ground inside its outline")
      }
    }
    let truth = cells.compactMap { target.logDensity(SIMD2<Double>($0)) }
    targetMass =
      truth.count == cells.count ? truth.reduce(0) { $0 + exp($1) } * cellArea : nil
  }

  public func contains(_ point: SIMD2<Float>) -> Bool {
    if let strip { return strip.contains(point) }
    return outline.contains(point)
      && (target.logDensity(SIMD2<Double>(point)) ?? .infinity) < level
  }

  /// The mass of a density on it.
  package func mass(_ logDensity: ([SIMD2<Float>]) -> [Float]) -> Double {
    logDensity(cells).reduce(0) { $0 + Double(exp($1)) } * cellArea
  }
}

extension Polygon {
  /// The convex hull (Andrew's monotone chain).
  init(hullOf points: [SIMD2<Float>]) {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    func chain(_ points: some Sequence<SIMD2<Float>>) -> [SIMD2<Float>] {
      var chain: [SIMD2<Float>] = []
      for point in points {
        while chain.count > 1 {
          let (a, b) = (
            chain[chain.count - 1] - chain[chain.count - 2], point - chain[chain.count - 1]
          )
          guard a.x * b.y - a.y * b.x <= 0 else { break }
          chain.removeLast()
        }
        chain.append(point)
      }
      return Array(chain.dropLast())
    }
    self.init(chain(sorted) + chain(sorted.reversed()))
  }
}
