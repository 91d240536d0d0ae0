import Autodiff

/// RealNVP's affine coupling layer (Dinh et al. 2017, arXiv:1605.08803, equations 7 and 8).
///
///     x_b = z_b · exp(s(z_a)) + t(z_a),    x_a = z_a,    log|det dx/dz| = s(z_a)
///
/// One feature passes unchanged and conditions the other, so the Jacobian is triangular and both
/// directions are one pass. The log-scale is soft-clamped, s = c·tanh(raw / c): bounded, smooth,
/// and the identity to first order at 0, where the zero-initialised conditioner starts.
public struct AffineCoupling: Bijection {
  public let name = "coupling"
  /// The feature that is transformed; the other conditions it.
  let transformed: Int
  let conditioner: Conditioner
  /// Bound on the log-scale: one layer expands or contracts by at most e^limit.
  let limit = 3.0

  init(transformed: Int, _ builder: inout LayerBuilder) {
    self.transformed = transformed
    conditioner = Conditioner(
      inputs: 1, hidden: builder.hidden, outputs: 2, layout: &builder.layout,
      random: &builder.random)
  }

  public func inverse(_ x: Value) -> Mapped {
    let (logScale, shift) = scaleAndShift(x)
    let z = (x.feature(transformed) - shift) * (-logScale).exp
    return Mapped(x.replacing(feature: transformed, with: z), logDet: -logScale)
  }

  public func forward(_ z: Value) -> Mapped {
    let (logScale, shift) = scaleAndShift(z)
    let x = z.feature(transformed) * logScale.exp + shift
    return Mapped(z.replacing(feature: transformed, with: x), logDet: logScale)
  }

  private func scaleAndShift(_ point: Value) -> (logScale: Value, shift: Value) {
    let raw = conditioner(point.feature(1 - transformed))
    return (limit * (raw.feature(0) / limit).tanh, raw.feature(1))
  }

  /// A blend's scale, 1 − s + s·eᵃ for a share s of this layer, is positive.
  public var blends: Bool { true }
}

extension Value {
  /// A point of the plane with one coordinate replaced.
  func replacing(feature index: Int, with value: Value) -> Value {
    .concatenate(index == 0 ? [value, feature(1)] : [feature(0), value])
  }
}
