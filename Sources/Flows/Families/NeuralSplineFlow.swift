extension FlowFamily {
  static let nsf = FlowFamily(
    name: "nsf", title: "Spline coupling",
    summary: "couplings whose map is a monotone rational-quadratic spline",
    papers: [Paper("Durkan et al.", 2019, arXiv: "1906.04032")], defaultLayers: 4,
    defaultHidden: [64, 64], defaultLearningRate: 8e-3, options: [.bins]
  ) { builder in
    let bins = builder.options.splineBins
    return builder.repeated { index, builder in
      Coupling(RationalQuadraticSpline(bins: bins), transformed: index % 2, &builder)
    }
  }

  static let nsfAutoregressive = FlowFamily(
    name: "nsf-ar", title: "Spline autoregressive",
    summary: "autoregressive layers whose maps are monotone rational-quadratic splines",
    papers: [Paper("Durkan et al.", 2019, arXiv: "1906.04032")], defaultLayers: 4,
    defaultHidden: [64, 64], defaultLearningRate: 8e-3, options: [.bins]
  ) { builder in
    let bins = builder.options.splineBins
    return builder.repeated { index, builder in
      Autoregressive(RationalQuadraticSpline(bins: bins), first: index % 2, &builder)
    }
  }
}
