extension FlowFamily {
  static let umnn = FlowFamily(
    name: "umnn", title: "UMNN",
    summary: "autoregressive: a positive network is the derivative, and its integral the map",
    papers: [Paper("Wehenkel & Louppe", 2019, arXiv: "1908.05164")], defaultLayers: 3,
    defaultHidden: [32, 32], defaultLearningRate: 2e-2
  ) { builder in
    builder.repeated { index, builder in
      Autoregressive(
        IntegratedNetwork(&builder), first: index % 2, activation: .silu, &builder)
    }
  }
}
