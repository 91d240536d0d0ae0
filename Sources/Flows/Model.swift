/// A flow at one moment of its training: immutable, so it can be handed between threads.
public struct Model: Sendable {
  public let settings: Settings
  /// All trainable parameters, flattened in the order of the layers.
  public let parameters: [Float]
  /// How many training steps made it.
  public let step: Int
}

/// x → z for a batch of points.
public struct InverseResult: Sendable {
  public var z: [SIMD2<Float>]
  /// log|det df⁻¹/dx| at each point, in nats.
  public var logDet: [Float]
  /// log p_z(z) at each point, in nats.
  public var logBase: [Float]
  /// log p(x) = log p_z(z) + logDet, in nats.
  public var logDensity: [Float]
}

/// z → x for a batch of points.
public struct ForwardResult: Sendable {
  public var x: [SIMD2<Float>]
  /// log|det df/dz| at each point, in nats: positive is expansion.
  public var logDet: [Float]
}

/// The change-of-variables formula at one point with its numbers filled in, computed in Double.
///
/// log p(x) = log p_z(z) + Σ layers' logDet, all in the inverse direction (x → z).
public struct Ledger: Sendable {
  public struct Row: Sendable {
    /// The layer's short name: `coupling 3`.
    public var name: String
    /// This layer's log|det df⁻¹/dx| in nats.
    public var logDet: Double
  }
  public var x: SIMD2<Double>
  public var z: SIMD2<Double>
  public var logBase: Double
  /// The layers in the order the inverse visits them, from x to z.
  public var rows: [Row]
  /// The sum over the layers.
  public var logDet: Double
  public var logDensity: Double
  /// dz/dx at x, row-major.
  public var jacobian: (Double, Double, Double, Double)
  /// log|det| of dz/dx from central differences of the map, an independent check of `logDet`.
  public var finiteDifferenceLogDet: Double
}
