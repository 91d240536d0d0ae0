// Continuous flows: trained by likelihood, and by regression on straight paths.

extension FlowFamily {
  private static let method = ContinuousOptions(Settings()).method

  static let cnf = FlowFamily(
    name: "cnf", title: "Continuous flow",
    summary: "points ride a learned vector field from base to data; a trace is integrated",
    reference: "Chen et al. 2018, arXiv:1806.07366; Grathwohl et al. 2019, arXiv:1810.01367",
    defaultLayers: 1, defaultHidden: [64, 64, 64], defaultLearningRate: 3e-3, jacobian: "full",
    forwardMethod: method, inverseMethod: method,
    options: [.solver, .solverSteps, .tolerance, .logDet, .gradients],
    logDets: [.exact, .hutchinson]
  ) { builder in
    builder.repeated { _, builder in ContinuousFlow(&builder) }
  }

  static let flowMatching = FlowFamily(
    name: "flow-matching", title: "Flow matching",
    summary: "the same vector field, fitted to straight paths without solving anything",
    reference: "Lipman et al. 2023, arXiv:2210.02747", defaultLayers: 1,
    defaultHidden: [64, 64, 64], defaultLearningRate: 8e-3, jacobian: "full",
    forwardMethod: method, inverseMethod: method,
    options: [.solver, .solverSteps, .tolerance], objective: .flowMatching
  ) { builder in
    var flow = ContinuousFlow(&builder)
    flow.options.isEven = false
    return [flow]
  }
}
