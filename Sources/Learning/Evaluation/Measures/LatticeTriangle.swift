import Foundation

/// A triangle of the lattice and its image.
struct LatticeTriangle {
  let corners: [Int]
  let middle: SIMD2<Double>
  let area: Double
  /// How much its area grows; negative where it is turned over.
  let growth: Double
  private let z: [SIMD2<Double>]
  private let x: [SIMD2<Double>]

  init(_ corners: [Int], z: [SIMD2<Float>], x: [SIMD2<Float>]) {
    self.corners = corners
    self.z = corners.map { SIMD2<Double>(z[$0]) }
    self.x = corners.map { SIMD2<Double>(x[$0]) }
    middle = (self.z[0] + self.z[1] + self.z[2]) / 3
    let before = Self.cross(self.z[1] - self.z[0], self.z[2] - self.z[0])
    area = abs(before) / 2
    growth = Self.cross(self.x[1] - self.x[0], self.x[2] - self.x[0]) / before
  }

  func weight(_ logBase: [Float]) -> Double {
    area * corners.reduce(0) { $0 + exp(Double(logBase[$1])) }
  }

  /// The point that the triangle's own linear map takes to an image; `nil` where that lies outside.
  func preimage(of point: SIMD2<Double>) -> SIMD2<Double>? {
    let (s, t) = coordinates(point - x[0])
    guard s >= 0, t >= 0, s + t <= 1 else { return nil }
    return z[0] + s * (z[1] - z[0]) + t * (z[2] - z[0])
  }

  /// The inverse of the triangle's linear map, of a difference.
  func inverse(_ offset: SIMD2<Double>) -> SIMD2<Double> {
    let (s, t) = coordinates(offset)
    return s * (z[1] - z[0]) + t * (z[2] - z[0])
  }

  private func coordinates(_ offset: SIMD2<Double>) -> (Double, Double) {
    let (u, v) = (x[1] - x[0], x[2] - x[0])
    let whole = Self.cross(u, v)
    return (Self.cross(offset, v) / whole, Self.cross(u, offset) / whole)
  }

  private static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    a.x * b.y - a.y * b.x
  }

  /// The corners of the triangles of a lattice of `side` × `side` points, row by row.
  static func corners(side: Int) -> [[Int]] {
    (0..<max(0, side - 1)).flatMap { row in
      (0..<side - 1).flatMap { column in
        let a = row * side + column
        return [[a, a + 1, a + side + 1], [a, a + side + 1, a + side]]
      }
    }
  }
}
