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

extension HeldOutPoints {
  /// The validation points of a target.
  init(validating target: any Target) {
    points = target.validation(Course.validationCount)
    (asked, logDensity) = (points.count, nil)
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

  public func measureExactly(count: Int) -> HeldOut? { measureHeldOut(count: count) }

  public func measure(count: Int, comparingSamples: Bool) -> Score {
    var heldOut = measureWatched(count: count)
    if let checker { heldOut.check = checker.quick(model(), at: heldOutPoints(count)) }
    let model = model()
    return course.score(.exact(heldOut), comparingSamples: comparingSamples) {
      evaluator.samples(count: $0, seed: $1, of: model)
    }
  }

  func makeChecker() -> ModelChecker? {
    let family = architecture.family
    guard family.forwardMethod.isIterative || family.inverseMethod.isIterative else { return nil }
    return try? ModelChecker(settings, threads: threads)
  }

  /// Held-out points, the same ones every time: `count` of them, or as many as the target has.
  public func heldOutPoints(_ count: Int) -> [SIMD2<Float>] { target.heldOut(count) }

  /// The largest |f(f⁻¹(x)) − x| over `count` held-out points.
  public func roundTripError(count: Int, of model: Model? = nil) -> Double {
    evaluator.roundTripError(at: target.heldOut(count), of: model ?? self.model())
  }
}

extension Evaluator {
  /// The largest |f(f⁻¹(x)) − x| over points of data space that come back; NaN where none does.
  func roundTripError(at points: [SIMD2<Float>], of model: Model) -> Double {
    let back = forward(inverse(points, of: model).z, of: model).x
    let gaps = zip(points, back).map { start, end in
      Double(((start - end) * (start - end)).sum().squareRoot())
    }
    return gaps.filter { !$0.isNaN }.max() ?? .nan
  }
}
