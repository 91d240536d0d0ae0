import Autodiff
import Flows

/// One phase of a training step, traced and planned: the batch's loss and its gradient.
struct TrainingStep {
  let program: Program
  /// The shared output that is the batch's mean loss.
  let loss: Int
  /// The blocks that have a gradient, and the output that is theirs.
  let trained: [(tensor: ParameterLayout.Tensor, gradient: Int)]
  /// The output that counts samples at which a solver gave up; `nil` where none can.
  let unfinished: Int?
  /// The phase's step size, as a multiple of the run's.
  let rate: Double

  /// - Parameters:
  ///   - layout: the parameters of all phases.
  ///   - draws: what the features of input 0 are.
  ///   - batch: samples that the loss is the mean of.
  init(_ phase: Phase, of layout: ParameterLayout, draws: [Draw], batch: Int) {
    let graph = Graph()
    let loss = phase.loss(Sample(graph.input(0, features: draws.features), draws))
    func mean(_ value: Value) -> Value { value.laneSum * (1 / Double(batch)) }
    let tensors = layout.tensors.filter { $0.trained && phase.trains($0) }
    let gradients = graph.gradients(
      of: mean(loss.minimized), withRespectTo: tensors.map { $0.parameter(graph) })
    // A block that the loss does not depend on has no gradient and stays as it is.
    let trained = zip(tensors, gradients).compactMap { tensor, gradient in
      gradient.map { (tensor, $0) }
    }
    // A solver there and one back: either may give up.
    let unfinished = graph.unconverged?.laneSum
    program = Program(
      shared: [mean(loss.shown)] + trained.map(\.1) + (unfinished.map { [$0] } ?? []))
    self.loss = 0
    self.trained = trained.enumerated().map { ($1.0, $0 + 1) }
    self.unfinished = unfinished.map { _ in 1 + trained.count }
    rate = phase.rate
  }
}
