extension FlowFamily {
  static let residualBlock = FlowFamily(
    name: "residual-block", title: "Residual, by hand",
    summary: "one residual block whose Lipschitz constant you set; nothing is trained",
    reference: "Behrmann et al. 2019, arXiv:1811.00995, theorem 1", defaultLayers: 1,
    defaultHidden: [], defaultLearningRate: 1e-3, options: [.lipschitz, .turn, .shift]
  ) { builder in
    let values = builder.options.hand
    return builder.repeated { _, layer in HandResidual(values, &layer) }
  }
}
