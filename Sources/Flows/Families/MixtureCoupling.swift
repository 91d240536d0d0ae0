extension FlowFamily {
  /// The coupling layers of Flow++ (Ho et al. 2019, arXiv:1902.00275, section 3.2): a mixture of logistics'
  /// distribution function, taken back to all numbers by the logit, then scaled and shifted. The mixture is
  /// the one of `naf`, with its small share of the identity.
  static let mixtureCoupling = FlowFamily(
    name: "mixture-coupling", title: "Mixture coupling",
    summary: "couplings whose map is a mixture of logistics, then scaled and shifted (Flow++)",
    papers: [Paper("Ho et al.", 2019, arXiv: "1902.00275")], defaultLayers: 6,
    defaultHidden: [64, 64], defaultLearningRate: 8e-3
  ) { builder in
    builder.repeated { index, builder in
      let mixture = SigmoidMixture(units: 8, isNeutral: builder.isNeutral)
      return Coupling(
        MapsInTurn("mixture", mixture, AffineMap()), transformed: index % 2, activation: .silu,
        &builder)
    }
  }
}
