extension FlowFamily {
  static let linear = FlowFamily(
    name: "linear", title: "Linear",
    summary: "x = Az + b with A in PLU factors: what a Gaussian can reach",
    papers: [Paper("Kingma & Dhariwal", 2018, arXiv: "1807.03039", "section 3.2")],
    defaultLayers: 1,
    defaultHidden: [], defaultLearningRate: 1e-2
  ) { builder in
    builder.repeated { _, builder in
      InvertibleLinear(&builder)
    } + [Translation(&builder.layer)]
  }
}
