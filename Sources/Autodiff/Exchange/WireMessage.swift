/// A message in the wire format of Protocol Buffers, which ONNX files are written in: fields in turn, each
/// a key and a value (https://protobuf.dev/programming-guides/encoding).
///
/// It knows the two kinds of values that ONNX needs here: whole numbers of variable length, and runs of
/// bytes, which are texts, arrays and messages in messages.
struct WireMessage: Sendable {
  private(set) var bytes: [UInt8] = []

  /// Appends a whole number, 0 or more.
  mutating func add(_ field: Int, _ number: Int) {
    append(UInt64(field) << 3)
    append(UInt64(number))
  }

  /// Appends bytes.
  mutating func add(_ field: Int, _ content: [UInt8]) {
    append(UInt64(field) << 3 | 2)
    append(UInt64(content.count))
    bytes += content
  }

  /// Appends a text, as UTF-8.
  mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  /// Appends a message.
  mutating func add(_ field: Int, _ message: WireMessage) { add(field, message.bytes) }

  /// Seven bits a byte, the lowest first; the eighth says that more follow.
  private mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 128 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
