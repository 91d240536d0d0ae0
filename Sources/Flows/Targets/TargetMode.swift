import Foundation

/// One of the Gaussians that a target is a mixture of.
public struct TargetMode: Hashable, Sendable {
  /// Where it is, in data space.
  public let center: SIMD2<Double>
  /// Its standard deviation σ, the same in every direction.
  public let deviation: Double
  /// Its share of the target's mass.
  public let weight: Double

  /// - Parameters: as the properties of those names; deviation and weight are above 0.
  public init(center: SIMD2<Double>, deviation: Double, weight: Double) {
    (self.center, self.deviation, self.weight) = (center, deviation, weight)
  }

  /// How far a point is from the centre, in standard deviations.
  public func distance(to point: SIMD2<Double>) -> Double {
    let offset = (point - center) / deviation
    return (offset * offset).sum().squareRoot()
  }

  /// Equally likely modes of one width.
  static func equal(at centers: [SIMD2<Double>], deviation: Double) -> [TargetMode] {
    centers.map {
      TargetMode(center: $0, deviation: deviation, weight: 1 / Double(centers.count))
    }
  }
}

extension Target {
  /// The mean density over each cell of a grid, row by row from the top; `nil` for a target without modes.
  ///
  /// Where a mode is narrower than a cell, its density in the middle of the cell says nothing of the mass
  /// that lies in it; this is that mass, from differences of normal distribution functions, over the area.
  /// - Parameters:
  ///   - corner: the upper left corner of the grid.
  ///   - cell: width and height of a cell.
  public func meanDensities(
    from corner: SIMD2<Double>, cell: Double, columns: Int, rows: Int
  ) -> [Double]? {
    let modes = modes
    guard !modes.isEmpty, cell > 0 else { return nil }
    var densities = [Double](repeating: 0, count: columns * rows)
    for mode in modes {
      /// The mode's mass in each strip, from `start` on in steps of one cell.
      func masses(_ start: Double, _ count: Int) -> [Double] {
        let edges = (0...count).map {
          erf((start + Double($0) * cell) / (mode.deviation * 2.0.squareRoot()))
        }
        return zip(edges, edges.dropFirst()).map { ($1 - $0) / 2 }
      }
      let across = masses(corner.x - mode.center.x, columns)
      let down = masses(mode.center.y - corner.y, rows)
      let factor = mode.weight / (cell * cell)
      for (row, height) in down.enumerated() where height > 0 {
        for (column, width) in across.enumerated() {
          densities[row * columns + column] += factor * height * width
        }
      }
    }
    return densities
  }
}
