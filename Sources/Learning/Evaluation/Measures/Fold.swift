import Foundation

/// Two points of base space that a map takes to one place: what an invertible map cannot do.
public struct Fold: Sendable {
  /// Two different points of base space.
  public var first: SIMD2<Double>
  public var second: SIMD2<Double>
  /// Where f takes both.
  public var image: SIMD2<Double>
  /// How far f takes the second from there.
  public var gap: Double
  /// The base's mass on ground that the map turns over: it arrives where other mass arrives as well.
  public var mass: Double

  /// Looks for a fold of a square lattice of `side` × `side` points.
  ///
  /// Where a triangle of the lattice is turned over by the map and one that is not lies over it, two points
  /// meet. Newton's method then brings the second one's image to the first one's.
  /// - Parameters:
  ///   - z: the lattice, row by row.
  ///   - x: its images.
  ///   - logBase: log p_z at the lattice, in nats.
  ///   - map: the map itself.
  /// - Returns: `nil` where no two points meet.
  init?(
    side: Int, z: [SIMD2<Float>], x: [SIMD2<Float>], logBase: [Float],
    _ map: ([SIMD2<Float>]) -> [SIMD2<Float>]
  ) {
    let triangles = Self.triangles(side: side).map { Triangle($0, z: z, x: x) }
      .filter { $0.growth.isFinite && $0.growth != 0 }
    let turned = triangles.count { $0.growth < 0 } * 2 > triangles.count
    let over = triangles.filter { ($0.growth < 0) != turned }
    mass = over.reduce(0) { sum, triangle in
      sum + triangle.area * triangle.corners.reduce(0) { $0 + exp(Double(logBase[$1])) } / 3
    }
    let most = over.sorted { $0.weight(logBase) > $1.weight(logBase) }.prefix(40)
    for triangle in most {
      let point = SIMD2<Double>(map([SIMD2<Float>(triangle.middle)])[0])
      for other in triangles where (other.growth < 0) == turned {
        guard var found = other.preimage(of: point) else { continue }
        for _ in 0..<8 {
          let miss = point - SIMD2<Double>(map([SIMD2<Float>(found)])[0])
          found += other.inverse(miss)
        }
        let miss = point - SIMD2<Double>(map([SIMD2<Float>(found)])[0])
        let (gap, apart) = (Self.length(miss), Self.length(found - triangle.middle))
        guard gap < 0.01, apart > 20 * gap, apart > 0.02 else { continue }
        (first, second, image, self.gap) = (triangle.middle, found, point, gap)
        return
      }
    }
    return nil
  }

  private static func length(_ vector: SIMD2<Double>) -> Double {
    (vector * vector).sum().squareRoot()
  }

  private static func triangles(side: Int) -> [[Int]] {
    (0..<max(0, side - 1)).flatMap { row in
      (0..<side - 1).flatMap { column in
        let a = row * side + column
        return [[a, a + 1, a + side + 1], [a, a + side + 1, a + side]]
      }
    }
  }

  /// A triangle of the lattice and its image.
  private struct Triangle {
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
  }
}
