/// The operations of a graph as operators of ONNX, in the same order.
///
/// A value that differs between lanes is a matrix with a row for each lane and a column for each feature.
/// A value that all lanes share is a row of numbers, which ONNX repeats for every lane as the graph does.
struct OnnxTranslation {
  private let graph: Graph
  private let inputName: String
  private(set) var operators: [OnnxOperator] = []
  private(set) var tensors: [OnnxTensor] = []
  /// The shapes of what is in ``tensors``, by name.
  private var shapes: [String: [Int]] = [:]
  private var hasLaneCount = false
  /// Names of what was translated so far, by the value's id.
  private var names: [Int: String] = [:]
  /// The numbers of values that all lanes share, by id.
  private let shared: [Int: [Double]]
  let precision: OnnxPrecision
  private let parameterNames: [Int: String]
  /// Comparisons that are read as conditions only, so that they need not become numbers.
  private let conditions: Set<Int>
  private var helperCount = 0

  init(
    of outputs: [Value], from input: Value, called inputName: String, parameters: [Double],
    parameterNames: [Int: String], precision: OnnxPrecision
  ) throws(OnnxError) {
    let graph = input.graph
    self.graph = graph
    self.inputName = inputName
    self.parameterNames = parameterNames
    self.precision = precision
    let needed = Self.needed(for: outputs)
    let nodes = graph.nodes
    for id in needed {
      if case .loop = nodes[id].operation { throw .loop }
    }
    let lanes = needed.filter { nodes[$0].perLane }
    var read = Set(outputs.map(\.id))
    var asConditions: Set<Int> = []
    for id in lanes {
      let isSelection = nodes[id].operation == .select
      for (index, operand) in nodes[id].operands.enumerated() {
        if isSelection, index == 0 { asConditions.insert(operand) } else { read.insert(operand) }
      }
    }
    conditions = asConditions.subtracting(read).filter {
      nodes[$0].perLane && nodes[$0].operation == .binary(.less)
    }
    let frontier = read.union(asConditions).filter { !nodes[$0].perLane }.sorted()
    shared = Self.numbers(of: frontier.map { graph.value($0) }, parameters)
    for id in lanes { names[id] = translate(id, nodes[id]) }
  }

  /// What outputs are computed from, in order. A shared value's own operands are left out: its numbers
  /// are stored.
  private static func needed(for outputs: [Value]) -> [Int] {
    guard let graph = outputs.first?.graph else { return [] }
    var needed = Set(outputs.map(\.id))
    for id in stride(from: needed.max() ?? 0, through: 0, by: -1) where needed.contains(id) {
      let node = graph.nodes[id]
      guard node.perLane else { continue }
      // What a rule says matters to derivatives only.
      if case .ruled = node.operation {
        needed.insert(node.operands[0])
      } else {
        needed.formUnion(node.operands)
      }
    }
    return needed.sorted()
  }

  /// Computes what all lanes share, in Double.
  private static func numbers(of values: [Value], _ parameters: [Double]) -> [Int: [Double]] {
    guard !values.isEmpty else { return [:] }
    var outputs = Outputs()
    let handles = values.map { outputs.add(shared: $0) }
    let executor = Executor<Double>(Program(outputs), parameterCount: parameters.count)
    executor.parameters = parameters
    executor.run(lanes: 1)
    return Dictionary(
      uniqueKeysWithValues: zip(values, handles).map { value, handle in
        (value.id, executor.values(handle))
      })
  }

  // MARK: Operators

  /// Appends an operator.
  /// - Parameter name: of its result; `nil` makes one up.
  mutating func add(
    _ type: String, _ inputs: [String], as name: String? = nil,
    _ attributes: [(name: String, value: Int)] = []
  ) -> String {
    helperCount += name == nil ? 1 : 0
    let output = name ?? "h\(helperCount)"
    operators.append(
      OnnxOperator(type: type, inputs: inputs, output: output, attributes: attributes))
    return output
  }

  /// The name of fixed whole numbers, as axes and shapes are given.
  mutating func integers(_ numbers: [Int]) -> String {
    let name = "int." + numbers.map(String.init).joined(separator: ".")
    return store(OnnxTensor(name: name, shape: [numbers.count], numbers: .integers(numbers)))
  }

  /// The name of one fixed number.
  mutating func number(_ value: Double) -> String {
    store(OnnxTensor(name: "number.\(value)", shape: [1], numbers: .reals([value], precision)))
  }

