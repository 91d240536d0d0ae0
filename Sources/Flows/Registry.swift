extension FlowFamily {
  /// Every family, in the order of the number keys. A flow is added here, and every proof in the
  /// test suite then covers it.
  public static let all: [FlowFamily] = [
    realnvp, nice, niceVolumePreserving, planar, radial, linear, orthogonal, glow, maf, iaf, nsf,
    nsfAutoregressive, iresnet, resflow, cnf, flowMatching, naf, sylvester,
  ]

  static let realnvp = FlowFamily(
    name: "realnvp", title: "RealNVP",
    summary: "affine couplings: half the features scale and shift the other half",
    reference: "Dinh et al. 2017, arXiv:1605.08803", defaultLayers: 8, defaultHidden: [64, 64],
    defaultLearningRate: 4e-3, jacobian: "triangular", forwardMethod: .closedForm,
    inverseMethod: .closedForm
  ) { builder in
    builder.repeated { index, builder in
      AffineCoupling(
        transformed: index % 2, hidden: builder.hidden, layout: &builder.layout,
        random: &builder.random)
    }
  }

  static let nice = FlowFamily(
    name: "nice", title: "NICE",
    summary: "additive couplings and one diagonal scaling, which alone changes volume",
    reference: "Dinh et al. 2015, arXiv:1410.8516", defaultLayers: 8, defaultHidden: [64, 64],
    defaultLearningRate: 4e-3, jacobian: "unit triangular, then diagonal",
    forwardMethod: .closedForm, inverseMethod: .closedForm
  ) { builder in
    [DiagonalScaling(layout: &builder.layout)] + shears(&builder)
  }

  static let niceVolumePreserving = FlowFamily(
    name: "nice-vp", title: "NICE, no scaling",
    summary: "additive couplings alone: volume is preserved, log|det J| = 0 everywhere",
    reference: "Dinh et al. 2015, arXiv:1410.8516", defaultLayers: 8, defaultHidden: [64, 64],
    defaultLearningRate: 4e-3, jacobian: "unit triangular", forwardMethod: .closedForm,
    inverseMethod: .closedForm
  ) { builder in
    shears(&builder)
  }

  private static func shears(_ builder: inout FlowBuilder) -> [any Bijection] {
    builder.repeated { index, builder in
      AdditiveCoupling(transformed: index % 2, &builder)
    }
  }

  static let planar = FlowFamily(
    name: "planar", title: "Planar",
    summary: "each layer pushes space along one direction, across one line",
    reference: "Rezende & Mohamed 2015, arXiv:1505.05770", defaultLayers: 16, defaultHidden: [],
    defaultLearningRate: 8e-2, jacobian: "rank-one update", forwardMethod: .root(tolerance: 1e-6),
    inverseMethod: .closedForm
  ) { builder in
    builder.repeated { _, builder in
      Planar(layout: &builder.layout, random: &builder.random)
    }
  }
}
