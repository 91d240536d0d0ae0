import Autodiff

/// A block of trainable numbers in a model's parameter vector.
public struct Parameter: Hashable, Sendable {
  public let offset: Int
  public let count: Int

  /// The block as a value of `graph`.
  public func callAsFunction(_ graph: Graph) -> Value {
    graph.parameter(offset: offset, count: count)
  }
}

/// Hands out blocks of the parameter vector while a flow is being built, with their first values.
public struct ParameterLayout: Sendable {
  /// One named block.
  public struct Tensor: Hashable, Sendable {
    public let name: String
    public let shape: [Int]
    public let parameter: Parameter
    /// False for numbers that gradients leave alone.
    public let trained: Bool
  }

  public private(set) var tensors: [Tensor] = []
  public private(set) var initial: [Float] = []
  /// How many numbers all blocks have.
  public private(set) var count = 0
  /// Prefixed to the names of blocks: `layers.3.`.
  package var scope = ""
  /// Whether first values are kept. Where they are not, only the size of a model is wanted: names and
  /// shapes are noted, and ``initial`` stays empty.
  package var keepsValues = true

  /// Adds a block of `values`, which must fill `shape` where values are kept.
  public mutating func add(
    _ name: String, shape: [Int], _ values: [Float], trained: Bool = true
  ) -> Parameter {
    let size = shape.reduce(1, *)
    precondition(!keepsValues || values.count == size, "the values do not fill the shape")
    let parameter = Parameter(offset: count, count: size)
    tensors.append(Tensor(name: scope + name, shape: shape, parameter: parameter, trained: trained))
    count += size
    if keepsValues { initial.append(contentsOf: values) }
    return parameter
  }

  public mutating func addZeros(_ name: String, count: Int, trained: Bool = true) -> Parameter {
    add(name, shape: [count], Array(repeating: 0, count: count), trained: trained)
  }

  /// How many of the numbers gradients train.
  public var trainedCount: Int {
    tensors.reduce(0) { $0 + ($1.trained ? $1.parameter.count : 0) }
  }
}
