/// x → z for a batch of points.
public struct InverseResult: Sendable {
  public var z: [SIMD2<Float>]
  /// log|det df⁻¹/dx| at each point, in nats.
  public var logDet: [Float]
  /// log p_z(z) at each point, in nats.
  public var logBase: [Float]
  /// log p(x) = log p_z(z) + logDet, in nats.
  public var logDensity: [Float]
  /// For each point, whether every search and solver arrived. A point with NaN did not.
  public var converged: [Bool]
  /// What the solver needed; `nil` for a flow without one.
  public var solver: SolverUse?
}

/// z → x for a batch of points.
public struct ForwardResult: Sendable {
  public var x: [SIMD2<Float>]
  /// log|det df/dz| at each point, in nats: positive is expansion.
  public var logDet: [Float]
  /// See ``InverseResult/converged``.
  public var converged: [Bool] = []
  /// What solving took; `nil` for a flow that is not solved.
  public var solver: SolverUse?
}

extension InverseResult {
  /// Makes room for so many points in all.
  mutating func reserveCapacity(_ count: Int) {
    z.reserveCapacity(count)
    logDet.reserveCapacity(count)
    logBase.reserveCapacity(count)
    logDensity.reserveCapacity(count)
    converged.reserveCapacity(count)
  }

  /// Adds what comes after these points.
  mutating func append(_ more: InverseResult) {
    z += more.z
    logDet += more.logDet
    logBase += more.logBase
    logDensity += more.logDensity
    converged += more.converged
    solver = solver.map { $0.joined(more.solver) } ?? more.solver
  }
}
