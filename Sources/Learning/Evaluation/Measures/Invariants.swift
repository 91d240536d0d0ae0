import Flows
import Foundation

/// What must hold of every flow, measured on one model.
public struct Invariants: Sendable {
  /// ∫p(x) dx over a square of one and a half times the target's extent.
  public var mass = Double.nan
  /// Greatest |f(f⁻¹(x)) − x| over data points, and |f⁻¹(f(z)) − z| over base points.
  public var dataRoundTrip = Double.nan
  public var baseRoundTrip = Double.nan
  /// Greatest sum of the log-determinants there and back, in nats.
  public var logDetGap = Double.nan
  /// Median distance between the log-determinant and finite differences, in nats: at a kink of a
  /// network the differences straddle two slopes, and a few points stand at one.
  public var differenceGap = Double.nan
  /// det dx/dz over a lattice of base space.
  public var leastDet = Double.nan
  public var greatestDet = Double.nan
  /// Points of the lattice at which the map turns over or is not a number.
  public var folds = 0
  public var latticeCount = 0
  /// Two points of base space that the map takes to one place, where it folds.
  public var fold: Fold?
  /// The base's mass on ground that the map turns over, whether or not two points were found that meet.
  public var turnedMass = Double.nan
  /// Greatest stretch over the lattice: of f and of f⁻¹.
  public var forwardStretch = Double.nan
  public var inverseStretch = Double.nan
  /// The greatest stretch each way that the layers guarantee, where they do.
  public var bound: (forward: Double, inverse: Double)?
  /// Turns of the iterative layers, at most.
  public var turns = 0

  /// - Parameter isFine: whether there is time for many points; a picture that moves takes fewer.
  package init(_ evaluator: Evaluator, _ model: Model, _ target: any Target, isFine: Bool) {
    // Cells of one and a half standard deviations of the narrowest mode at most: a Gaussian's sum over them
    // is its integral to 0.0003.
    let deviation = target.modes.map(\.deviation).min() ?? .infinity
    let extent = 1.5 * target.extent
    mass = Self.mass(
      evaluator, model, extent: extent,
      count: max(isFine ? 180 : 56, Int((2 * extent / (1.5 * deviation)).rounded(.up))))
    bound = evaluator.architecture.lipschitzBound
    measureWays(evaluator, model, target, count: isFine ? 512 : 192, ledgers: isFine ? 32 : 6)
    measureLattice(evaluator, model)
  }

  /// By the midpoints of a grid of `count` cells each way.
  private static func mass(
    _ evaluator: Evaluator, _ model: Model, extent: Double, count: Int
  ) -> Double {
    let square = SquareGrid(extent: Float(extent), count: count)
    let density = evaluator.inverse(square.centers, of: model).logDensity
    return density.reduce(0) { $0 + Double(exp($1)) } * Double(square.cellArea)
  }

  private mutating func measureWays(
    _ evaluator: Evaluator, _ model: Model, _ target: any Target, count: Int, ledgers: Int
  ) {
    let data = target.drawn(count, seed: model.settings.seed)
    let back = evaluator.inverse(data, of: model)
    let forth = evaluator.forward(back.z, of: model)
    let z = evaluator.sampleBase(count: count, seed: 11, of: model)
    let x = evaluator.forward(z, of: model)
    turns = evaluator.forwardTurns
    dataRoundTrip = Self.greatestGap(data, forth.x)
    baseRoundTrip = Self.greatestGap(z, evaluator.inverse(x.x, of: model).z)
    logDetGap = zip(back.logDet, forth.logDet).reduce(0) { max($0, Double(abs($1.0 + $1.1))) }
    let gaps = evaluator.ledgers(at: data.prefix(ledgers).map { SIMD2<Double>($0) }, of: model)
      .map { abs($0.logDet - $0.finiteDifferenceLogDet) }.sorted()
    if !gaps.isEmpty { differenceGap = gaps[gaps.count / 2] }
  }

