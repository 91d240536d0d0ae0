extension FlowFamily {
  static let affine = FlowFamily(
    name: "affine", title: "Affine, by hand",
    summary: "x = Az + b that you stretch, shear, turn and shift by hand; nothing is trained",
    reference: "Papamakarios et al. 2021, arXiv:1912.02762, section 2.1", defaultLayers: 1,
    defaultHidden: [], defaultLearningRate: 1e-3,
    options: [.stretch, .stretch2, .shear, .turn, .shift, .shift2]
  ) { builder in
    let values = builder.options.hand
    return (0..<builder.layers).flatMap { index in
      builder.scoped(index) { layer -> [any Bijection] in
        [
          HandStretch(values, &layer), HandShear(values, &layer), HandTurn(values, &layer),
          HandShift(values, &layer),
        ]
      }
    }
  }
}
