extension FlowFamily {
  /// Circular splines on the torus (Rezende et al. 2020, arXiv:2002.02428, section 2): both coordinates are
  /// angles from −π to π, and −π and π are one place, the seam.
  ///
  /// A layer maps one angle by a spline of [−π, π] onto itself. Its slope is the same at both ends, and its
  /// conditioner knows the other angle by its cosine and sine alone, so the density goes on across the seam. The
  /// seam itself stays where it is. With the base `torus` this loses nothing: to turn a uniform angle changes
  /// nothing, so whatever turn a map needs can be taken before it. (The paper turns between layers as well,
  /// which lets a short stack of coarse splines do more.)
  ///
  /// Beyond ±π a layer is the identity, as the splines of `nsf` are beyond ±5. So it is a bijection of the plane,
  /// with a kink at the seam, and learns any target; one that goes beyond ±π it cannot reach there.
  static let circular = FlowFamily(
    name: "circular", title: "Circular spline",
    summary: "spline couplings of two angles, whose density goes on at −π where it ends at π",
    papers: [Paper("Rezende et al.", 2020, arXiv: "2002.02428")], defaultLayers: 4,
    defaultHidden: [64, 64], defaultLearningRate: 8e-3, options: [.bins], isOnTorus: true
  ) { builder in
    let spline = RationalQuadraticSpline.circular(bins: builder.options.splineBins)
    return builder.repeated { index, builder in
      Coupling(spline, transformed: index % 2, sees: .angles, &builder)
    }
  }
}
