import Testing

@testable import Autodiff

/// A variable of a function under test.
struct Leaf {
  var features: Int
  var perLane: Bool
  /// Values lie in this range, in magnitude; both signs are drawn unless `positive`.
  var range = 0.3...1.7
  var positive = false
}

/// Compares a function's value, tangent rules and adjoint rules with plain arithmetic and with
/// central differences, in Double, at random points.
struct DerivativeCheck {
  private let leaves: [Leaf]
  private let lanes = 5
  private let graph: Graph
  private var inputs: Inputs
  private let variables: [Value]
  private let seeds: [Value]
  private let output: Value
  private let cotangent: Value
  /// Where a shared leaf begins in the parameter vector.
  private var offsets: [Int]

  init(_ leaves: [Leaf], seed: UInt64 = 1, _ function: ([Value]) -> Value) {
    self.leaves = leaves
    var random = TestRandom(seed)
    let (graph, lanes) = (Graph(), lanes)
    var inputs = Inputs(lanes: lanes)
    var offsets: [Int] = []
    func variable(_ slot: Int, _ leaf: Leaf) -> Value {
      offsets.append(inputs.parameters.count)
      let rows = (0..<leaf.features).map { _ in
        (0..<(leaf.perLane ? lanes : 1)).map { _ in
          let size = random.uniform(leaf.range.lowerBound, leaf.range.upperBound)
          return leaf.positive || random.next() >> 63 == 0 ? size : -size
        }
      }
      if leaf.perLane {
        inputs.slots[slot] = rows
        return graph.input(slot, features: leaf.features)
      }
      inputs.parameters += rows.map { $0[0] }
      return graph.parameter(offset: offsets[slot], count: leaf.features)
    }
    variables = leaves.enumerated().map { variable($0, $1) }
    seeds = leaves.enumerated().map { index, leaf in
      variable(leaves.count + index, Leaf(features: leaf.features, perLane: leaf.perLane))
    }
    output = function(variables)
    cotangent = variable(
      2 * leaves.count, Leaf(features: output.features, perLane: output.perLane))
    self.graph = graph
    self.offsets = offsets
    self.inputs = inputs
  }

  /// Fails the running test where any of the comparisons does.
  func run(_ what: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation) {
    let value = execute([output], inputs, as: Double.self)[0]
    let plain = NaiveInterpreter(graph, inputs).evaluate([output])[0]
    #expect(
      largestError(value, plain) < 1e-13, "\(what()): value", sourceLocation: sourceLocation)
    let single = execute([output], inputs, as: Float.self)[0]
    #expect(
      largestError(single, plain) < 1e-5, "\(what()): value in Float",
      sourceLocation: sourceLocation)
    // Along all operands together, and along each alone.
    checkTangent(what(), sourceLocation, along: leaves.indices)
    if leaves.count > 1 {
      for index in leaves.indices {
        checkTangent(what() + ", operand \(index)", sourceLocation, along: index..<(index + 1))
      }
    }
    checkAdjoint(what(), sourceLocation, seed: cotangent)
    checkAdjoint(what(), sourceLocation, seed: nil)
  }

  private func checkTangent(_ what: String, _ location: SourceLocation, along moved: Range<Int>) {
    let along = moved.map { (variables[$0], seeds[$0]) }
    let tangent = graph.tangents(of: [output], along: along)[0]
    let expected = difference { inputs, sign in
      for index in moved { shift(&inputs, index, by: sign, along: direction(index)) }
    }
    guard let tangent else {
      let size = expected.rows.joined().reduce(0) { max($0, abs($1)) }
      #expect(size < 1e-7, "\(what): a tangent is missing", sourceLocation: location)
      return
    }
    #expect(
      tangent.features == output.features, "\(what): a tangent has its value's features",
      sourceLocation: location)
    let shaped = tangent.expanded(features: output.features, perLane: output.perLane)
    let computed = execute([shaped], inputs, as: Double.self)[0]
    #expect(
      largestError(computed, expected) < 1e-7, "\(what): tangent", sourceLocation: location)
  }

  private func checkAdjoint(_ what: String, _ location: SourceLocation, seed: Value?) {
    let gradients =
      seed.map { graph.gradients(of: [(output, $0)], withRespectTo: variables) }
      ?? graph.gradients(of: output, withRespectTo: variables)
    let weights = seed.map { execute([$0], inputs, as: Double.self)[0] }
    for (index, gradient) in gradients.enumerated() {
      let leaf = leaves[index]
      let computed = gradient.map { execute([$0], inputs, as: Double.self)[0] }
      if let gradient {
        #expect(
          gradient.features == leaf.features && gradient.perLane == leaf.perLane,
          "\(what): a gradient has its source's shape", sourceLocation: location)
      }
      for feature in 0..<leaf.features {
        for lane in 0..<(leaf.perLane ? lanes : 1) {
          var unit = direction(index).map { $0.map { _ in 0.0 } }
          unit[feature][lane] = 1
          let change = difference { inputs, sign in
            shift(&inputs, index, by: sign, along: unit)
          }
          var expected = 0.0
          for (row, numbers) in change.rows.enumerated() {
            for (lane, number) in numbers.enumerated() {
              expected += number * (weights?.at(row, lane) ?? 1)
            }
          }
          let found = computed?.at(feature, lane) ?? 0
          #expect(
            abs(found - expected) <= 1e-7 * (1 + abs(expected)),
            "\(what): adjoint of operand \(index), feature \(feature): \(found), not \(expected)",
            sourceLocation: location)
        }
      }
    }
  }

  private func direction(_ index: Int) -> [[Double]] {
    if let rows = inputs.slots[leaves.count + index] { return rows }
    let offset = offsets[leaves.count + index]
    return inputs.parameters[offset..<(offset + leaves[index].features)].map { [$0] }
  }

  private func shift(
    _ inputs: inout Inputs, _ index: Int, by amount: Double, along rows: [[Double]]
  ) {
    for (feature, row) in rows.enumerated() {
      for (lane, number) in row.enumerated() {
        if leaves[index].perLane {
          inputs.slots[index]?[feature][lane] += amount * number
        } else {
          inputs.parameters[offsets[index] + feature] += amount * number
        }
      }
    }
  }

  /// The central difference of the output under a change of the inputs.
  private func difference(_ change: (inout Inputs, Double) -> Void) -> Block {
    let step = 1e-5
    var (above, below) = (inputs, inputs)
    change(&above, step)
    change(&below, -step)
    let high = NaiveInterpreter(graph, above).evaluate([output])[0]
    let low = NaiveInterpreter(graph, below).evaluate([output])[0]
    return Block(
      rows: zip(high.rows, low.rows).map { a, b in zip(a, b).map { ($0 - $1) / (2 * step) } },
      perLane: output.perLane)
  }
}
