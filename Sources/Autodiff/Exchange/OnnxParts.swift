// What an ONNX graph is made of, with the field numbers of onnx.proto (https://onnx.ai/onnx).

/// One operator: what it is called in ONNX, and which values it reads and makes.
struct OnnxOperator: Sendable {
  var type: String
  var inputs: [String]
  var output: String
  /// Whole numbers that it is told, by name.
  var attributes: [(name: String, value: Int)] = []

  /// A NodeProto.
  var message: WireMessage {
    var message = WireMessage()
    for input in inputs { message.add(1, input) }
    message.add(2, output)
    message.add(4, type)
    for (name, value) in attributes {
      var attribute = WireMessage()
      attribute.add(1, name)
      attribute.add(3, value)
      // The value's type: a whole number.
      attribute.add(20, 2)
      message.add(5, attribute)
    }
    return message
  }
}

/// The precision of an ONNX model's numbers: those that it holds, that go in and that come out.
public enum OnnxPrecision: String, CaseIterable, Sendable {
  case single, double

  /// How ONNX numbers the type.
  var type: Int { self == .single ? 1 : 11 }
}

/// Numbers that the file holds.
struct OnnxTensor: Sendable {
  enum Numbers: Sendable {
    case reals([Double], OnnxPrecision)
    case integers([Int])

    var count: Int {
      switch self {
      case .reals(let numbers, _): numbers.count
      case .integers(let numbers): numbers.count
      }
    }
  }
  /// How ONNX numbers these types of elements.
  static let (integer, boolean) = (7, 9)

  var name: String
  var shape: [Int]
  var numbers: Numbers

  /// A TensorProto.
  var message: WireMessage {
    var message = WireMessage()
    for size in shape { message.add(1, size) }
    switch numbers {
    case .reals(let numbers, let precision):
      message.add(2, precision.type)
      message.add(8, name)
      message.add(
        9,
        numbers.flatMap {
          precision == .single
            ? Self.littleEndian(UInt64(Float($0).bitPattern), count: 4)
            : Self.littleEndian($0.bitPattern, count: 8)
        })
    case .integers(let numbers):
      message.add(2, Self.integer)
      message.add(8, name)
      message.add(9, numbers.flatMap { Self.littleEndian(UInt64(bitPattern: Int64($0)), count: 8) })
    }
    return message
  }

  private static func littleEndian(_ bits: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
  }
}

/// A value that goes into the graph or comes out of it.
struct OnnxPort: Sendable {
  var name: String
  var precision: OnnxPrecision
  /// Numbers a row; `nil` where the value is one number a row, without an axis of its own.
  var features: Int?
  /// What it is, for who opens the file.
  var text: String

  /// A ValueInfoProto. The first axis has as many places as there are points; it is called `N`.
  var message: WireMessage {
    var rows = WireMessage()
    rows.add(2, "N")
    var shape = WireMessage()
    shape.add(1, rows)
    if let features {
      var columns = WireMessage()
      columns.add(1, features)
      shape.add(1, columns)
    }
    var tensor = WireMessage()
    tensor.add(1, precision.type)
    tensor.add(2, shape)
    var type = WireMessage()
    type.add(1, tensor)
    var message = WireMessage()
    message.add(1, name)
    message.add(2, type)
    message.add(3, text)
    return message
  }
}
