extension FlowFamily {
  static let maf = FlowFamily(
    name: "maf", title: "MAF",
    summary: "masked autoregressive flow: density in one pass, samples feature by feature",
    papers: [Paper("Papamakarios et al.", 2017, arXiv: "1705.07057")], defaultLayers: 8,
    defaultHidden: [64, 64], defaultLearningRate: 4e-3
  ) { builder in
    builder.repeated { index, builder in
      Autoregressive(AffineMap(), first: index % 2, steepness: 2, &builder)
    }
  }
}
