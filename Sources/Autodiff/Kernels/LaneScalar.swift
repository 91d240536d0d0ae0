/// A number type that graphs can be run in: Float for training and pictures, Double for checks.
///
/// Accuracy in Float, in units in the last place, measured against Double over the whole range
/// (VectorMathTests): log and square root within 1, exp 2, softplus 3, sigmoid 4, tanh 5, or 6 without
/// fused multiply-adds (so that tanh of a large number is 1 − 3e-7, never more than 1). Results that would
/// be subnormal are 0: exp, sigmoid and softplus below −87.3, and square roots of subnormal numbers. For
/// Double see DoubleLanes.swift.
public protocol LaneScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// A machine register's worth of lanes.
  associatedtype Lanes: SIMD, Sendable where Lanes.Scalar == Self

  static func exponential(_ x: Lanes) -> Lanes
  static func logarithm(_ x: Lanes) -> Lanes
  static func hyperbolicTangent(_ x: Lanes) -> Lanes
  static func sigmoid(_ x: Lanes) -> Lanes
  static func softplus(_ x: Lanes) -> Lanes
  static func squareRoots(_ x: Lanes) -> Lanes
  // Comparisons are here because the standard library's are vectorised for concrete types only.
  static func absolute(_ x: Lanes) -> Lanes
  /// x where x < y, else y.
  static func minimum(_ x: Lanes, _ y: Lanes) -> Lanes
  /// x where x > y, else y.
  static func maximum(_ x: Lanes, _ y: Lanes) -> Lanes
  /// 1 where x < y, else 0.
  static func less(_ x: Lanes, _ y: Lanes) -> Lanes
  /// x where y > 0, else 0.
  static func gate(_ x: Lanes, _ y: Lanes) -> Lanes
  /// 0 where |x| is less than `floor`, else x.
  static func cleared(_ x: Lanes, below floor: Self) -> Lanes
  /// x where the condition is not zero, else y.
  static func select(_ condition: Lanes, _ x: Lanes, _ y: Lanes) -> Lanes
  // Blocks of as many registers as one has lanes; see RegisterBlocks.swift.
  static func transposeBlock(
    _ source: UnsafePointer<Self>, step: Int, into target: UnsafeMutablePointer<Self>,
    step targetStep: Int, spare: UnsafeMutablePointer<Self>)
  static func blockSums(
    _ y: UnsafePointer<Self>, step: Int, times x: UnsafePointer<Self>?, count: Int
  ) -> Lanes
}

extension Float: LaneScalar {
  public typealias Lanes = SIMD16<Float>

  /// Cephes expf: 2ⁿ times a polynomial on [−ln 2 / 2, ln 2 / 2].
  @inline(__always)
  public static func exponential(_ x: Lanes) -> Lanes {
    let (y, n) = exponentialParts(x)
    // Adding n to the exponent reaches the largest results, where 2ⁿ itself would overflow.
    let result = unsafeBitCast(unsafeBitCast(y, to: SIMD16<Int32>.self) &+ n &<< 23, to: Lanes.self)
    return result.replacing(with: 0, where: x .< -87.336_54)
      .replacing(with: .infinity, where: x .> 88.722_83)
      .replacing(with: x, where: x .!= x)
  }

  /// eˣ = y·2ⁿ with y around 1, where that is a normal number; the bits of n above the ninth mean
  /// nothing.
  @inline(__always)
  private static func exponentialParts(_ x: Lanes) -> (y: Lanes, n: SIMD16<Int32>) {
    // Adding 1.5·2²³ rounds to an integer that then sits in the low bits.
    let magic = Lanes(repeating: 12_582_912)
    let shifted = magic.addingProduct(x, Lanes(repeating: 1.442_695_04))
    let n = shifted - magic
    let r = x.addingProduct(n, Lanes(repeating: -0.693_359_375))
      .addingProduct(n, Lanes(repeating: 2.121_944_4e-4))
    var p = Lanes(repeating: 1.987_569_15e-4)
    p = Lanes(repeating: 1.398_199_950_7e-3).addingProduct(p, r)
    p = Lanes(repeating: 8.333_451_907_3e-3).addingProduct(p, r)
    p = Lanes(repeating: 4.166_579_589_4e-2).addingProduct(p, r)
    p = Lanes(repeating: 1.666_666_545_9e-1).addingProduct(p, r)
    p = Lanes(repeating: 5.000_000_120_1e-1).addingProduct(p, r)
    return ((r + 1).addingProduct(p, r * r), unsafeBitCast(shifted, to: SIMD16<Int32>.self))
  }

