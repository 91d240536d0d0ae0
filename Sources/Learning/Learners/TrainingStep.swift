import Autodiff
import Flows

/// One phase of a training step, traced and planned: the batch's loss and its gradient.
struct TrainingStep {
  let program: Program
  /// The batch's mean loss.
  let loss: SharedOutput
  /// The blocks that have a gradient, and theirs.
  let trained: [(tensor: ParameterLayout.Tensor, gradient: SharedOutput)]
  /// How many samples a solver gave up at; `nil` where none can.
  let unfinished: SharedOutput?
  /// The phase's step size, as a multiple of the run's, its updates in a step, and its β₁.
  let rate: Double
  let turns: Int
  let momentum: Double

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
    var outputs = Outputs()
    let shown = outputs.add(shared: mean(loss.shown))
    // A block that the loss does not depend on has no gradient and stays as it is.
    let trained = zip(tensors, gradients).compactMap { tensor, gradient in
      gradient.map { (tensor: tensor, gradient: outputs.add(shared: $0)) }
    }
    // A solver there and one back: either may give up.
    unfinished = graph.unconverged.map { outputs.add(shared: $0.laneSum) }
    program = Program(outputs)
    self.loss = shown
    self.trained = trained
    (rate, turns, momentum) = (phase.rate, phase.turns, phase.momentum)
  }
}
