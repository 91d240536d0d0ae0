extension FlowFamily {
  static let flowMatching = FlowFamily(
    name: "flow-matching", title: "Flow matching",
    summary: "the same vector field, fitted to straight paths without solving anything",
    papers: [
      Paper("Lipman et al.", 2023, arXiv: "2210.02747"),
      Paper("Liu et al.", 2023, arXiv: "2209.03003"),
    ], defaultLayers: 1,
    defaultHidden: [64, 64, 64], defaultLearningRate: 8e-3,
    options: [.solver, .solverSteps, .tolerance, .coupling, .reflow], isFittedToPaths: true
  ) { builder in
    var options = ContinuousOptions(builder.options)
    options.isEven = false
    return [ContinuousFlow(VectorField(&builder.layer), options)]
  }
}