  /// Cephes logf: exponent times ln 2 plus a polynomial of the mantissa around 1.
  ///
  /// No two conditions choose the same number. Where two did, the compiler joined them and cut the registers
  /// into quarters, and the logarithm took 5.6 times as long.
  @inline(__always)
  public static func logarithm(_ x: Lanes) -> Lanes {
    let scaled = x.replacing(with: x * 8_388_608, where: x .< Float.leastNormalMagnitude)
    let shift = Lanes(repeating: 0).replacing(with: -23, where: x .< Float.leastNormalMagnitude)
    return Lanes(repeating: .nan).replacing(with: -.infinity, where: x .== 0)
      .replacing(with: normalLogarithm(scaled, shift), where: x .> 0)
      .replacing(with: x, where: x .== .infinity)
  }

  /// log x + shift·ln 2 for normal, positive, finite x.
  @inline(__always)
  private static func normalLogarithm(_ x: Lanes, _ shift: Lanes) -> Lanes {
    let bits = unsafeBitCast(x, to: SIMD16<Int32>.self)
    // The exponent that leaves a mantissa in [√½, √2).
    let exponent = (bits &- 0x3F35_04F3) &>> 23
    let m = unsafeBitCast(bits &- (exponent &<< 23), to: Lanes.self) - 1
    let e = floats(exponent) + shift
    let z = m * m
    var p = Lanes(repeating: 7.037_683_629_2e-2)
    p = Lanes(repeating: -1.151_461_031_0e-1).addingProduct(p, m)
    p = Lanes(repeating: 1.167_699_874_0e-1).addingProduct(p, m)
    p = Lanes(repeating: -1.242_014_084_6e-1).addingProduct(p, m)
    p = Lanes(repeating: 1.424_932_278_7e-1).addingProduct(p, m)
    p = Lanes(repeating: -1.666_805_766_5e-1).addingProduct(p, m)
    p = Lanes(repeating: 2.000_071_476_5e-1).addingProduct(p, m)
    p = Lanes(repeating: -2.499_999_399_3e-1).addingProduct(p, m)
    p = Lanes(repeating: 3.333_333_117_4e-1).addingProduct(p, m)
    var y = p * m * z
    y = y.addingProduct(e, Lanes(repeating: -2.121_944_4e-4))
    y = y.addingProduct(z, Lanes(repeating: -0.5))
    return (m + y).addingProduct(e, Lanes(repeating: 0.693_359_375))
  }

  /// Small integers to floats without a per-element conversion: through the magic number again.
  @inline(__always)
  private static func floats(_ n: SIMD16<Int32>) -> Lanes {
    unsafeBitCast(n &+ 0x4B40_0000, to: Lanes.self) - 12_582_912
  }

  /// A rational function on [−7.9, 7.9] (coefficients as in Eigen), ±1 beyond.
  @inline(__always)
  public static func hyperbolicTangent(_ x: Lanes) -> Lanes {
    let high = Lanes(repeating: 7.905_311)
    let t = x.replacing(with: -high, where: x .< -high).replacing(with: high, where: x .> high)
    let s = t * t
    var p = Lanes(repeating: -2.760_768_477_423_55e-16)
    p = Lanes(repeating: 2.000_187_904_824_77e-13).addingProduct(p, s)
    p = Lanes(repeating: -8.604_671_522_137_35e-11).addingProduct(p, s)
    p = Lanes(repeating: 5.122_297_090_371_14e-8).addingProduct(p, s)
    p = Lanes(repeating: 1.485_722_357_179_79e-5).addingProduct(p, s)
    p = Lanes(repeating: 6.372_619_288_754_36e-4).addingProduct(p, s)
    p = Lanes(repeating: 4.893_524_558_917_86e-3).addingProduct(p, s)
    var q = Lanes(repeating: 1.198_258_394_667_02e-6)
    q = Lanes(repeating: 1.185_347_056_866_54e-4).addingProduct(q, s)
    q = Lanes(repeating: 2.268_434_632_439_00e-3).addingProduct(q, s)
    q = Lanes(repeating: 4.893_525_185_543_85e-3).addingProduct(q, s)
    // p / q first: t · p would underflow, and lose digits, for the smallest arguments.
    return t * (p / q)
  }