  private mutating func store(_ tensor: OnnxTensor) -> String {
    if shapes.updateValue(tensor.shape, forKey: tensor.name) == nil { tensors.append(tensor) }
    return tensor.name
  }

  /// The name of a value, to be combined with others elementwise.
  private mutating func name(_ id: Int) -> String {
    names[id] ?? sharedName(id, shape: [graph.nodes[id].features])
  }

  /// The name of a value that all lanes share, in a shape of as many numbers. A parameter has its own.
  private mutating func sharedName(_ id: Int, shape: [Int]) -> String {
    var name = "shared.\(id)"
    if case .parameter(let offset) = graph.nodes[id].operation {
      name = parameterNames[offset] ?? "parameter.\(offset)"
    }
    // The same numbers in another shape have that in their name.
    if let first = shapes[name], first != shape {
      name += shape.map { ".\($0)" }.joined()
    }
    return store(OnnxTensor(name: name, shape: shape, numbers: .reals(shared[id] ?? [], precision)))
  }

  /// The name of a value with a row for every lane and this many features.
  private mutating func rows(_ id: Int, features: Int) -> String {
    let node = graph.nodes[id]
    if node.perLane, node.features == features { return name(id) }
    if node.perLane { return add("Expand", [name(id), integers([1, features])]) }
    return add("Expand", [name(id), laneShape(features: features)])
  }

  /// The name of the shape [number of lanes, features].
  private mutating func laneShape(features: Int) -> String {
    let count = "lanes"
    if !hasLaneCount {
      hasLaneCount = true
      let shape = add("Shape", [inputName])
      _ = add("Slice", [shape, integers([0]), integers([1]), integers([0])], as: count)
    }
    return add("Concat", [count, integers([features])], [("axis", 0)])
  }

  /// Makes a value of one feature an output: a number for every lane, without an axis of its own.
  mutating func finish(_ value: Value, as output: String) {
    precondition(value.features == 1, "an output has one feature, not \(value.features)")
    _ = add("Squeeze", [rows(value.id, features: 1), integers([1])], as: output)
  }

  // MARK: Operations

  /// Translates an operation whose operands are translated already.
  /// - Returns: the name of its result.
  private mutating func translate(_ id: Int, _ node: Node) -> String {
    let (operands, own) = (node.operands, "v\(id)")
    switch node.operation {
    case .input: return inputName
    case .ruled: return name(operands[0])
    case .unary(let function): return translate(function, name(operands[0]), as: own)
    case .binary(let function):
      return translate(
        function, name(operands[0]), name(operands[1]), as: own,
        isCondition: conditions.contains(id))
    case .select:
      let condition = name(operands[0])
      let isKnown = conditions.contains(operands[0])
      let boolean =
        isKnown ? condition : add("Cast", [condition], [("to", OnnxTensor.boolean)])
      return add("Where", [boolean, name(operands[1]), name(operands[2])], as: own)
    case .dense: return product(node, isTransposed: false, as: own)
    case .denseTransposed: return product(node, isTransposed: true, as: own)
    case .sumFeatures:
      return add(
        "ReduceSum", [name(operands[0]), integers([1])], as: own, [("keepdims", 1)])
    case .slice(let start):
      let bounds = [integers([start]), integers([start + node.features]), integers([1])]
      return add("Slice", [name(operands[0])] + bounds, as: own)
    case .concatenate:
      let pieces = operands.map { rows($0, features: graph.nodes[$0].features) }
      return add("Concat", pieces, as: own, [("axis", 1)])
    case .expand: return rows(operands[0], features: node.features)
    case .parameter, .constant, .product, .outer, .sumLanes, .loopState, .loop, .denseRectified,
      .denseTransposedGated, .multiplyAdd, .multiplySubtract, .dotFeatures, .swishAndSlopes:
      preconditionFailure("shared by all lanes, refused, or made by fusion only")
    }
  }

  /// W·x + b or Wᵀ·y: a row times a matrix, plus a row.
  private mutating func product(_ node: Node, isTransposed: Bool, as own: String) -> String {
    let (operands, depth) = (node.operands, graph.nodes[node.operands[0]].features)
    let shape = isTransposed ? [depth, node.features] : [node.features, depth]
    var inputs = [name(operands[0]), sharedName(operands[1], shape: shape)]
    if operands.count > 2 { inputs.append(name(operands[2])) }
    return add("Gemm", inputs, as: own, isTransposed ? [] : [("transB", 1)])
  }
}
