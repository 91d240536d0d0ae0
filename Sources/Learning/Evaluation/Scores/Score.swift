/// How good a model is: what its density says of held-out points, where it has one, and how far its
/// samples are from them.
public struct Score: Hashable, Sendable {
  /// What a density says of held-out points.
  public enum Density: Hashable, Sendable {
    case exact(HeldOut)
    /// The NLL is at most this; the numbers are of the bound.
    case bound(HeldOut)
    case none
  }

  public var density: Density
  /// Between samples and held-out points, in the units that the model learned in; `nil` where it was not
  /// asked for.
  public var distance: SampleDistance?

  public init(_ density: Density, distance: SampleDistance? = nil) {
    self.density = density
    self.distance = distance
  }

  /// What an exact density says; `nil` for a bound, and where there is none.
  public var heldOut: HeldOut? {
    if case .exact(let heldOut) = density { heldOut } else { nil }
  }

  /// What a bound says; `nil` for any other density.
  public var bound: HeldOut? {
    if case .bound(let heldOut) = density { heldOut } else { nil }
  }

  /// Mean negative log-likelihood in nats; `nil` where it is not known exactly.
  public var nll: Double? { heldOut?.nll }
}

extension Evaluator: PointEvaluator {
  public func values(at points: [SIMD2<Float>], of model: Model) -> [Float] {
    inverse(points, of: model).logDensity
  }
}

extension Evaluator: Sampler {
  public func samples(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    sample(sampleBase(count: count, seed: seed, of: model), of: model)
  }
}
