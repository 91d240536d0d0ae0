import Autodiff

/// A coupling layer (Dinh et al. 2015, arXiv:1410.8516, equation 6): one feature passes unchanged,
/// and its value shapes an increasing map of the other.
///
/// The Jacobian is triangular, and a map with a formula makes both directions one pass.
struct Coupling<Map: ScalarMap>: Bijection {
  let map: Map
  /// The feature that is transformed; the other conditions it.
  let transformed: Int
  let conditioner: Conditioner

  init(
    _ map: Map, transformed: Int, sees: Conditioner.Sight = .numbers,
    activation: Conditioner.Activation = .relu, steepness: Double = 1,
    _ builder: inout LayerBuilder
  ) {
    self.map = map
    self.transformed = transformed
    conditioner = Conditioner(
      inputs: 1, sees: sees, outputs: map.rawCount, activation: activation,
      steepness: steepness, &builder)
  }

  var name: String { map.name }
  let jacobian = JacobianStructure.triangular
  var forwardMethod: Method { map.forwardMethod }
  var inverseMethod: Method { map.inverseMethod }

  func inverse(_ x: Value) -> Mapped {
    let raw = conditioner(x.feature(1 - transformed))
    let z = map.inverse(x.feature(transformed), shape: raw)
    return Mapped(
      x.replacing(feature: transformed, with: z.point), logDet: z.logDet, report: z.report)
  }

  func forward(_ z: Value) -> Mapped {
    let raw = conditioner(z.feature(1 - transformed))
    let x = map.forward(z.feature(transformed), shape: raw)
    return Mapped(
      z.replacing(feature: transformed, with: x.point), logDet: x.logDet, report: x.report)
  }

  /// The blend of two increasing maps increases.
  var blends: Bool { true }
}

extension Value {
  /// A point of the plane with one coordinate replaced.
  func replacing(feature index: Int, with value: Value) -> Value {
    .concatenate(index == 0 ? [value, feature(1)] : [feature(0), value])
  }
}
