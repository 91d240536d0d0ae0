extension FlowFamily {
  private static func shears(_ builder: inout FlowBuilder) -> [any Bijection] {
    builder.repeated { index, builder in
      AdditiveCoupling(transformed: index % 2, &builder)
    }
  }

  static let nice = FlowFamily(
    name: "nice", title: "NICE",
    summary: "additive couplings and one diagonal scaling, which alone changes volume",
    papers: [Paper("Dinh et al.", 2015, arXiv: "1410.8516")], defaultLayers: 8,
    defaultHidden: [64, 64],
    defaultLearningRate: 4e-3
  ) { builder in
    [DiagonalScaling(&builder.layer)] + shears(&builder)
  }

  static let niceVolumePreserving = FlowFamily(
    name: "nice-vp", title: "NICE, no scaling",
    summary: "additive couplings alone: volume is preserved, log|det dx/dz| = 0 everywhere",
    papers: [Paper("Dinh et al.", 2015, arXiv: "1410.8516")], defaultLayers: 8,
    defaultHidden: [64, 64],
    defaultLearningRate: 4e-3
  ) { builder in
    shears(&builder)
  }
}
