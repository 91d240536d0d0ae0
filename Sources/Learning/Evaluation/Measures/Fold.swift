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
    let triangles = LatticeTriangle.corners(side: side).map { LatticeTriangle($0, z: z, x: x) }
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
}