  /// 1 / (1 + e⁻ˣ).
  @inline(__always)
  public static func sigmoid(_ x: Lanes) -> Lanes {
    // e⁻ˣ without the ends of its range: beyond 2¹²⁷·√2 it may as well be infinite.
    let low = Lanes(repeating: -87.3)
    let high = Lanes(repeating: 89)
    let t = (-x).replacing(with: low, where: -x .< low).replacing(with: high, where: -x .> high)
    let (y, n) = exponentialParts(t)
    return 1
      / Lanes(repeating: 1).addingProduct(y, unsafeBitCast((n &+ 127) &<< 23, to: Lanes.self))
  }

  /// max(x, 0) + log(1 + e^−|x|), the logarithm corrected for the rounding of 1 + u.
  @inline(__always)
  public static func softplus(_ x: Lanes) -> Lanes {
    let positive = x.replacing(with: 0, where: x .< 0)
    let u = exponential(-absolute(x))
    let w = 1 + u
    // w = 1 + u has lost some digits of u; the logarithm's derivative corrects for them.
    return positive + normalLogarithm(w, Lanes(repeating: 0)) + (u - (w - 1)) / w
  }

  /// √x from an approximate 1/√x, three Newton steps and a correction: within 1 unit in the last
  /// place, and 0 for what is subnormal. (The standard library's goes element by element.)
  @inline(__always)
  public static func squareRoots(_ x: Lanes) -> Lanes {
    let bits = 0x5F37_59DF &- (unsafeBitCast(x, to: SIMD16<Int32>.self) &>> 1)
    var r = unsafeBitCast(bits, to: Lanes.self)
    let half = x * 0.5
    r *= 1.5 - half * r * r
    r *= 1.5 - half * r * r
    r *= 1.5 - half * r * r
    let root = x * r
    let corrected = root + (x - root * root) * r * 0.5
    return corrected.replacing(with: 0, where: x .< Float.leastNormalMagnitude)
      .replacing(with: .nan, where: x .< 0)
      .replacing(with: .infinity, where: x .== .infinity)
  }

  @inline(__always)
  public static func absolute(_ x: Lanes) -> Lanes { x.replacing(with: -x, where: x .< 0) }
  @inline(__always)
  public static func minimum(_ x: Lanes, _ y: Lanes) -> Lanes {
    y.replacing(with: x, where: x .< y)
  }
  @inline(__always)
  public static func maximum(_ x: Lanes, _ y: Lanes) -> Lanes {
    y.replacing(with: x, where: x .> y)
  }
  @inline(__always)
  public static func less(_ x: Lanes, _ y: Lanes) -> Lanes {
    Lanes(repeating: 0).replacing(with: 1, where: x .< y)
  }
  @inline(__always)
  public static func gate(_ x: Lanes, _ y: Lanes) -> Lanes {
    Lanes(repeating: 0).replacing(with: x, where: y .> 0)
  }
  @inline(__always)
  public static func cleared(_ x: Lanes, below floor: Self) -> Lanes {
    let magnitude = unsafeBitCast(x, to: SIMD16<Int32>.self) & Int32.max
    return x.replacing(with: 0, where: unsafeBitCast(magnitude, to: Lanes.self) .< floor)
  }
  @inline(__always)
  public static func select(_ condition: Lanes, _ x: Lanes, _ y: Lanes) -> Lanes {
    y.replacing(with: x, where: condition .!= 0)
  }
}
