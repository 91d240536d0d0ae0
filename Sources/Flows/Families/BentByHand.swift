extension FlowFamily {
  static let bent = FlowFamily(
    name: "bent", title: "Planar, by hand",
    summary: "one planar layer whose constraint is yours to break; nothing is trained",
    reference: "Rezende & Mohamed 2015, arXiv:1505.05770, appendix A.1", defaultLayers: 1,
    defaultHidden: [], defaultLearningRate: 1e-3, options: [.bend, .turn, .shift]
  ) { builder in
    let values = builder.options.hand
    return builder.repeated { _, layer in HandBend(values, &layer) }
  }
}
