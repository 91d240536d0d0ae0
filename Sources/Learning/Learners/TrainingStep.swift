import Autodiff
import Flows

/// One gradient step, traced and planned: the batch's loss and its gradient.
struct TrainingStep {
  let program: Program
  /// The batch's mean loss.
  let loss: SharedOutput
  /// The blocks that have a gradient, and theirs.
  let trained: [(tensor: ParameterLayout.Tensor, gradient: SharedOutput)]
  /// How many samples a solver gave up at; `nil` where none can.
  let unfinished: SharedOutput?
}

extension Architecture {
  func trainingStep() -> TrainingStep {
    let graph = Graph()
    let sample = graph.input(0, features: sampleFeatures)
    let loss = loss(sample)
    func mean(_ value: Value) -> Value { value.laneSum * (1 / Double(settings.batch)) }
    let tensors = layout.tensors.filter(\.trained)
    let gradients = graph.gradients(
      of: mean(loss.minimized), withRespectTo: tensors.map { $0.parameter(graph) })
    var outputs = Outputs()
    let shown = outputs.add(shared: mean(loss.shown))
    // A block that the loss does not depend on has no gradient and stays as it is.
    let trained = zip(tensors, gradients).compactMap { tensor, gradient in
      gradient.map { (tensor: tensor, gradient: outputs.add(shared: $0)) }
    }
    // A solver there and one back: either may give up.
    let unfinished = graph.unconverged.map { outputs.add(shared: $0.laneSum) }
    return TrainingStep(
      program: Program(outputs), loss: shown, trained: trained, unfinished: unfinished)
  }
}
