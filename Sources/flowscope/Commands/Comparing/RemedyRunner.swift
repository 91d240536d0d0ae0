import Flows
import Foundation
import Learning

/// Trains a flow with a remedy, and measures it.
struct RemedyRunner: Sendable {
  /// A run, and the remedies that it is measured as.
  struct Job: Sendable {
    var settings: Settings
    var remedies: [Remedy]
  }

  let steps: Int
  private let isOver: @Sendable () -> Bool

  /// - Parameter isOver: whether runs are to end where they are.
  init(steps: Int, isOver: @escaping @Sendable () -> Bool = { false }) {
    self.steps = steps
    self.isOver = isOver
  }

  /// - Parameter took: called now and then with the steps taken.
  func run(_ job: Job, took: (Int) -> Void) -> [RemedyRun] {
    do throws(FlowError) {
      let settings = job.settings
      let target = try settings.resolvedTarget()
      let trained = try Learners.make(settings, threads: 1)
      let start = ContinuousClock.now
      for step in 0..<steps {
        guard !isOver() else { throw FlowError("interrupted at step \(step) of \(steps)") }
        try trained.advance()
        if step % 16 == 15 { took(step + 1) }
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let ground = try? EmptyGround(of: target)
      var runs: [RemedyRun] = []
      for remedy in job.remedies {
        let score = RemedyScore(
          try subject(remedy, trained), target, on: ground, cells: Cells(settings), .full)
        runs.append(
          RemedyRun(
            remedy.name, settings, score, parameters: trained.parameterCount,
            msPerStep: steps > 0 ? 1000 * seconds / Double(steps) : nil))
      }
      return runs
    } catch {
      return job.remedies.map { RemedyRun($0.name, job.settings, trouble: error.description) }
    }
  }

  /// The learner as a remedy is measured.
  private func subject(_ remedy: Remedy, _ learner: any Learner) throws(FlowError) -> RemedySubject
  {
    let (model, points) = (learner.model(), RemedyScore.Effort.full.stretch)
    guard let evaluator = learner.sharedEvaluator else {
      return try RivalRemedy(model.settings, threads: 1).subject(model, stretchPoints: points)
    }
    return try RemedySubject(remedy, evaluator, model, stretchPoints: points) {
      () throws(FlowError) in try DensityGradient(evaluator.architecture)
    }
  }
}

/// What was measured of a remedy on one target, with one seed.
struct RemedyRun: Encodable, Sendable {
  let remedy: String
  let target: String
  let seed: UInt64
  /// `exact`, `bound` or `none`.
  var likelihood: Likelihood?
  /// Nats; of the model's own log-likelihood.
  var kl: Double?
  var klSe: Double?
  /// The same from a bound.
  var klBound: Double?
  /// Shares of mass.
  var bridge: Double?
  var bridgeOfTarget: Double?
  /// Whether the bridge is a count of samples.
  var bridgeIsCounted: Bool?
  var stretch: Double?
  var stretchNeeded: Double?
  var energyDistance: Double?
  var energyDistanceSe: Double?
  var cells: CellLikelihood?
  var parameters: Int?
  var msPerStep: Double?
  /// Why there are no figures.
  var trouble: String?

  init(_ remedy: String, _ settings: Settings, trouble: String) {
    (self.remedy, target, seed) = (remedy, settings.target, settings.seed)
    self.trouble = trouble
  }

  init(
    _ remedy: String, _ settings: Settings, _ score: RemedyScore, parameters: Int,
    msPerStep: Double?
  ) {
    (self.remedy, target, seed) = (remedy, settings.target, settings.seed)
    likelihood = score.likelihood
    (kl, klSe, klBound) = (score.kl, score.klStandardError, score.klBound)
    (bridge, bridgeOfTarget) = (score.bridge, score.targetBridge)
    bridgeIsCounted = score.bridge.map { _ in score.bridgeIsCounted }
    (stretch, stretchNeeded) = (score.stretch, score.stretchNeeded)
    (energyDistance, energyDistanceSe) = (score.distance?.value, score.distance?.standardError)
    (cells, self.parameters, self.msPerStep) = (score.cells, parameters, msPerStep)
  }
}
