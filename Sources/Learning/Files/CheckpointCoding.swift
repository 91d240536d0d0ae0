import Flows
import Foundation

extension Checkpoint {
  /// Decodes a file's bytes, trusting none of them.
  /// - Throws: ``FlowError`` that says what is wrong with them.
  public init(reading data: Data) throws(FlowError) {
    let bytes = [UInt8](data)
    guard bytes.count >= 8 else {
      throw Self.damaged("it has \(bytes.count) bytes, and the length of the header takes 8")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= ModelMark.largestHeader, length <= UInt64(bytes.count - 8) else {
      throw Self.damaged(
        "it announces a header of \(length) bytes, and \(bytes.count - 8) bytes follow")
    }
    let body = 8 + Int(length)
    guard let header = String(validating: bytes[8..<body], as: UTF8.self) else {
      throw Self.damaged("its header is not UTF-8 text")
    }
    guard header.utf8.first == UInt8(ascii: "{") else {
      throw Self.damaged("its header does not begin with '{'")
    }
    let entries: [String: HeaderEntry]
    do {
      entries = try JSONDecoder().decode([String: HeaderEntry].self, from: Data(header.utf8))
    } catch {
      throw Self.damaged("its header is not as the format has it (\(Self.explain(error)))")
    }
    if let name = RepeatedName.first(in: header.utf8) {
      throw Self.damaged("its header has '\(name.prefix(60))' twice")
    }
    metadata = [:]
    var places: [Place] = []
    for (name, entry) in entries {
      switch entry {
      case .metadata(let strings): metadata = strings
      case .tensor(let tensor):
        places.append(try Self.place(tensor, named: name, in: bytes.count - body))
      }
    }
    places.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name) < (
        $1.range.lowerBound, $1.range.upperBound, $1.name
      )
    }
    tensors = []
    var end = 0
    for place in places {
      guard place.range.lowerBound == end else {
        throw Self.damaged(
          "tensor '\(place.name)' begins at byte \(place.range.lowerBound) of the data, not at \(end)"
        )
      }
      end = place.range.upperBound
      guard let type = TensorType(rawValue: place.type) else {
        skipped[place.name] = String(place.type.prefix(20))
        continue
      }
      let values = type.floats(bytes[body + place.range.lowerBound..<body + end])
      tensors.append((place.name, place.shape, values))
    }
    guard end == bytes.count - body else {
      throw Self.damaged("its tensors take \(end) bytes of data, and it has \(bytes.count - body)")
    }
  }

  /// The bytes of the file. Equal checkpoints give equal bytes.
  /// - Throws: ``FlowError`` for a tensor whose values do not fill its shape, or a name used twice.
  public func encoded() throws(FlowError) -> Data {
    var fields: [String] = []
    if !metadata.isEmpty {
      var pairs: [String] = []
      for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
        pairs.append("\(try Self.quoted(key)):\(try Self.quoted(value))")
      }
      fields.append("\"\(ModelMark.metadataKey)\":{\(pairs.joined(separator: ","))}")
    }
    var names: Set<String> = [ModelMark.metadataKey]
    var offset = 0
    for (name, shape, values) in tensors {
      guard names.insert(name).inserted else {
        throw FlowError("cannot store a tensor named '\(name)': the name is taken")
      }
      guard Self.count(shape) == values.count else {
        throw FlowError(
          "cannot store tensor '\(name)': \(values.count) values do not fill shape \(shape)")
      }
      let sides = shape.map(String.init).joined(separator: ",")
      let end = offset + 4 * values.count
      fields.append(
        "\(try Self.quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(sides)],\"data_offsets\":[\(offset),\(end)]}"
      )
      offset = end
    }
    var header = [UInt8]("{\(fields.joined(separator: ","))}".utf8)
    // Spaces at its end align the data to 8 bytes.
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
    bytes += header
    for (_, _, values) in tensors {
      for value in values {
        let bits = value.bitPattern
        for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * shift))) }
      }
    }
    return Data(bytes)
  }

  /// A tensor's checked place in the data.
  private struct Place {
    var name: String
    var type: String
    var shape: [Int]
    var range: Range<Int>
  }

  private static func place(
    _ tensor: TensorHeader, named name: String, in size: Int
  ) throws(FlowError) -> Place {
    guard tensor.offsets.count == 2, tensor.offsets[0] >= 0,
      tensor.offsets[0] <= tensor.offsets[1], tensor.offsets[1] <= size
    else {
      throw damaged(
        "tensor '\(name)' has data offsets \(tensor.offsets.prefix(4)), and the data has \(size) bytes"
      )
    }
    let range = tensor.offsets[0]..<tensor.offsets[1]
    let width = TensorType.bytes(of: tensor.dtype)
    guard let count = count(tensor.shape),
      width.map({ range.count % $0 == 0 && range.count / $0 == count }) ?? true
    else {
      throw damaged(
        "tensor '\(name)' has shape \(tensor.shape.prefix(8)), which \(range.count) bytes do not fill"
      )
    }
    return Place(name: name, type: tensor.dtype, shape: tensor.shape, range: range)
  }

  /// How many elements a shape has; `nil` if a side is negative or the product overflows.
  private static func count(_ shape: [Int]) -> Int? {
    var product = 1
    for side in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: side)
      guard side >= 0, !overflow else { return nil }
      product = next
    }
    return product
  }

  private static func damaged(_ what: String) -> FlowError {
    FlowError("not a whole safetensors file: \(what). Write it again, or choose another file")
  }

  private static func explain(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: "/")
      return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }

  /// A string as JSON.
  private static func quoted(_ string: String) throws(FlowError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    do {
      return String(decoding: try encoder.encode(string), as: UTF8.self)
    } catch {
      throw FlowError("the text '\(string)' cannot be written as JSON: \(error)")
    }
  }
}

/// One value of the header's JSON object.
private enum HeaderEntry: Decodable {
  case metadata([String: String])
  case tensor(TensorHeader)

  init(from decoder: any Decoder) throws {
    if decoder.codingPath.last?.stringValue == ModelMark.metadataKey {
      self = .metadata(try decoder.singleValueContainer().decode([String: String].self))
    } else {
      self = .tensor(try TensorHeader(from: decoder))
    }
  }
}

private struct TensorHeader: Decodable {
  var dtype: String
  var shape: [Int]
  var offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }
}
