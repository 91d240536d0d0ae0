extension FlowFamily {
  static let cnf = FlowFamily(
    name: "cnf", title: "Continuous flow",
    summary: "points ride a learned vector field from base to data; a trace is integrated",
    papers: [
      Paper("Chen et al.", 2018, arXiv: "1806.07366"),
      Paper("Grathwohl et al.", 2019, arXiv: "1810.01367"),
      Paper("Finlay et al.", 2020, arXiv: "2002.02798"),
    ],
    defaultLayers: 1, defaultHidden: [64, 64, 64], defaultLearningRate: 3e-3,
    options: [.solver, .solverSteps, .tolerance, .logDet, .gradients, .kinetic, .jacobian],
    logDets: [.exact, .hutchinson]
  ) { builder in
    let options = ContinuousOptions(builder.options)
    return builder.repeated { _, builder in ContinuousFlow(VectorField(&builder), options) }
  }
}
