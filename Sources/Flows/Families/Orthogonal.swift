extension FlowFamily {
  static let orthogonal = FlowFamily(
    name: "orthogonal", title: "Orthogonal",
    summary: "reflections and a shift: distances and volume are preserved",
    papers: [Paper("Tomczak & Welling", 2016, arXiv: "1611.09630")], defaultLayers: 2,
    defaultHidden: [],
    defaultLearningRate: 1e-2
  ) { builder in
    builder.repeated { _, builder in
      Householder(angle: 2 * .pi * builder.random.uniform(), &builder)
    } + [Translation(&builder.layer)]
  }
}
