@testable import Autodiff

/// A random graph of bounded values, and random inputs to run it on.
struct RandomGraph {
  let graph = Graph()
  private(set) var inputs: Inputs
  /// Values that callers ask for.
  private(set) var outputs: [Value] = []
  private(set) var parameters: [Value] = []
  private var random: TestRandom
  private var pool: [Value] = []

  /// - Parameter loops: allows loops, which cannot be differentiated.
  init(seed: UInt64, lanes: Int, operations: Int, loops: Bool) {
    random = TestRandom(seed)
    inputs = Inputs(lanes: lanes)
    for slot in 0..<(1 + random.index(2)) {
      let features = 1 + random.index(4)
      inputs.slots[slot] = random.rows(features, lanes)
      pool.append(graph.input(slot, features: features))
    }
    for _ in 0..<2 { pool.append(parameter(1 + random.index(4))) }
    for _ in 0..<operations {
      let kinds = loops ? 13 : 12
      pool.append(bounded(grow(random.index(kinds))))
    }
    // What is asked for includes early values, which must survive what comes after them.
    outputs = (0..<4).map { _ in pool[random.index(pool.count)] } + [pool[pool.count - 1]]
  }

  private mutating func parameter(_ count: Int) -> Value {
    let offset = inputs.parameters.count
    inputs.parameters += (0..<count).map { _ in random.uniform(-1, 1) }
    let value = graph.parameter(offset: offset, count: count)
    parameters.append(value)
    return value
  }

  /// A value of the pool, more often a late one.
  private mutating func pick() -> Value {
    let reach = random.index(3) == 0 ? pool.count : min(4, pool.count)
    return pool[pool.count - 1 - random.index(reach)]
  }

  /// A value of the pool that can be combined with one of so many features.
  private mutating func pick(fitting features: Int) -> Value {
    for _ in 0..<8 {
      let value = pick()
      if value.features == features || value.features == 1 || features == 1 { return value }
    }
    return pick().featureSum.tanh
  }

  private mutating func bounded(_ value: Value) -> Value {
    random.index(2) == 0 ? value.tanh : value.clamped(-3, 3)
  }

  private mutating func grow(_ kind: Int) -> Value {
    let x = pick()
    switch kind {
    case 0: return x.exp
    case 1: return (x.softplus + 0.1).log
    case 2: return (x.squared + 0.1).squareRoot.reciprocal
    case 3: return random.index(2) == 0 ? x.relu : x.absolute
    case 4, 5:
      let functions: [Binary] = [
        .add, .subtract, .multiply, .minimum, .maximum, .less, .gate,
      ]
      return x.combine(functions[random.index(functions.count)], pick(fitting: x.features))
    case 6:
      let other = pick(fitting: x.features)
      let features = max(x.features, other.features)
      let condition = pick(fitting: features)
      guard features > 1 || condition.features == 1 else { return x.sigmoid }
      return condition.step.select(x, other)
    case 7:
      let outputs = 1 + random.index(5)
      let weight = parameter(outputs * x.features)
      let product = x.dense(
        weight: weight, bias: random.index(2) == 0 ? parameter(outputs) : nil, outputs: outputs)
      // What follows may be fused into the product, if nothing else uses it.
      return random.index(2) == 0 ? product.relu : product
    case 8:
      let outputs = 1 + random.index(3)
      let product = x.denseTransposed(weight: parameter(outputs * x.features), outputs: outputs)
      return random.index(2) == 0 ? product.gated(by: pick(fitting: outputs)) : product
    case 9:
      let start = random.index(x.features)
      return x.features(start..<(start + 1 + random.index(x.features - start)))
    case 10:
      let pieces = Value.concatenate([x, pick()])
      return pieces.features > 6 ? pieces.featureSum : pieces
    case 11:
      // A value whose last use reads all of it and one of its rows.
      let last = x.sigmoid
      let row = last.feature(random.index(x.features))
      return random.index(2) == 0 ? row - last : (row - 0.5).step.select(last, row)
    default:
      let outside = pick(fitting: x.features)
      let bias = parameter(1)
      guard outside.features <= x.features else { return x.silu }
      let limit = 1 + random.index(4)
      return Value.iterate(from: x, limit: limit, tolerance: 0) { state in
        let next = 0.5 * state + 0.25 * (state.tanh * outside) + bias
        return random.index(2) == 0
          ? next
          : .concatenate([next.features(0..<1), next])
            .features(0..<x.features)
      }
    }
  }
}
