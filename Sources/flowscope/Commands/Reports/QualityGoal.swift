import Flows
import Foundation
import Learning

/// A held-out KL at which training is to stop, and when it was reached.
struct QualityGoal {
  /// Nats.
  let kl: Double
  /// Seconds from the start of the process until the KL was measured to be that small.
  private(set) var secondsToReach: Double?
  /// The last KL that was measured, in nats, and after how many steps.
  private var last: (step: Int, kl: Double)?

  /// Steps between two measurements: measuring then takes a few hundredths of the time.
  static let interval = 50
  /// Held-out points of each: ±0.005 nats in the KL.
  static let heldOutCount = 5000

  /// - Throws: ``FlowError`` where the target's density is unknown, or the learner's likelihood not exact, so
  ///   that there is no KL.
  init(kl: Double, of settings: Settings) throws(FlowError) {
    guard try settings.resolvedTarget().logDensity(.zero) != nil else {
      throw FlowError(
        "--until-kl \(kl): the density of '\(settings.target)' is unknown, so there is no KL to it; "
          + "choose --steps instead")
    }
    guard try LearnerKind.named(settings.flow).likelihood == .exact else {
      throw FlowError(
        "--until-kl \(kl): the likelihood of '\(settings.flow)' is not exact, so there is no KL; choose "
          + "--steps instead")
    }
    self.kl = kl
  }

  /// Measures the KL where a measurement is due.
  /// - Returns: whether the KL is small enough.
  mutating func isReached(by learner: any Learner, atTheEnd: Bool = false) -> Bool {
    if secondsToReach != nil { return true }
    guard learner.step.isMultiple(of: Self.interval) || atTheEnd, last?.step != learner.step,
      let now = learner.measureExactly(count: Self.heldOutCount)?.kl
    else { return false }
    last = (learner.step, now)
    guard now <= kl else { return false }
    secondsToReach = ProcessAge.seconds
    return true
  }

  /// The error for a run that ended before the KL was small enough.
  func failure(after steps: Int) -> FlowError {
    let reached = last.map { ": it is \(fixed($0.kl, 4))" } ?? ""
    return FlowError(
      "the KL did not get down to \(short(kl)) in \(steps) steps\(reached). Allow more --steps, or try "
        + "another flow or learning rate")
  }
}
