import Flows

/// Points that a model is measured on, with their true density.
struct HeldOutPoints {
  /// How many were asked for.
  let asked: Int
  let points: [SIMD2<Float>]
  /// log p_true of each, in nats; `nil` where it is unknown.
  let logDensity: [Double]?

  /// The points depend on the target alone, so that runs compare.
  init(_ count: Int, of target: any Target) {
    asked = count
    points = target.heldOut(count)
    let truth = points.compactMap { target.logDensity(SIMD2(Double($0.x), Double($0.y))) }
    logDensity = truth.count == points.count ? truth : nil
  }
}

extension Trainer {
  /// Measures a model of this run on held-out points, the same ones every time: `count` of them, or as
  /// many as the target has. A user's points are those that chose nothing, and the NLL is in the user's
  /// own units.
  /// - Parameter model: `nil` is the model as it is now.
  public func measureHeldOut(count: Int, of model: Model? = nil) -> HeldOut {
    let heldOut =
      heldOut.flatMap { $0.asked == count ? $0 : nil } ?? HeldOutPoints(count, of: target)
    self.heldOut = heldOut
    return HeldOut(
      evaluator.inverse(heldOut.points, of: model ?? self.model()), truth: heldOut.logDensity,
      units: settings.standardization)
  }

  /// Held-out points, the same ones every time: `count` of them, or as many as the target has.
  public func heldOutPoints(_ count: Int) -> [SIMD2<Float>] { target.heldOut(count) }

  /// The largest |f(f⁻¹(x)) − x| over `count` held-out points.
  public func roundTripError(count: Int, of model: Model? = nil) -> Double {
    let points = target.heldOut(count)
    let model = model ?? self.model()
    let back = evaluator.forward(evaluator.inverse(points, of: model).z, of: model).x
    return zip(points, back).reduce(0) { worst, pair in
      let difference = pair.0 - pair.1
      return max(worst, Double((difference * difference).sum().squareRoot()))
    }
  }
}
