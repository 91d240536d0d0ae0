/// A part of a ``Graph`` as an ONNX model, which other programs run: points in, one number a point out.
///
/// The operators are the graph's own operations, one for one but for a few that ONNX has no name for. What
/// all lanes share, such as a weight that is bounded by its norm, is computed once, in Double, and stored
/// as numbers; everything else is in the precision that is asked for.
///
///     let graph = Graph()
///     let x = graph.input(0, features: 2)
///     let length = (x * x).featureSum.squareRoot
///     let model = try OnnxModel(
///       from: OnnxModel.Port("x", x, "points"),
///       to: [OnnxModel.Port("length", length, "their distance from the origin")], parameters: [])
///     let file = model.bytes(producer: "me", version: "1", text: "lengths", metadata: [])
public struct OnnxModel: Sendable {
  /// A value with the name that it has in the file, and a text for who opens the file.
  public struct Port {
    let name: String
    let value: Value
    let text: String

    public init(_ name: String, _ value: Value, _ text: String) {
      (self.name, self.value, self.text) = (name, value, text)
    }
  }

  /// The version of ONNX's operators that the model is written in.
  public static let opset = 13
  /// The version of the file format: the one that came with those operators.
  private static let format = 7

  /// How often each operator occurs, by its name.
  public let operatorCounts: [String: Int]
  /// How many numbers the file holds.
  public let numberCount: Int
  private let graph: WireMessage

  /// - Parameters:
  ///   - input: an input of the graph.
  ///   - outputs: values of one feature.
  ///   - parameters: the parameter vector.
  ///   - names: what blocks of it are called, by where they begin.
  ///   - precision: of all numbers.
  /// - Throws: ``OnnxError`` where an output needs a loop.
  public init(
    from input: Port, to outputs: [Port], parameters: [Double], names: [Int: String] = [:],
    precision: OnnxPrecision = .single
  ) throws(OnnxError) {
    var translation = try OnnxTranslation(
      of: outputs.map(\.value), from: input.value, called: input.name, parameters: parameters,
      parameterNames: names, precision: precision)
    for output in outputs { translation.finish(output.value, as: output.name) }
    operatorCounts = translation.operators.reduce(into: [:]) { $0[$1.type, default: 0] += 1 }
    numberCount = translation.tensors.reduce(0) { $0 + $1.numbers.count }
    var graph = WireMessage()
    for node in translation.operators { graph.add(1, node.message) }
    graph.add(2, "flow")
    for tensor in translation.tensors { graph.add(5, tensor.message) }
    func port(_ port: Port, features: Int?) -> WireMessage {
      OnnxPort(name: port.name, precision: precision, features: features, text: port.text).message
    }
    graph.add(11, port(input, features: input.value.features))
    for output in outputs { graph.add(12, port(output, features: nil)) }
    self.graph = graph
  }

  /// The file.
  /// - Parameters:
  ///   - producer: the program that writes it, and its version.
  ///   - text: what the model is, in a sentence.
  ///   - metadata: further texts by name.
  public func bytes(
    producer: String, version: String, text: String, metadata: [(name: String, text: String)]
  ) -> [UInt8] {
    var model = WireMessage()
    model.add(1, Self.format)
    model.add(2, producer)
    model.add(3, version)
    model.add(6, text)
    model.add(7, graph)
    var operators = WireMessage()
    operators.add(2, Self.opset)
    model.add(8, operators)
    for entry in metadata {
      var pair = WireMessage()
      pair.add(1, entry.name)
      pair.add(2, entry.text)
      model.add(14, pair)
    }
    return model.bytes
  }
}

/// Why a graph cannot be written as ONNX.
public enum OnnxError: Error, Hashable {
  /// A part of it repeats until it converges; only what takes a fixed number of operations is written.
  case loop
}