  private static func greatestGap(_ a: [SIMD2<Float>], _ b: [SIMD2<Float>]) -> Double {
    zip(a, b).reduce(0) { worst, pair in
      let gap = SIMD2<Double>(pair.0 - pair.1)
      let length = (gap * gap).sum().squareRoot()
      return length.isNaN ? .nan : max(worst, length)
    }
  }

  private mutating func measureLattice(_ evaluator: Evaluator, _ model: Model) {
    let reach = Float(min(evaluator.architecture.base.distribution.extent, 3))
    let ticks = (0...24).map { reach * (2 * Float($0) / 24 - 1) }
    let lattice = ticks.flatMap { y in ticks.map { SIMD2($0, y) } }
    latticeCount = lattice.count
    let images = evaluator.forward(lattice, of: model)
    let jacobians = evaluator.jacobians(at: images.x, from: lattice, of: model)
    let negative = jacobians.count { $0.determinant < 0 } > jacobians.count / 2
    folds = zip(jacobians, images.logDet).count { jacobian, logDet in
      let determinant = jacobian.determinant
      return !logDet.isFinite || !determinant.isFinite
        || (negative ? determinant >= 0 : determinant <= 0)
    }
    // The places above are where the flow's own density says that it folds; this is where its points do.
    let logBase = evaluator.logBaseDensity(lattice, of: model)
    fold = Fold(side: ticks.count, z: lattice, x: images.x, logBase: logBase) {
      evaluator.forward($0, of: model).x
    }
    measureTurned(evaluator, model, reach: reach, isNegative: negative)
    let stretches = jacobians.map { Matrix2<Double>($0).axes.map(\.factor) }
    forwardStretch = stretches.reduce(0) { max($0, 1 / max($1[1], 1e-9)) }
    inverseStretch = stretches.reduce(0) { max($0, $1[0]) }
    let dets = images.logDet.filter(\.isFinite).map { exp(Double($0)) }
    (leastDet, greatestDet) = (dets.min() ?? .nan, dets.max() ?? .nan)
  }

  /// The base's mass on ground that is turned over, by the midpoints of a fine grid where there is any.
  private mutating func measureTurned(
    _ evaluator: Evaluator, _ model: Model, reach: Float, isNegative: Bool
  ) {
    turnedMass = 0
    let isByHand = evaluator.architecture.isByHand
    guard folds > 0 || fold != nil || isByHand else { return }
    let grid = SquareGrid(extent: 1.2 * reach, count: isByHand ? 400 : 160)
    let z = grid.centers
    let x = evaluator.forward(z, of: model).x
    let jacobians = evaluator.jacobians(at: x, from: z, of: model)
    let logBase = evaluator.logBaseDensity(z, of: model)
    turnedMass =
      zip(jacobians, logBase).reduce(0) { sum, place in
        let isTurned = (place.0.determinant < 0) != isNegative
        return sum + (isTurned ? exp(Double(place.1)) : 0)
      } * Double(grid.cellArea)
    fold?.mass = turnedMass
  }
}

/// A square around the origin, cut into equal cells.
struct SquareGrid {
  let count: Int
  let cell: Float

  init(extent: Float, count: Int) {
    self.count = count
    cell = 2 * extent / Float(count)
  }

  var cellArea: Float { cell * cell }

  /// Row by row from the top.
  var centers: [SIMD2<Float>] {
    func place(_ index: Int) -> Float { (Float(index) + 0.5 - 0.5 * Float(count)) * cell }
    return (0..<count).flatMap { row in (0..<count).map { SIMD2(place($0), -place(row)) } }
  }
}

extension Target {
  /// Points of the target, the same for the same seed whatever their number; none twice where the target
  /// is a set of points.
  package func drawn(_ count: Int, seed: UInt64) -> [SIMD2<Float>] {
    // A stream of its own, so that it shares no numbers with training.
    var random = RandomStream(seed: seed).split(0x5CA7_7E12)
    return distinct(count, using: &random)
  }
}
