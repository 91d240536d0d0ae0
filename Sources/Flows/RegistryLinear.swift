// Affine maps of the plane, and the radial flow.

extension FlowFamily {
  static let linear = FlowFamily(
    name: "linear", title: "Linear",
    summary: "x = Az + b with A in PLU factors: what a Gaussian can reach",
    reference: "Kingma & Dhariwal 2018, arXiv:1807.03039, section 3.2", defaultLayers: 1,
    defaultHidden: [], defaultLearningRate: 1e-2, jacobian: "full, constant",
    forwardMethod: .closedForm, inverseMethod: .closedForm
  ) { builder in
    builder.repeated { _, builder in
      InvertibleLinear(layout: &builder.layout)
    } + [Translation(layout: &builder.layout)]
  }

  static let orthogonal = FlowFamily(
    name: "orthogonal", title: "Orthogonal",
    summary: "reflections and a shift: distances and volume are preserved",
    reference: "Tomczak & Welling 2016, arXiv:1611.09630", defaultLayers: 2, defaultHidden: [],
    defaultLearningRate: 1e-2, jacobian: "orthogonal, constant", forwardMethod: .closedForm,
    inverseMethod: .closedForm
  ) { builder in
    builder.repeated { _, builder in
      Householder(angle: 2 * .pi * builder.random.uniform(), layout: &builder.layout)
    } + [Translation(layout: &builder.layout)]
  }

  static let radial = FlowFamily(
    name: "radial", title: "Radial",
    summary: "each layer gathers or spreads space around one point",
    reference: "Rezende & Mohamed 2015, arXiv:1505.05770", defaultLayers: 24, defaultHidden: [],
    defaultLearningRate: 1e-1, jacobian: "rank-one update of a scaling",
    forwardMethod: .closedForm, inverseMethod: .closedForm
  ) { builder in
    builder.repeated { _, builder in
      Radial(layout: &builder.layout, random: &builder.random)
    }
  }
}
