/// A point to look at, in the space that it was placed in; data space is in the units that the flow
/// learned in.
public struct Probe: Hashable, Sendable {
  public enum Space: Sendable {
    case data, base
  }
  public var space: Space
  public var point: SIMD2<Double>

  public init(space: Space, point: SIMD2<Double>) {
    self.space = space
    self.point = point
  }
}

extension Evaluator {
  /// The formula at a probe; one in base space is carried to data space first.
  public func ledger(at probe: Probe, of model: Model) -> Ledger {
    switch probe.space {
    case .data: return ledger(at: probe.point, of: model)
    case .base:
      return ledger(from: probe.point, of: model)
    }
  }
}
