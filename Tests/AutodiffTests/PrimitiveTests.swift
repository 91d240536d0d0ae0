import Testing

@testable import Autodiff

/// Every primitive's value, tangent rule and adjoint rule, in and out of every branch, in every
/// form of broadcasting.
@Suite struct PrimitiveTests {
  /// One feature or three, the same for every lane or not.
  static let shapes = [(1, true), (3, true), (1, false), (3, false)]

  static func leaf(_ shape: (Int, Bool)) -> Leaf { Leaf(features: shape.0, perLane: shape.1) }

  @Test(arguments: Unary.allCases) func unaryMatchesDifferences(function: Unary) {
    for shape in Self.shapes {
      var leaf = Self.leaf(shape)
      leaf.positive = function == .logarithm || function == .squareRoot
      for seed in 1...3 {
        DerivativeCheck([leaf], seed: UInt64(seed)) { $0[0].apply(function) }
          .run("\(function) of \(shape)")
      }
    }
  }

  @Test(arguments: Binary.allCases) func binaryMatchesDifferencesInEveryBroadcast(
    function: Binary
  ) {
    for (index, first) in Self.shapes.enumerated() {
      for second in Self.shapes {
        DerivativeCheck([Self.leaf(first), Self.leaf(second)], seed: UInt64(index)) {
          $0[0].combine(function, $0[1])
        }
        .run("\(function) of \(first), \(second)")
      }
      // The same value on both sides.
      DerivativeCheck([Self.leaf(first)], seed: UInt64(index)) {
        $0[0].combine(function, $0[0].squared)
      }
      .run("\(function) of \(first) and its square")
    }
  }

  @Test func selectMatchesDifferencesInEveryBroadcast() {
    for condition in Self.shapes {
      for first in Self.shapes {
        for second in Self.shapes {
          DerivativeCheck([condition, first, second].map(Self.leaf)) {
            $0[0].step.select($0[1], $0[2])
          }
          .run("select of \(condition), \(first), \(second)")
        }
      }
    }
  }

  @Test func derivedFunctionsMatchDifferences() {
    let functions: [(String, (Value) -> Value)] = [
      ("silu", \.silu), ("squared", \.squared),
      ("clamped", { $0.clamped(-0.8, 1.1) }), ("below", { $0.minimum(0.9) }),
      ("above", { $0.maximum(-0.9) }), ("minus", { 1.5 - $0 }), ("inverse", { 2 / $0 }),
      ("half", { $0 / 2 }), ("double negation", { -(-$0) }),
      ("constants", { $0 * 1 + 0 - 0 + $0.graph.constant([1, 2, 3]) * -1 }),
    ]
    for (name, function) in functions {
      for shape in Self.shapes {
        DerivativeCheck([Self.leaf(shape)], seed: 3) { function($0[0]) }.run("\(name) of \(shape)")
      }
    }
  }

  @Test(arguments: [(1, 1), (1, 2), (2, 1), (3, 5), (4, 4), (5, 2), (16, 3), (7, 16)])
  func denseLayersMatchDifferences(inputs: Int, outputs: Int) {
    for perLane in [true, false] {
      let x = Leaf(features: inputs, perLane: perLane)
      let weight = Leaf(features: inputs * outputs, perLane: false)
      let bias = Leaf(features: outputs, perLane: false)
      let shape = "\(inputs) to \(outputs), per lane \(perLane)"
      DerivativeCheck([x, weight, bias]) {
        $0[0].dense(weight: $0[1], bias: $0[2], outputs: outputs)
      }
      .run("dense, \(shape)")
      DerivativeCheck([x, weight]) { $0[0].dense(weight: $0[1], outputs: outputs) }
        .run("dense without bias, \(shape)")
      DerivativeCheck([x, weight]) { $0[0].denseTransposed(weight: $0[1], outputs: outputs) }
        .run("transposed, \(shape)")
    }
  }

  @Test(arguments: [(1, 1), (2, 3), (4, 16), (3, 16), (5, 17)])
  func outerProductsMatchDifferences(rows: Int, columns: Int) {
    for first in [true, false] {
      for second in [true, false] {
        DerivativeCheck([
          Leaf(features: rows, perLane: first), Leaf(features: columns, perLane: second),
        ]) { $0[0].outer($0[1]) }
        .run("outer, \(rows) × \(columns), per lane \(first), \(second)")
      }
    }
  }

  @Test func shapesMatchDifferences() {
    for perLane in [true, false] {
      let five = Leaf(features: 5, perLane: perLane)
      let one = Leaf(features: 1, perLane: perLane)
      let two = Leaf(features: 2, perLane: !perLane)
      DerivativeCheck([five]) { $0[0].features(1..<4) }.run("slice")
      DerivativeCheck([five]) { $0[0].features(1..<4).features(1..<3) }.run("slice of a slice")
      DerivativeCheck([five]) { $0[0].features(0..<3) * $0[0].features(1..<4) }
        .run("overlapping slices")
      DerivativeCheck([five]) {
        $0[0].features(0..<3).featureSum * $0[0].features(1..<5).exp + $0[0].feature(2)
      }
      .run("slices within slices")
      DerivativeCheck([five, one, two]) { .concatenate([$0[1], $0[0], $0[2], $0[1]]) }
        .run("concatenation")
      DerivativeCheck([five, two]) { Value.concatenate([$0[0], $0[1]]).features(3..<6) }
        .run("slice across pieces")
      DerivativeCheck([five, two]) { Value.concatenate([$0[0], $0[1]]).features(5..<7) }
        .run("slice of a piece")
      DerivativeCheck([five]) { $0[0].featureSum }.run("feature sum")
      DerivativeCheck([five]) { $0[0].laneSum }.run("lane sum")
      for (features, lanes) in [(1, true), (4, false), (4, true)] {
        DerivativeCheck([one]) { $0[0].expanded(features: features, perLane: lanes) }
          .run("expansion to \(features), per lane \(lanes)")
      }
      DerivativeCheck([five]) { $0[0].expanded(features: 5, perLane: true) }.run("repetition")
    }
  }

  /// Sums send one feature back to operands that have several, which others then have to expand.
  @Test func sumsOfBroadcastsMatchDifferences() {
    for first in Self.shapes {
      for second in Self.shapes {
        let leaves = [Self.leaf(first), Self.leaf(second)]
        let what = "\(first), \(second)"
        DerivativeCheck(leaves) { ($0[0] + $0[1]).featureSum }.run("sum of +, \(what)")
        DerivativeCheck(leaves) { ($0[0] - $0[1]).featureSum.squared }.run("sum of −, \(what)")
        DerivativeCheck(leaves) { ($0[0] / $0[1]).featureSum }.run("sum of /, \(what)")
        DerivativeCheck(leaves) { $0[0].maximum($0[1]).featureSum }.run("sum of max, \(what)")
        DerivativeCheck(leaves) { ($0[0] + $0[1]).laneSum.featureSum }.run("total, \(what)")
        DerivativeCheck(leaves + [Leaf(features: 1, perLane: true)]) {
          $0[2].step.select($0[0], $0[1]).featureSum
        }
        .run("sum of select, \(what)")
      }
    }
  }
}
