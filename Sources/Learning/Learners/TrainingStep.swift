import Autodiff
import Flows

/// One gradient step, traced and planned: the batch's loss and its gradient.
struct TrainingStep {
  /// Shared outputs: the loss, then each trained block's gradient, then what ``unfinished`` says.
  let program: Program
  /// The blocks that have a gradient, in the order of their outputs.
  let trained: [ParameterLayout.Tensor]
  /// The output that counts samples at which a solver gave up; `nil` where none can.
  let unfinished: Int?
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
    // A block that the loss does not depend on has no gradient and stays as it is.
    let trained = zip(tensors, gradients).compactMap { tensor, gradient in
      gradient.map { (tensor, $0) }
    }
    // A solver there and one back: either may give up.
    let unfinished = graph.unconverged?.laneSum
    return TrainingStep(
      program: Program(
        shared: [mean(loss.shown)] + trained.map(\.1) + (unfinished.map { [$0] } ?? [])),
      trained: trained.map(\.0), unfinished: unfinished.map { _ in 1 + trained.count })
  }
}
