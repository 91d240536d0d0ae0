/// The distributions that samplers, initialisers and estimators draw from.
///
/// All are bit-for-bit the same on every machine: see `Elementary`.
extension RandomStream {
  /// Uniform on [0, 1), with 53 random bits.
  @inline(__always)
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Uniform on [`range.lowerBound`, `range.upperBound`).
  @inline(__always)
  public mutating func uniform(in range: Range<Double>) -> Double {
    min(
      range.lowerBound.addingProduct(range.upperBound - range.lowerBound, uniform()),
      range.upperBound.nextDown)
  }

  /// Uniform on [0, 1), with 24 random bits.
  @inline(__always)
  public mutating func uniformFloat() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Uniform on [`range.lowerBound`, `range.upperBound`).
  @inline(__always)
  public mutating func uniform(in range: Range<Float>) -> Float {
    min(
      range.lowerBound.addingProduct(range.upperBound - range.lowerBound, uniformFloat()),
      range.upperBound.nextDown)
  }

  /// One of 0, 1, … `count` − 1, each equally likely up to a bias of `count`·2⁻⁶⁴.
  @inline(__always)
  public mutating func index(below count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// A point on the unit circle, uniform in its angle.
  @inline(__always)
  public mutating func unitVector() -> SIMD2<Double> {
    // The top two bits choose the quarter, the others an angle within ±π/4 of its middle.
    let bits = next()
    let angle = Double(Int64(bitPattern: bits << 2)) * (0x1p-64 * Double.pi / 2)
    return Elementary.rotated(Elementary.sineCosineNearZero(angle), quarterTurns: bits >> 62)
  }

  /// Two independent draws from N(0, 1), by Box and Muller's transform. Never beyond ±8.6.
  @inline(__always)
  public mutating func normalPair() -> SIMD2<Double> {
    let direction = unitVector()
    let uniform = (Double(next() >> 12) + 0.5) * 0x1p-52
    return (-2 * Elementary.logarithm(uniform)).squareRoot() * direction
  }

  /// One draw from N(0, 1); every second call returns the one that the call before it left over.
  @inline(__always)
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let pair = normalPair()
    spareNormal = pair.y
    return pair.x
  }
}
