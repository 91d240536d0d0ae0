import Flows
import Foundation

/// What is measured of the part of data space in view.
public struct WindowChecks: Sendable {
  /// ∫p dx over it; `nil` while its density is not shown.
  public var mass: Double?
  /// The greatest distance between a data point and f(f⁻¹(x)).
  public var roundTrip: Double
  /// The least and the greatest log|det dx/dz| on a grid of base space, in nats.
  public var logDetRange: ClosedRange<Double>

  public init(mass: Double?, roundTrip: Double, logDetRange: ClosedRange<Double>) {
    (self.mass, self.roundTrip, self.logDetRange) = (mass, roundTrip, logDetRange)
  }
}

extension WindowChecks {
  /// Without a screen: of the target's square, on a grid of 120 × 120 and a lattice of 25 × 25.
  init(_ evaluator: Evaluator, _ model: Model, _ target: any Target) {
    let square = SquareGrid(extent: Float(target.extent), count: 120)
    let density = evaluator.inverse(square.centers, of: model).logDensity
    let lattice = SquareGrid(extent: 3, count: 25).centers
    let logDets = evaluator.forward(lattice, of: model).logDet.filter(\.isFinite).map(Double.init)
    let (least, greatest) = (logDets.min() ?? 0, logDets.max() ?? 0)
    self.init(
      mass: density.reduce(0) { $0 + Double(exp($1)) } * Double(square.cellArea),
      roundTrip: evaluator.roundTripError(
        at: target.drawn(256, seed: model.settings.seed), of: model),
      logDetRange: least...greatest)
  }
}
