import Autodiff

/// An increasing map of one number, shaped by raw numbers that a conditioner computes or that are
/// free parameters. Raw zeros are the identity.
///
/// With one, `Coupling` and `Autoregressive` are flows of the plane.
protocol ScalarMap: Sendable {
  /// What a layer made of it is called in the ledger, coupled or autoregressive.
  var name: String { get }
  /// How many raw numbers shape it.
  var rawCount: Int { get }
  /// x → z, one feature, with log|dz/dx|.
  func inverse(_ x: Value, shape raw: Value) -> Mapped
  /// z → x, one feature, with log|dx/dz|.
  func forward(_ z: Value, shape raw: Value) -> Mapped
  /// How z → x is computed, for one number.
  var forwardMethod: Method { get }
  /// How x → z is computed, for one number.
  var inverseMethod: Method { get }
}

extension ScalarMap {
  var forwardMethod: Method { .closedForm }
  var inverseMethod: Method { .closedForm }
}

/// x = z·e^s + t with log|dx/dz| = s (Dinh et al. 2017, arXiv:1605.08803, equation 7).
///
/// The log-scale is soft-clamped, s = c·tanh(raw / c): bounded, smooth, and the identity to first order
/// at 0, where the zero-initialised conditioner starts.
struct AffineMap: ScalarMap {
  var name = "affine"
  let rawCount = 2
  /// Bound on |s|: one layer expands or contracts by at most e^limit.
  let limit = 3.0

  func inverse(_ x: Value, shape raw: Value) -> Mapped {
    let s = logScale(raw)
    return Mapped((x - raw.feature(1)) * (-s).exp, logDet: -s)
  }

  func forward(_ z: Value, shape raw: Value) -> Mapped {
    let s = logScale(raw)
    return Mapped(z * s.exp + raw.feature(1), logDet: s)
  }

  private func logScale(_ raw: Value) -> Value {
    limit * (raw.feature(0) / limit).tanh
  }
}
