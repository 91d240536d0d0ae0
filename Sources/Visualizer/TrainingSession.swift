import Flows

/// What the training thread publishes: a run at one moment, immutable.
public struct TrainingSnapshot: Sendable {
  public var settings: Settings
  /// `nil` when the settings could not be trained at all; `trouble` then says why.
  public var model: Model?
  /// The last models that were published, oldest first; the last one is `model`.
  public var recent: [Model]
  public var history: LossHistory
  public var parameterCount: Int
  /// Measured over about the last second of running; 0 while paused.
  public var stepsPerSecond: Double
  /// Norms of the last batch's gradient, layer by layer from z to x; see ``Trainer/gradientNorms``.
  public var gradientNorms: [Double] = []
  /// Why training stopped by itself, and what to do about it.
  public var trouble: String?

  public var step: Int { model?.step ?? 0 }
  /// The latest measurement on held-out points.
  public var heldOut: HeldOut? { history.heldOut.last?.value }
}

/// One training run and its loss history, without a thread or a clock: the part of the training loop
/// that decides what is computed.
final class TrainingSession {
  let settings: Settings
  private let trainer: Trainer?
  private(set) var history = LossHistory()
  private(set) var trouble: String?
  private var nextMeasurement = 0
  private var recent: [Model] = []

  /// Held-out points per measurement while training: ±0.02 nats in the NLL, much less in the KL.
  static let heldOutCount = 2000

  /// Models kept for stepping back through.
  static let recentCount = 64

  init(_ settings: Settings, threads: Int) {
    self.settings = settings
    do throws(FlowError) {
      trainer = try Trainer(settings, threads: threads)
    } catch {
      trainer = nil
      trouble = error.description
    }
    measureIfDue()
  }

  var step: Int { trainer?.step ?? 0 }

  /// Takes one step.
  /// - Returns: whether it was taken; if not, `trouble` says why and the model is the last good one.
  func advance() -> Bool {
    guard let trainer else { return false }
    do throws(FlowError) {
      let loss = try trainer.advance()
      trouble = nil
      history.note(step: trainer.step, loss: loss)
      measureIfDue()
      return true
    } catch {
      trouble = error.description
      return false
    }
  }

  /// Measures the model as it is, unless that was just done.
  func measure() {
    guard let trainer, history.heldOut.last?.step != trainer.step else { return }
    history.note(
      step: trainer.step, heldOut: trainer.measureHeldOut(count: TrainingSession.heldOutCount))
  }

  func snapshot(stepsPerSecond: Double) -> TrainingSnapshot {
    if let trainer, recent.last?.step != trainer.step {
      if recent.count == TrainingSession.recentCount { recent.removeFirst() }
      recent.append(trainer.model())
    }
    return TrainingSnapshot(
      settings: settings, model: recent.last, recent: recent, history: history,
      parameterCount: trainer?.parameterCount ?? 0, stepsPerSecond: stepsPerSecond,
      gradientNorms: trainer?.gradientNorms ?? [], trouble: trouble)
  }

  /// Measures every tenth step at first, then each time the run is 4 % longer: about 120
  /// measurements by step 10,000, and a cost that vanishes.
  private func measureIfDue() {
    guard step >= nextMeasurement else { return }
    measure()
    nextMeasurement = step + max(10, step / 25)
  }
}
