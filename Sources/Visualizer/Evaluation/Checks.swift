import Flows

/// What must hold of a flow, measured on the running model.
struct Checks: Sendable {
  /// ∫p dx over the part of data space in view; `nil` while its density is not shown.
  var mass: Double?
  /// The greatest distance between a data point and f(f⁻¹(x)).
  var roundTrip: Double
  /// The least and the greatest log|det df/dz| on the warped grid, in nats.
  var logDetRange: ClosedRange<Double>
}
