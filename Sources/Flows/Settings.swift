/// What to train, on what, and how: everything that decides a training run's trajectory.
///
/// The number of threads is deliberately absent: it never changes a result.
public struct Settings: Hashable, Codable, Sendable {
  /// The flow family's name, as in ``FlowFamily/all``.
  public var flow = "realnvp"
  /// The target's name, as in ``Targets/all``.
  public var target = "moons"
  /// The base distribution's name, as in ``Bases/all``.
  public var base = "normal"
  public var seed: UInt64 = 1
  /// Number of layers; `nil` is the family's default.
  public var layers: Int?
  /// Widths of a conditioner's hidden layers; `nil` is the family's default.
  public var hidden: [Int]?
  /// Samples per training step.
  public var batch = 512
  /// Adam's step size; `nil` is the family's default.
  public var learningRate: Double?
  /// Upper bound on the gradient's Euclidean norm; `nil` does not clip.
  public var clip: Double?
  /// Size of a fixed pool that batches are drawn from; `nil` draws fresh samples for every batch.
  public var pool: Int?

  public init() {}
}
