import Autodiff

/// A coupling layer in any number of dimensions (Dinh et al. 2017, arXiv:1605.08803, equation 7): one
/// feature is scaled and shifted by what a network makes of all others. In the plane it is ``Coupling``;
/// this one is for flows of the plane that have more coordinates than the plane.
package struct WideCoupling: Sendable {
  private let map = AffineMap(name: "wide")
  private let transformed: Int
  private let conditioner: Conditioner

  /// - Parameters:
  ///   - transformed: the feature that is transformed, of `features`.
  package init(transformed: Int, of features: Int, _ builder: inout LayerBuilder) {
    self.transformed = transformed
    conditioner = Conditioner(inputs: features - 1, outputs: map.rawCount, &builder)
  }

  /// x → z with log|det dz/dx|.
  package func inverse(_ x: Value) -> Mapped {
    let z = map.inverse(x.feature(transformed), shape: conditioner(others(x)))
    return Mapped(replaced(x, by: z.point), logDet: z.logDet)
  }

  /// z → x with log|det dx/dz|.
  package func forward(_ z: Value) -> Mapped {
    let x = map.forward(z.feature(transformed), shape: conditioner(others(z)))
    return Mapped(replaced(z, by: x.point), logDet: x.logDet)
  }

  private func others(_ point: Value) -> Value {
    .concatenate((0..<point.features).filter { $0 != transformed }.map { point.feature($0) })
  }

  private func replaced(_ point: Value, by value: Value) -> Value {
    .concatenate((0..<point.features).map { $0 == transformed ? value : point.feature($0) })
  }
}
