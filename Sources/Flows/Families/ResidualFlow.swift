extension FlowFamily {
  private static func residualBlocks(
    _ builder: inout FlowBuilder, method: LogDetMethod
  ) -> [any Bijection] {
    let options = builder.options
    return builder.repeated { _, builder in
      Residual(
        lipschitz: 0.95, method: options.logDet ?? method, tolerance: options.tolerance ?? 1e-4,
        &builder)
    }
  }

  static let iresnet = FlowFamily(
    name: "iresnet", title: "i-ResNet",
    summary: "residual blocks kept contractive; the log-determinant is a truncated series",
    papers: [Paper("Behrmann et al.", 2019, arXiv: "1811.00995")], defaultLayers: 8,
    defaultHidden: [32, 32], defaultLearningRate: 8e-3,
    options: [.logDet, .tolerance], logDets: [.exact, .series, .roulette]
  ) { builder in
    residualBlocks(&builder, method: .series)
  }

  static let resflow = FlowFamily(
    name: "resflow", title: "Residual flow",
    summary:
      "residual blocks kept contractive; the series' length is drawn, its first 32 terms without bias",
    papers: [Paper("Chen et al.", 2019, arXiv: "1906.02735")], defaultLayers: 8,
    defaultHidden: [32, 32],
    defaultLearningRate: 2e-3, options: [.logDet, .tolerance],
    logDets: [.exact, .series, .roulette]
  ) { builder in
    residualBlocks(&builder, method: .roulette)
  }
}
