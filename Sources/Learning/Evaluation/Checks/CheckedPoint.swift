import Flows

/// The formula at one point, and whether it can be relied on there: a row of what `flowscope eval` and
/// `flowscope sample` write.
public struct CheckedPoint: Sendable {
  /// Which way was taken.
  public enum Direction: Sendable { case forward, inverse }

  public var direction: Direction
  public var x: SIMD2<Double>
  public var z: SIMD2<Double>
  /// log p_z(z), in nats.
  public var logBase: Double
  /// log|det| of the direction taken, in nats.
  public var logDet: Double
  /// log p(x), in nats.
  public var logDensity: Double
  /// dz/dx at x; `nil` where it was not asked for.
  public var jacobian: Matrix2<Double>?
  /// Whether the opposite direction confirms the point; see ``PointCheck``.
  public var converged: Bool

  /// The same in the units that a standardization came from.
  /// - Parameter given: x in those units, if the caller has it; it is then kept bit for bit.
  public func inOriginalUnits(
    _ units: Standardization, at given: SIMD2<Double>? = nil
  ) -> CheckedPoint {
    var point = self
    point.x = given ?? (units == .identity ? x : units.original(x))
    guard units != .identity else { return point }
    point.logDensity -= units.logVolume
    point.logDet += direction == .forward ? units.logVolume : -units.logVolume
    point.jacobian = jacobian.map(units.original)
    return point
  }
}

/// What a row must satisfy to count as converged, for every family: however a direction is computed, the
/// opposite one has to undo it. A flow that solves an equation is also undone with a finer solver, of twice
/// as many steps or a tenth of the tolerance, because a coarse solver undoes its own errors.
public enum PointCheck {
  /// Greatest |x − f(f⁻¹(x))| and |z − f⁻¹(f(z))|, in the units that the flow learned in.
  public static let gap = 1e-3
  /// Greatest sum of the log-determinants there and back, in nats.
  public static let logDetGap = 1e-2
  /// The share of both bounds that a check allows. The rest is kept for those who compute the same again in
  /// single precision, in other lanes and from rounded points.
  static let allowance = 0.8
}
