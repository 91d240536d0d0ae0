import Autodiff

/// A masked autoregressive layer (Papamakarios et al. 2017, arXiv:1705.07057, equations 3 to 5):
/// each feature passes through an increasing map that is shaped by the features before it.
///
///     z₁ = m₁⁻¹(x₁),    z₂ = m₂⁻¹(x₂; x₁)
///
/// A masked network (MADE, Germain et al. 2015, arXiv:1502.03509) computes all shapes at once. In
/// the plane its masks leave this: the first feature's shape depends on nothing, so it is free
/// parameters; the second's depends on the first through every hidden unit. Those two parts are
/// stored as such, and the half of the masked products that is always zero is never computed.
///
/// Data to base is one pass, since the shapes depend on x. Base to data needs a pass per feature,
/// since x₂'s shape waits for x₁. Exchanging the directions (``Inverted``) gives the inverse
/// autoregressive flow (Kingma et al. 2016, arXiv:1606.04934, section 3).
struct Autoregressive<Map: ScalarMap>: Bijection {
  private(set) var map: Map
  /// The feature that comes first.
  let first: Int
  let free: Parameter
  let conditioner: Conditioner

  init(
    _ map: Map, first: Int, activation: Conditioner.Activation = .relu, steepness: Double = 1,
    _ builder: inout LayerBuilder
  ) {
    self.map = map
    self.first = first
    free = builder.layout.addZeros("free", count: map.rawCount)
    conditioner = Conditioner(
      inputs: 1, outputs: map.rawCount, activation: activation,
      steepness: steepness, &builder)
  }

  var name: String { map.name }
  let jacobian = JacobianStructure.triangular
  var forwardMethod: Method {
    map.forwardMethod == .closedForm ? .passes(2) : map.forwardMethod
  }

  var inverseMethod: Method { map.inverseMethod }

  func inverse(_ x: Value) -> Mapped {
    let x1 = x.feature(first)
    let z1 = map.inverse(x1, shape: free(x.graph))
    let z2 = map.inverse(x.feature(1 - first), shape: conditioner(x1))
    return inOrder(z1, z2)
  }

  func forward(_ z: Value) -> Mapped {
    let x1 = map.forward(z.feature(first), shape: free(z.graph))
    let x2 = map.forward(z.feature(1 - first), shape: conditioner(x1.point))
    return inOrder(x1, x2)
  }

  private func inOrder(_ a: Mapped, _ b: Mapped) -> Mapped {
    Mapped(
      .concatenate(first == 0 ? [a.point, b.point] : [b.point, a.point]),
      logDet: a.logDet + b.logDet, report: .joined([a.report, b.report]))
  }

  /// The blend of two increasing maps increases.
  var blends: Bool { true }
}

extension Autoregressive: Integrated where Map == IntegratedNetwork {
  var nodes: Int {
    get { map.nodes }
    set { map.nodes = newValue }
  }
}
