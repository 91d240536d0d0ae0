import Autodiff
import Testing

@testable import Flows

/// A 2×2 matrix: its algebra, in numbers and in values of a graph.
@Suite struct Matrix2Tests {
  private static let matrices: [Matrix2<Double>] = {
    var random = RandomStream(seed: 6)
    func entry() -> Double { 3 * random.normal() }
    return (0..<40).map { _ in Matrix2(a: entry(), b: entry(), c: entry(), d: entry()) }
  }()

  private static func distance(_ a: Matrix2<Double>, _ b: Matrix2<Double>) -> Double {
    zip(a.entries, b.entries).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test func theInverseUndoesAndAreasMultiply() {
    let identity = Matrix2(a: 1.0, b: 0, c: 0, d: 1)
    for (first, second) in zip(Self.matrices, Self.matrices.dropFirst()) {
      #expect(first.isInvertible)
      #expect(Self.distance(first * first.inverse, identity) < 1e-9)
      let product = first * second
      #expect(abs(product.determinant - first.determinant * second.determinant) < 1e-9)
      let v = SIMD2(0.3, -1.2)
      let gap = product(v) - first(second(v))
      #expect((gap * gap).sum() < 1e-20)
    }
  }

  @Test func columnsAreTheImagesOfTheAxes() {
    let matrix = Matrix2(columns: SIMD2(1.0, 2), SIMD2(3, 4))
    #expect(matrix(SIMD2(1, 0)) == SIMD2(1, 2) && matrix(SIMD2(0, 1)) == SIMD2(3, 4))
    #expect(matrix.entries == [1, 3, 2, 4] && matrix.trace == 5 && matrix.determinant == -2)
  }

  @Test func singularMatricesHaveNoInverse() {
    #expect(!Matrix2(a: 1.0, b: 2, c: 2, d: 4).isInvertible)
    #expect(!Matrix2(a: Double.nan, b: 0, c: 0, d: 1).isInvertible)
    #expect(!Matrix2(a: Double.infinity, b: 0, c: 0, d: 1).isInvertible)
  }

  @Test func singularValuesMultiplyToTheDeterminant() {
    for matrix in Self.matrices {
      let axes = matrix.axes
      #expect(axes[0].factor >= axes[1].factor)
      #expect(abs(axes[0].factor * axes[1].factor - abs(matrix.determinant)) < 1e-9)
      for axis in axes {
        let gap = matrix(axis.from) - axis.to * axis.factor
        #expect((gap * gap).sum() < 1e-20)
      }
    }
  }

  /// The Jacobian of a linear map is its matrix, whose determinant and trace are values of the graph.
  @Test func aGraphsJacobianIsAMatrix() {
    for matrix in Self.matrices.prefix(5) {
      let graph = Graph()
      let x = graph.input(0, features: 2)
      let image = x.dense(weight: graph.constant(matrix.entries), outputs: 2)
      let jacobian = Matrix2(columns: graph.jacobian(of: image, at: x))
      var outputs = Outputs()
      let (determinant, trace) = (
        outputs.add(number: jacobian.determinant), outputs.add(number: jacobian.trace)
      )
      let executor = Executor<Double>(Program(outputs))
      executor.setInput(0, points: [SIMD2(0.5, 2)])
      executor.run(lanes: 1)
      #expect(abs(executor[determinant, 0] - matrix.determinant) < 1e-12)
      #expect(abs(executor[trace, 0] - matrix.trace) < 1e-12)
    }
  }
}
