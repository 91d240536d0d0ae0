import Autodiff
import Flows

extension Architecture {
  /// What training minimises.
  public var objective: any FlowObjective { family.objective }

  /// What an objective sees of the flow.
  var parts: FlowParts {
    FlowParts(layers: layers, base: base.distribution, energy: settings.energy)
  }

  /// What is drawn for each training sample, with what layers need.
  var draws: [Draw] { objective.draws + parts.draws }

  /// The phases of one training step, traced and planned.
  func trainingSteps() -> [TrainingStep] {
    objective.phases(of: parts).map {
      TrainingStep($0, of: layout, draws: draws, batch: settings.batch)
    }
  }
}
