/// Elementary functions for samplers, from IEEE arithmetic and fused multiply-adds alone.
///
/// A C library's functions differ in their last bits from one system to the next; these give the
/// same bits everywhere, so that a seed means the same samples on every machine. Their error stays
/// below 2e-9, which no Float sample can see. Exact densities use the C library's instead.
enum Elementary {
  /// sin θ and cos θ for |θ| ≤ π/4, to an absolute error of 2e-9 (Taylor series).
  @inline(__always)
  static func sineCosineNearZero(_ angle: Double) -> (sine: Double, cosine: Double) {
    let square = angle * angle
    var sine = 2.7557319223985893e-6
    sine = (-1.9841269841269841e-4).addingProduct(sine, square)
    sine = 8.3333333333333332e-3.addingProduct(sine, square)
    sine = (-0.16666666666666666).addingProduct(sine, square)
    var cosine = -2.7557319223985888e-7
    cosine = 2.4801587301587302e-5.addingProduct(cosine, square)
    cosine = (-1.3888888888888889e-3).addingProduct(cosine, square)
    cosine = 4.1666666666666664e-2.addingProduct(cosine, square)
    cosine = (-0.5).addingProduct(cosine, square)
    return (angle.addingProduct(sine * square, angle), 1.0.addingProduct(cosine, square))
  }

  /// (cos θ, sin θ) for |θ| ≤ 10⁶, to an absolute error of 2e-9.
  @inline(__always)
  static func direction(_ angle: Double) -> SIMD2<Double> {
    let turns = (angle * (2 / Double.pi)).rounded(.toNearestOrEven)
    let high = angle.addingProduct(-turns, 1.5707963267948966)
    let near = sineCosineNearZero(high.addingProduct(-turns, 6.123233995736766e-17))
    return rotated(near, quarterTurns: UInt64(bitPattern: Int64(turns)))
  }

  /// Turns (cos θ, sin θ) by a number of right angles (taken modulo four), without a branch.
  @inline(__always)
  static func rotated(
    _ near: (sine: Double, cosine: Double), quarterTurns: UInt64
  ) -> SIMD2<Double> {
    let sine = near.sine.bitPattern
    let cosine = near.cosine.bitPattern
    let swap = (sine ^ cosine) & (0 &- (quarterTurns & 1))
    let flipX = ((quarterTurns &+ 1) & 2) << 62
    let flipY = (quarterTurns & 2) << 62
    return SIMD2(
      Double(bitPattern: (cosine ^ swap) ^ flipX), Double(bitPattern: (sine ^ swap) ^ flipY))
  }

  /// The natural logarithm of a positive normal number, to a relative error of 2e-9.
  @inline(__always)
  static func logarithm(_ value: Double) -> Double {
    // value = 2ᵉ·m with m in [√½, √2); then log m = 2 artanh((m − 1)/(m + 1)).
    let shifted = value.bitPattern &- 0x3FE6_A09E_667F_3BCD
    let exponent = Int64(bitPattern: shifted) >> 52
    let mantissa = Double(bitPattern: value.bitPattern &- UInt64(bitPattern: exponent << 52))
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var series = 0.18181818181818182
    series = 0.22222222222222222.addingProduct(series, square)
    series = 0.2857142857142857.addingProduct(series, square)
    series = 0.4.addingProduct(series, square)
    series = 0.6666666666666666.addingProduct(series, square)
    series = 2.0.addingProduct(series, square)
    return (series * ratio).addingProduct(Double(exponent), 0.6931471805599453)
  }

  /// eˣ for |x| ≤ 700, to a relative error of 2e-9.
  @inline(__always)
  static func exponential(_ value: Double) -> Double {
    let exponent = (value * 1.4426950408889634).rounded(.toNearestOrEven)
    let rest = value.addingProduct(-exponent, 0.6931471805599453)
    var series = 2.4801587301587302e-5
    series = 1.9841269841269841e-4.addingProduct(series, rest)
    series = 1.3888888888888889e-3.addingProduct(series, rest)
    series = 8.3333333333333332e-3.addingProduct(series, rest)
    series = 4.1666666666666664e-2.addingProduct(series, rest)
    series = 0.16666666666666666.addingProduct(series, rest)
    series = 0.5.addingProduct(series, rest)
    series = 1.0.addingProduct(series, rest)
    series = 1.0.addingProduct(series, rest)
    return series * Double(bitPattern: UInt64(bitPattern: Int64(exponent) &+ 1023) << 52)
  }
}
