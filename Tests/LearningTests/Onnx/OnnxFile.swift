// Reads ONNX files as a program of somebody else's would: it shares no code with what writes them.

/// A message of Protocol Buffers: its fields in turn.
struct WireFields {
  enum Content {
    case number(Int)
    case bytes([UInt8])
  }

  struct Truncated: Error {}

  private(set) var fields: [(number: Int, content: Content)] = []

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    func number() throws -> Int {
      var (value, shift) = (UInt64(0), UInt64(0))
      while let byte = rest.popFirst() {
        value |= UInt64(byte & 127) << shift
        if byte < 128 { return Int(value) }
        shift += 7
      }
      throw Truncated()
    }
    while !rest.isEmpty {
      let key = try number()
      switch key & 7 {
      case 0: fields.append((key >> 3, .number(try number())))
      case 2:
        let count = try number()
        guard count <= rest.count else { throw Truncated() }
        fields.append((key >> 3, .bytes(Array(rest.prefix(count)))))
        rest = rest.dropFirst(count)
      default: throw Truncated()
      }
    }
  }

  func number(_ field: Int) -> Int? { numbers(field).first }

  func numbers(_ field: Int) -> [Int] {
    fields.compactMap {
      if $0.number == field, case .number(let value) = $0.content { value } else { nil }
    }
  }

  func bytes(_ field: Int) -> [[UInt8]] {
    fields.compactMap {
      if $0.number == field, case .bytes(let value) = $0.content { value } else { nil }
    }
  }

  func texts(_ field: Int) -> [String] {
    bytes(field).map { String(decoding: $0, as: UTF8.self) }
  }

  func messages(_ field: Int) throws -> [WireFields] { try bytes(field).map { try WireFields($0) } }
}

/// What an ONNX file says.
struct OnnxFile {
  struct Operator {
    var type: String
    var inputs: [String]
    var output: String
    var attributes: [String: Int]
  }

  var opset: Int
  var producer: String
  var metadata: [String: String]
  var operators: [Operator]
  var constants: [String: OnnxArray]
  var inputs: [String]
  var outputs: [String]

  init(_ bytes: [UInt8]) throws {
    let model = try WireFields(bytes)
    producer = model.texts(2).first ?? ""
    opset = try model.messages(8).first?.number(2) ?? 0
    metadata = Dictionary(
      uniqueKeysWithValues: try model.messages(14).map {
        ($0.texts(1).first ?? "", $0.texts(2).first ?? "")
      })
    let graph = try model.messages(7).first ?? WireFields([])
    operators = try graph.messages(1).map { node in
      Operator(
        type: node.texts(4).first ?? "", inputs: node.texts(1), output: node.texts(2).first ?? "",
        attributes: Dictionary(
          uniqueKeysWithValues: try node.messages(5).map {
            ($0.texts(1).first ?? "", $0.number(3) ?? 0)
          }))
    }
    constants = Dictionary(
      uniqueKeysWithValues: try graph.messages(5).map {
        ($0.texts(8).first ?? "", OnnxArray(tensor: $0))
      })
    inputs = try graph.messages(11).flatMap { $0.texts(1) }
    outputs = try graph.messages(12).flatMap { $0.texts(1) }
  }
}

/// Numbers in a shape, row-major; whole numbers and truth values are numbers too.
struct OnnxArray {
  var shape: [Int]
  var numbers: [Double]

  init(_ shape: [Int], _ numbers: [Double]) { (self.shape, self.numbers) = (shape, numbers) }

  /// A TensorProto of single precision (type 1), double precision (type 11) or whole numbers (type 7).
  init(tensor: WireFields) {
    shape = tensor.numbers(1)
    let bytes = tensor.bytes(9).first ?? []
    let size = tensor.number(2) == 1 ? 4 : 8
    numbers = stride(from: 0, to: bytes.count, by: size).map { start in
      let bits = bytes[start..<(start + size)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      switch tensor.number(2) {
      case 1: return Double(Float(bitPattern: UInt32(bits)))
      case 11: return Double(bitPattern: bits)
      default: return Double(Int64(bitPattern: bits))
      }
    }
  }

  /// Rows and columns; a single axis is a row.
  var rows: Int { shape.count == 2 ? shape[0] : 1 }
  var columns: Int { shape.last ?? 1 }

  /// A number, where rows and columns of one are repeated.
  func at(_ row: Int, _ column: Int) -> Double {
    numbers[(rows == 1 ? 0 : row) * columns + (columns == 1 ? 0 : column)]
  }
}
