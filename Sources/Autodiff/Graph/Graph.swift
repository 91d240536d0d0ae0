// Autodiff: a small array compiler.
//
// A model is traced once into a ``Graph`` whose nodes are blocks of `features × lanes`, where a lane
// is one sample. Derivatives are graph transforms (Tangents.swift, Adjoints.swift): they append
// nodes, so they compose. ``Program`` plans a graph's memory, ``Executor`` runs it over tiles of
// lanes. Nothing here knows what a flow is.
//
// Folders, each of which uses only those before it: Graph (values and derivatives), Compiler (graph to
// program), Kernels (arithmetic on registers), Execution (tiles and threads), Optimizers, Exchange (graphs
// as ONNX files).

/// A graph of array operations under construction. Nodes are only ever appended, and an operation
/// that was already recorded with the same operands is shared rather than recorded again.
///
///     let graph = Graph()
///     let x = graph.input(0, features: 2)
///     let weight = graph.parameter(offset: 0, count: 2)
///     let y = (weight * x).featureSum.tanh
///     let loss = (1 - y).squared.laneSum
///     let gradients = graph.gradients(of: loss, withRespectTo: [weight]).compactMap { $0 }
///     var outputs = Outputs()
///     let (height, total) = (outputs.add(number: y), outputs.add(shared: loss))
///     let slopes = gradients.map { outputs.add(shared: $0) }
///     let program = Program(outputs)
///
/// Not thread-safe: trace on one thread.
public final class Graph {
  private(set) var nodes: [Node] = []
  private var known: [Node: Int] = [:]
  private var loops = 0
  private(set) var rules: [any DerivativeRule] = []
  /// Ids of the values that ``reportUnfinished(_:)`` was given.
  var unfinished: [Int] = []

  public init() {}

  /// Data that differs from lane to lane: `features` rows, filled before each run.
  public func input(_ slot: Int, features: Int) -> Value {
    append(Node(.input(slot), [], features, perLane: true))
  }

  /// `count` trainable numbers, the same for every lane, at `offset` in the parameter vector.
  public func parameter(offset: Int, count: Int) -> Value {
    append(Node(.parameter(offset), [], count, perLane: false))
  }

  /// Fixed numbers, the same for every lane.
  public func constant(_ values: [Double]) -> Value {
    append(Node(.constant(values), [], values.count, perLane: false))
  }

  /// A fixed number, the same for every lane.
  public func constant(_ value: Double) -> Value {
    constant([value])
  }

  func append(_ node: Node) -> Value {
    if let id = known[node] { return Value(graph: self, id: id) }
    nodes.append(node)
    known[node] = nodes.count - 1
    return Value(graph: self, id: nodes.count - 1)
  }

  /// The id of this very node, if it was recorded.
  func id(of node: Node) -> Int? { known[node] }

  func value(_ id: Int) -> Value {
    Value(graph: self, id: id)
  }

  func keep(_ rule: any DerivativeRule) -> Int {
    rules.append(rule)
    return rules.count - 1
  }

  func newLoop() -> Int {
    loops += 1
    return loops - 1
  }
}

/// One operation and where its operands come from.
struct Node: Hashable {
  var operation: Operation
  var operands: [Int]
  var features: Int
  /// False for values that are the same for every lane; those are computed once a run.
  var perLane: Bool

  /// Rows that its place in memory has.
  var rows: Int {
    if case .swishAndSlopes(let slopes) = operation { return features * (1 + slopes) }
    return features
  }

  init(_ operation: Operation, _ operands: [Int], _ features: Int, perLane: Bool) {
    self.operation = operation
    self.operands = operands
    self.features = features
    self.perLane = perLane
  }
}

/// The primitives. Elementwise ones broadcast: over lanes from a value that has none, and over
/// features from a value that has one.
enum Operation: Hashable {
  case input(Int)
  case parameter(Int)
  case constant([Double])
  case unary(Unary)
  case binary(Binary)
  /// [condition, a, b]: a where the condition is not zero, else b.
  case select
  /// [x, W] or [x, W, b]: W·x + b, with W stored row-major as `features × x.features`.
  case dense
  /// [y, W]: Wᵀ·y.
  case denseTransposed
  /// [x, W, b]: relu(W·x + b). Made by fusion only, like the next one; neither has derivative rules.
  case denseRectified
  /// [y, W, h]: Wᵀ·y where h > 0, else 0.
  case denseTransposedGated
  /// [A, B]: the product of two matrices that all lanes share.
  case product(Product)
  /// [x]: swish(x), and below it in memory as many of its first two derivatives. The node's own value is the
  /// first; the others are views of it. Made by fusion only.
  case swishAndSlopes(Int)
  /// [a, b, c]: a·b + c and c − a·b, elementwise. Made by fusion only.
  case multiplyAdd, multiplySubtract
  /// [a, b]: Σ over features of a·b. Made by fusion only.
  case dotFeatures
  /// [y, x]: Σ over lanes of y xᵀ, row-major `y.features × x.features`.
  case outer
  case sumFeatures
  case sumLanes
  /// Features from the given one on.
  case slice(Int)
  case concatenate
  /// Copies a value to every lane, and a single feature to every feature.
  case expand
  /// The state inside the body of a loop.
  case loopState(Int)
  /// [initial, next]: repeats the nodes that depend on ``loopState(_:)`` until no lane of the tile
  /// moves by more than the tolerance.
  case loop(Int, limit: Int, tolerance: Double)
  /// [value, sources…]: the value, with derivatives by one of the graph's rules.
  case ruled(Int)
}

/// A block of numbers in a ``Graph``: `features × lanes`, or `features` alone where every lane
/// would hold the same.
public struct Value {
  /// The graph it belongs to.
  public let graph: Graph
  let id: Int

  var node: Node { graph.nodes[id] }
  /// Number of rows.
  public var features: Int { node.features }
  /// Whether lanes differ.
  public var perLane: Bool { node.perLane }

  /// The number this value is known to be, in every feature and lane, if it is a constant.
  var uniformConstant: Double? {
    guard case .constant(let values) = node.operation, let first = values.first,
      values.allSatisfy({ $0 == first })
    else { return nil }
    return first
  }
}
