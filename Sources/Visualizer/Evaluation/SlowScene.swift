import Flows
import Learning

/// What slow motion shows of a step, evaluated.
struct SlowScene: Sendable {
  /// The batch pulled back, and log|det dx/dz| at each point.
  var z: [SIMD2<Float>]
  var logDet: [Float]
  /// Means over the batch: log p_z(z) and log|det dx/dz|, nats.
  var meanLogBase: Double
  var meanLogDet: Double
  /// The NLL of the same batch after the step.
  var lossAfter: Double

  init(_ anatomy: StepAnatomy, _ evaluator: Evaluator) {
    let before = evaluator.inverse(anatomy.points, of: anatomy.before)
    let after = evaluator.inverse(anatomy.points, of: anatomy.after)
    func mean(_ values: [Float]) -> Double {
      values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
    }
    z = before.z
    logDet = before.logDet.map { -$0 }
    meanLogBase = mean(before.logBase)
    meanLogDet = mean(logDet)
    lossAfter = -mean(after.logDensity)
  }
}
