import Learning

/// One training step shown in its parts, one after the other.
public struct SlowMotion: Sendable {
  /// A part of a training step.
  public enum Phase: Int, CaseIterable, Sendable {
    case batch, inverse, logDets, loss, gradients, update

    /// The parts that a step of this objective has: not every objective carries its data through a flow.
    static func phases(of objective: any Objective) -> [Phase] {
      objective.carriesDataBack ? allCases : [.batch, .loss, .gradients, .update]
    }
  }

  public let anatomy: StepAnatomy
  public var phase: Phase
  let phases: [Phase]
  let objective: any Objective

  /// Seconds that each part shows while training runs.
  static let period = 1.6

  init(_ anatomy: StepAnatomy, objective: any Objective) {
    self.anatomy = anatomy
    self.objective = objective
    phases = Phase.phases(of: objective)
    phase = .batch
  }

  /// The part that comes next; `nil` after the last.
  var next: Phase? { phases.first { $0.rawValue > phase.rawValue } }
  /// Whether the parameters have moved.
  var isOver: Bool { phase == .update }
  /// Where the part stands among all, from 1.
  var number: Int { (phases.firstIndex(of: phase) ?? 0) + 1 }
}

extension SlowMotion.Phase {
  /// What is done, in a few words.
  var title: String {
    switch self {
    case .batch: "draw a batch"
    case .inverse: "inverse"
    case .logDets: "log-dets"
    case .loss: "loss"
    case .gradients: "gradients"
    case .update: "update"
    }
  }
}
