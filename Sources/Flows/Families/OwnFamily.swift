extension FlowFamily {
  /// A family of one's own, to be registered with ``register(_:)``.
  ///
  ///     try FlowFamily.register(
  ///       FlowFamily(
  ///         name: "mine", title: "Mine", summary: "what it does, in one line", reference: "this page",
  ///         layers: 8, learningRate: 1e-2
  ///       ) { builder in
  ///         builder.repeated { index, layer in MyBijection(index, &layer) }
  ///       })
  ///
  /// - Parameters:
  ///   - name: the name on the command line.
  ///   - title: the name in the literature.
  ///   - summary: what it is, in one line.
  ///   - papers: where it comes from.
  ///   - reference: the same in words, where it is no paper, or not only.
  ///   - layers: how many layers it has unless settings say otherwise.
  ///   - hidden: widths of a conditioner's hidden layers; empty where a layer has no conditioner.
  ///   - learningRate: Adam's step size unless settings say otherwise.
  ///   - build: makes the layers in the forward order, from z to x.
  public init(
    name: String, title: String, summary: String, papers: [Paper] = [],
    reference: String? = nil, layers: Int,
    hidden: [Int] = [], learningRate: Double,
    build: @escaping @Sendable (inout FlowBuilder) -> [any Bijection]
  ) {
    self.init(
      name: name, title: title, summary: summary, papers: papers, reference: reference,
      defaultLayers: layers,
      defaultHidden: hidden, defaultLearningRate: learningRate, build: build)
  }
}
