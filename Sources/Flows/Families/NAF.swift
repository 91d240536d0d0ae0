extension FlowFamily {
  static let naf = FlowFamily(
    name: "naf", title: "NAF",
    summary: "neural autoregressive flow: each map is a small network that can only increase",
    papers: [Paper("Huang et al.", 2018, arXiv: "1804.00779")], defaultLayers: 4,
    defaultHidden: [64, 64], defaultLearningRate: 8e-3
  ) { builder in
    builder.repeated { index, builder in
      Autoregressive(
        SigmoidMixture(units: 8, isNeutral: builder.isNeutral),
        first: index % 2, activation: .silu, &builder)
    }
  }
}
