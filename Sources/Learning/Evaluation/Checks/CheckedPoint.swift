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
  /// dz/dx at x, row-major; `nil` where it was not asked for.
  public var jacobian: (Double, Double, Double, Double)?
  /// Whether the way back confirms it; see ``PointCheck``.
  public var converged: Bool

  /// The same in the units that a standardization came from.
  /// - Parameter given: x as it was given in those units, where it was; it is then kept to the bit.
  public func inOriginalUnits(
    _ units: Standardization, at given: SIMD2<Double>? = nil
  ) -> CheckedPoint {
    var point = self
    point.x = given ?? (units == .identity ? x : units.original(x))
    guard units != .identity else { return point }
    point.logDensity -= units.logVolume
    point.logDet += direction == .forward ? units.logVolume : -units.logVolume
    let scale = units.deviation
    point.jacobian = jacobian.map { j in
      (j.0 / scale.x, j.1 / scale.y, j.2 / scale.x, j.3 / scale.y)
    }
    return point
  }
}

/// What a row must satisfy to count as converged. The same for every family: however a direction is
/// computed, the other one has to undo it. Where an equation is solved, so does a way back that is solved
/// more finely, in twice as many steps or to a tenth of the tolerance: a coarse solver undoes its own
/// errors.
public enum PointCheck {
  /// Greatest |x − f(f⁻¹(x))| and |z − f⁻¹(f(z))|, in the units that the flow learned in.
  public static let gap = 1e-3
  /// Greatest sum of the log-determinants there and back, in nats.
  public static let logDetGap = 1e-2
  /// The share of both that a check allows: what it promises must hold as well where single precision
  /// computes the same once more, in other lanes and from rounded points.
  static let allowance = 0.8
}
