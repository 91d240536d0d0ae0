import Foundation

/// A closed line and what is inside, by the even-odd rule.
public struct Polygon: Hashable, Sendable {
  public var corners: [SIMD2<Float>]
  private var lower: SIMD2<Float>
  private var upper: SIMD2<Float>

  public init(_ corners: [SIMD2<Float>]) {
    self.corners = corners
    lower = corners.reduce(SIMD2(repeating: .infinity)) { pointwiseMin($0, $1) }
    upper = corners.reduce(SIMD2(repeating: -.infinity)) { pointwiseMax($0, $1) }
  }

  /// The area inside, by the shoelace formula: that of a line that does not cross itself.
  public var area: Double {
    guard var last = corners.last else { return 0 }
    var sum = 0.0
    for corner in corners {
      sum += Double(last.x) * Double(corner.y) - Double(corner.x) * Double(last.y)
      last = corner
    }
    return abs(sum) / 2
  }

  public func contains(_ point: SIMD2<Float>) -> Bool {
    guard point.x >= lower.x, point.x <= upper.x, point.y >= lower.y, point.y <= upper.y,
      var last = corners.last
    else { return false }
    var inside = false
    for corner in corners {
      if (corner.y > point.y) != (last.y > point.y),
        point.x < (last.x - corner.x) * (point.y - corner.y) / (last.y - corner.y) + corner.x
      {
        inside.toggle()
      }
      last = corner
    }
    return inside
  }

  /// Points and weights with which sums over the inside are integrals: rows from bottom to top, cut
  /// by the closed line into intervals, each in pieces with a five-point Gauss-Legendre rule. A piece
  /// is no longer than an eighth of the inside is wide or high, so that ridges of a density show.
  ///
  /// A line with no inside, and one with a corner that is no point of the plane, has none of these points.
  package func quadrature(rows: Int) -> [(point: SIMD2<Float>, weight: Double)] {
    guard corners.count > 2, upper.y > lower.y, upper.x > lower.x,
      corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }), (upper.x - lower.x).isFinite,
      (upper.y - lower.y).isFinite
    else { return [] }
    let height = Double(upper.y - lower.y) / Double(rows)
    let longest = Double(max(upper.x - lower.x, upper.y - lower.y)) / 8
    var nodes: [(point: SIMD2<Float>, weight: Double)] = []
    for row in 0..<rows {
      let y = lower.y + Float((Double(row) + 0.5) * height)
      let cuts = crossings(y)
      for index in stride(from: 0, to: cuts.count - 1, by: 2) {
        let length = Double(cuts[index + 1] - cuts[index])
        let pieces = max(1, Int((length / longest).rounded(.up)))
        let half = 0.5 * length / Double(pieces)
        for piece in 0..<pieces {
          let middle = Double(cuts[index]) + half * Double(2 * piece + 1)
          for (node, weight) in Polygon.gauss {
            nodes.append((SIMD2(Float(middle + half * node), y), weight * half * height))
          }
        }
      }
    }
    return nodes
  }

  /// Where a horizontal line crosses the closed line, from left to right.
  private func crossings(_ y: Float) -> [Float] {
    guard var last = corners.last else { return [] }
    var cuts: [Float] = []
    for corner in corners {
      if (corner.y > y) != (last.y > y) {
        cuts.append((last.x - corner.x) * (y - corner.y) / (last.y - corner.y) + corner.x)
      }
      last = corner
    }
    return cuts.sorted()
  }

  /// Abramowitz and Stegun, table 25.4, n = 5.
  private static let gauss: [(Double, Double)] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189),
    (-0.538_469_310_105_683, 0.478_628_670_499_366), (0, 0.568_888_888_888_889),
    (0.538_469_310_105_683, 0.478_628_670_499_366),
    (0.906_179_845_938_664, 0.236_926_885_056_189),
  ]
}
