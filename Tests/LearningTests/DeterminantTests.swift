import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Determinants in many dimensions: as a sign and a logarithm, what they cost, and where products end.
@Suite struct DeterminantTests {
  /// The determinant by expansion along the first row, which is slow and plain.
  private func expanded(_ rows: [[Double]]) -> Double {
    guard rows.count > 1 else { return rows.first?.first ?? 1 }
    return rows.indices.reduce(0) { sum, column in
      let minor = rows.dropFirst().map { row in
        row.enumerated().filter { $0.offset != column }.map(\.element)
      }
      return sum + (column % 2 == 0 ? 1 : -1) * rows[0][column] * expanded(minor)
    }
  }

  @Test(arguments: 1...6) func itIsTheDeterminantOfExpansion(size: Int) {
    for seed in UInt64(0)..<8 {
      let matrix = SignedLogDeterminant.randomMatrix(size: size, seed: seed)
      let rows = (0..<size).map { Array(matrix[($0 * size)..<($0 * size + size)]) }
      let determinant = SignedLogDeterminant(of: matrix, size: size)
      let expected = expanded(rows)
      #expect(abs(determinant.sign * exp(determinant.logarithm) - expected) < 1e-12)
    }
  }

  @Test func aSingularMatrixHasSignZero() {
    let determinant = SignedLogDeterminant(of: [1, 2, 2, 4], size: 2)
    #expect(determinant.sign == 0 && determinant.logarithm == -.infinity)
  }

  @Test func aTriangularMatrixNeedsItsDiagonalAlone() {
    let matrix: [Double] = [2, 5, -1, 0, -3, 7, 0, 0, 0.5]
    let determinant = SignedLogDeterminant(of: matrix, size: 3)
    #expect(determinant.sign == -1)
    let diagonal = SignedLogDeterminant.logarithm(ofDiagonal: [2, -3, 0.5])
    #expect(abs(determinant.logarithm - diagonal) < 1e-15 && abs(diagonal - log(3)) < 1e-15)
  }

  @Test func productsEndWhereTheSumOfLogarithmsPassesTheRangeOfNumbers() throws {
    let stack = DeterminantStack(size: 64)
    let ends = [
      (
        isFloat: true, low: log(Double(Float.leastNonzeroMagnitude)),
        high: log(Double(Float.greatestFiniteMagnitude))
      ),
      (
        isFloat: false, low: log(Double.leastNonzeroMagnitude),
        high: log(Double.greatestFiniteMagnitude)
      ),
    ]
    for end in ends {
      for (gain, isOver) in [(0, { $0 < end.low - 1 }), (1, { $0 > end.high + 1 })]
        as [(Int, (Double) -> Bool)]
      {
        let layer = try #require(stack.end(inFloat: end.isFloat, gain: gain))
        let first = try #require(stack.rows[gain].firstIndex { isOver($0.logarithm) })
        #expect(layer == first + 1 || layer == first)
        #expect(stack.rows[gain].allSatisfy { $0.logarithm.isFinite })
      }
    }
    #expect(stack.negatives > 0 && stack.negatives < DeterminantStack.layerCount)
  }

  @Test func aFullMatrixCostsMoreAndMoreThanItsDiagonal() throws {
    let price = DeterminantPrice.here
    #expect(price.rows.map(\.size) == DeterminantPrice.sizes)
    let (small, large) = try (#require(price.row(8)), #require(price.row(256)))
    #expect(small.full > 0 && small.diagonal > 0)
    // 32 times the size: far more than 32 times the work of the one, about that of the other.
    #expect(large.full / small.full > 100)
    #expect(large.full / large.diagonal > small.full / small.diagonal)
  }
}
