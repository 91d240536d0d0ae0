extension FlowFamily {
  static let radial = FlowFamily(
    name: "radial", title: "Radial",
    summary: "each layer gathers or spreads space around one point",
    papers: [Paper("Rezende & Mohamed", 2015, arXiv: "1505.05770")], defaultLayers: 24,
    defaultHidden: [],
    defaultLearningRate: 1e-1
  ) { builder in
    builder.repeated { _, builder in
      Radial(&builder)
    }
  }
}
