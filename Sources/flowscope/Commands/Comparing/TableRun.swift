import Flows
import Foundation
import Learning

/// One training run of the table.
struct TableRun: Codable, Sendable {
  let flow: String
  let target: String
  let seed: UInt64
  var parameters: Int?
  /// Mean negative log-likelihood on held-out samples, in nats.
  var nll: Double?
  /// Its standard error, in nats.
  var nllSe: Double?
  var entropy: Double?
  var kl: Double?
  /// Seconds of training, on one thread, beside the other runs.
  var wallS: Double?
  /// Why the figures cannot be trusted, where they cannot.
  var warnings: [Warning] = []
  /// Why there are no figures.
  var trouble: String?
  /// What samples of the model say, as of the target's modes, where it has any.
  private(set) var modes: Int?
  private(set) var modesOf: Int?
  private(set) var highQuality: Double?
  private(set) var reverseKl: Double?
  private(set) var energyDistance: Double?
  private(set) var energyDistanceSe: Double?

  init(flow: String, target: String, seed: UInt64) {
    (self.flow, self.target, self.seed) = (flow, target, seed)
  }

  private mutating func take(_ scores: SampleScores) {
    (modes, modesOf) = (scores.modes?.covered, scores.modes?.total)
    (highQuality, reverseKl) = (scores.modes?.highQuality, scores.modes?.reverseKL)
    (energyDistance, energyDistanceSe) = (scores.distance?.value, scores.distance?.standardError)
  }
}

extension TableRun {
  /// Trains and measures one run of the table.
  /// - Parameters:
  ///   - isOver: whether the run is to end before its last step.
  ///   - took: told how many steps were taken.
  static func made(
    _ settings: Settings, steps: Int, isOver: () -> Bool, took: (_ steps: Int) -> Void
  ) -> TableRun {
    var result = TableRun(flow: settings.flow, target: settings.target, seed: settings.seed)
    do throws(FlowError) {
      let target = try settings.resolvedTarget()
      let trainer = try Trainer(settings, threads: 1)
      result.parameters = trainer.parameterCount
      result.entropy = target.entropy
      let start = ContinuousClock.now
      for step in 0..<steps {
        guard !isOver() else { throw FlowError("interrupted at step \(step) of \(steps)") }
        try trainer.advance()
        if step % 16 == 15 || step + 1 == steps { took(step + 1) }
      }
      result.wallS = (ContinuousClock.now - start) / .seconds(1)
      let heldOut = trainer.measureHeldOut(count: ReadingContext.heldOutCount)
      (result.nll, result.nllSe, result.kl) = (heldOut.nll, heldOut.standardError, heldOut.kl)
      result.take(
        SampleScores(try Learners.sampler(of: settings, threads: 1), trainer.model(), of: target))
      let check = try ModelChecker(settings, threads: 1)
        .thorough(trainer.model(), at: trainer.heldOutPoints(ReadingContext.heldOutCount))
      result.warnings = check.warnings(settings, heldOut: heldOut, entropy: target.entropy)
    } catch {
      result.trouble = error.description
    }
    return result
  }
}
