import Testing

@testable import Autodiff

/// The Jacobian of a value, column by column.
@Suite struct JacobianTests {
  @Test func columnsMatchFiniteDifferencesLaneByLane() {
    func map(_ x: Value) -> Value {
      let (a, b, c) = (x.feature(0), x.feature(1), x.feature(2))
      return .concatenate([(a * b).tanh + c, (a - 2 * c).exp * b])
    }
    let graph = Graph()
    let x = graph.input(0, features: 3)
    var random = TestRandom(3)
    let rows = random.rows(3, 9, -1, 1)
    let columns = graph.jacobian(of: map(x), at: x)
    #expect(columns.map(\.features) == [2, 2, 2])
    let found = execute(columns, Inputs(lanes: 9, slots: [0: rows]), as: Double.self)
    let step = 1e-6
    for axis in rows.indices {
      let ends = [step, -step].map { shift in
        var moved = rows
        moved[axis] = moved[axis].map { $0 + shift }
        return execute([map(x)], Inputs(lanes: 9, slots: [0: moved]), as: Double.self)[0]
      }
      let differences = zip(ends[0].rows, ends[1].rows).map { row in
        zip(row.0, row.1).map { ($0 - $1) / (2 * step) }
      }
      #expect(largestError(found[axis], Block(rows: differences, perLane: true)) < 1e-8)
    }
  }

  @Test func whatDoesNotDependOnTheInputHasColumnsOfZeros() {
    let graph = Graph()
    let (x, other) = (graph.input(0, features: 2), graph.input(1, features: 3))
    for column in graph.jacobian(of: other, at: x) {
      #expect(column.features == 3)
      #expect(column.uniformConstant == 0)
    }
  }
}
