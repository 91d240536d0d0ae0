extension FlowFamily {
  static let iaf = FlowFamily(
    name: "iaf", title: "IAF",
    summary: "inverse autoregressive flow: samples in one pass, density feature by feature",
    papers: [Paper("Kingma et al.", 2016, arXiv: "1606.04934")], defaultLayers: 8,
    defaultHidden: [64, 64], defaultLearningRate: 8e-3
  ) { builder in
    builder.repeated { index, builder in
      Inverted(Autoregressive(AffineMap(), first: index % 2, &builder))
    }
  }
}
