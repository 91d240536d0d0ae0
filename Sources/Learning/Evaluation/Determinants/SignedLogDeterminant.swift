import Flows
import Foundation

/// The determinant of a square matrix as a sign and a logarithm, so that it is never too large or too
/// small for a number: what libraries call `slogdet`.
///
/// It is computed from the pivots that elimination with exchanges of rows leaves, which takes about
/// 2/3 · size³ operations. The determinant is their product.
public struct SignedLogDeterminant: Sendable {
  /// What elimination leaves on the diagonal.
  public let pivots: [Double]
  /// 1 or −1; 0 for a singular matrix.
  public let sign: Double
  /// log|det| in nats; −∞ for a singular matrix.
  public let logarithm: Double

  /// - Parameter matrix: `size` rows of `size` numbers, row by row.
  public init(of matrix: [Double], size: Int) {
    var (rows, sign) = (matrix, 1.0)
    for column in 0..<size {
      let best = (column..<size).max {
        abs(rows[$0 * size + column]) < abs(rows[$1 * size + column])
      }
      if let best, best != column {
        for place in column..<size { rows.swapAt(best * size + place, column * size + place) }
        sign = -sign
      }
      Self.eliminate(column, size, &rows)
    }
    pivots = (0..<size).map { rows[$0 * size + $0] }
    self.sign = pivots.reduce(sign) { $0 * ($1 == 0 ? 0 : $1 < 0 ? -1 : 1) }
    logarithm = Self.logarithm(ofDiagonal: pivots)
  }

  /// log|det| of a triangular matrix from its diagonal alone, in nats.
  public static func logarithm(ofDiagonal diagonal: [Double]) -> Double {
    diagonal.reduce(0) { $0 + log(abs($1)) }
  }

  /// Takes the pivot's row from the rows below it, so that they begin with 0.
  private static func eliminate(_ column: Int, _ size: Int, _ rows: inout [Double]) {
    let pivot = rows[column * size + column]
    guard pivot != 0 else { return }
    let own = Array(rows[(column * size + column)..<(column * size + size)])
    for row in (column + 1)..<max(size, column + 1) {
      let start = row * size + column
      let factor = rows[start] / pivot
      guard factor != 0 else { continue }
      for (place, value) in own.enumerated() { rows[start + place] -= factor * value }
    }
  }

  /// A matrix of independent normal numbers of variance 1/size, such as networks begin with: a vector
  /// keeps its length under it, in the mean.
  static func randomMatrix(size: Int, seed: UInt64) -> [Double] {
    var random = RandomStream(seed: seed)
    let deviation = 1 / Double(size).squareRoot()
    return (0..<(size * size)).map { _ in deviation * random.normal() }
  }
}
