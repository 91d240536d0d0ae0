extension FlowFamily {
  static let planar = FlowFamily(
    name: "planar", title: "Planar",
    summary: "each layer pushes space along one direction, across one line",
    papers: [Paper("Rezende & Mohamed", 2015, arXiv: "1505.05770")], defaultLayers: 16,
    defaultHidden: [],
    defaultLearningRate: 8e-2
  ) { builder in
    builder.repeated { _, builder in
      Planar(&builder)
    }
  }
}
