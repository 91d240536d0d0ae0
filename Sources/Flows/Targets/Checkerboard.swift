import Foundation

/// The eight dark cells of a 4 × 4 chessboard with cells of side 2: uniform on them, nothing between.
public struct Checkerboard: Target {
  public let name = "checkerboard"
  public let summary = "eight cells of a chessboard, with sharp edges"
  /// The logarithm of the area, ln 32.
  public let entropy: Double? = 3.4657
  public let extent = 4.5

  /// The target.
  public init() {}

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let column = random.index(below: 4)
    let row = 2 * random.index(below: 2) + (column & 1)
    let corner = SIMD2(Float(2 * column - 4), Float(2 * row - 4))
    return corner + SIMD2(offset(using: &random), offset(using: &random))
  }

  /// Uniform on (0, 2), on a lattice coarse enough that adding a corner cannot round onto an edge,
  /// where the density may be 0.
  private func offset(using random: inout RandomStream) -> Float {
    (Float(random.next() >> 42) + 0.5) * 0x1p-21
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    let column = (x.x / 2).rounded(.down)
    let row = (x.y / 2).rounded(.down)
    let inside = column >= -2 && column < 2 && row >= -2 && row < 2
    let isDark = (column + row).truncatingRemainder(dividingBy: 2) == 0
    return inside && isDark ? -log(32.0) : -.infinity
  }
}
