extension FlowFamily {
  static let realnvp = FlowFamily(
    name: "realnvp", title: "RealNVP",
    summary: "affine couplings: half the features scale and shift the other half",
    papers: [Paper("Dinh et al.", 2017, arXiv: "1605.08803")], defaultLayers: 8,
    defaultHidden: [64, 64],
    defaultLearningRate: 4e-3
  ) { builder in
    builder.repeated { index, builder in
      Coupling(
        AffineMap(name: "coupling"), transformed: index % 2, steepness: 2, &builder)
    }
  }
}
