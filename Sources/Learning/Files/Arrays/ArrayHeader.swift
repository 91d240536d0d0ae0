import Flows

/// The header of a NumPy file (format versions 1 to 3): type, order and shape of its array.
///
/// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct ArrayHeader {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  let type: ArrayType
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the data begin.
  let body: Int

  /// - Throws: ``FlowError`` for a header that is damaged, or of a type that gives no points.
  init(_ bytes: [UInt8]) throws(FlowError) {
    guard bytes.starts(with: Self.magic), bytes.count >= 12 else {
      throw FlowError("the NumPy file ends within its header; save it again")
    }
    guard (1...3).contains(bytes[6]) else {
      throw FlowError("NumPy format version \(bytes[6]) is unknown; use 1, 2 or 3")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    body = 8 + lengthBytes + length
    guard body <= bytes.count else {
      throw FlowError("the NumPy file ends within its header; save it again")
    }
    let text = String(decoding: bytes[8 + lengthBytes..<body], as: UTF8.self)
    guard case .dictionary(let header)? = PythonLiteral(text), let type = header["descr"],
      case .word(let order)? = header["fortran_order"], case .sequence(let sides)? = header["shape"]
    else { throw FlowError("the NumPy file's header is damaged; save it again") }
    isFortranOrder = order == "True"
    var shape: [Int] = []
    for side in sides {
      guard case .number(let count) = side, count >= 0 else {
        throw FlowError("the NumPy file's header has no right shape; save it again")
      }
      shape.append(count)
    }
    self.shape = shape
    self.type = try ArrayType(type)
  }

  /// As Python writes it: `(2, 50)`.
  var shapeText: String {
    shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ", ")))"
  }
}

/// The type of an array's elements: a number, or a structure of fields.
struct ArrayType {
  /// A field of an element.
  struct Field {
    /// Empty where the whole element is one number.
    var name: String
    /// Offset from the element's first byte, in bytes.
    var offset: Int
    /// `nil` for a field that is not a number; ``typeName`` says what it is.
    var scalar: ArrayScalar?
    var typeName: String
  }

  private(set) var fields: [Field] = []
  /// Bytes for an element.
  private(set) var size = 0
  let isStructured: Bool

  private static let mostFields = 10_000
  /// Number of fields so far, including padding.
  private var seen = 0

  /// - Parameter descriptor: as the header has it: `'<f8'`, or a list of fields.
  /// - Throws: ``FlowError`` for types that cannot be read.
  init(_ descriptor: PythonLiteral) throws(FlowError) {
    if case .sequence = descriptor { isStructured = true } else { isStructured = false }
    try add(descriptor, name: "")
    if !isStructured, let field = fields.first, field.scalar == nil {
      let remedy =
        field.typeName.hasPrefix("complex")
        ? "save numpy.column_stack([z.real, z.imag])" : "save it as float64"
      throw FlowError("the array holds \(field.typeName); \(remedy)")
    }
  }

  private mutating func add(_ descriptor: PythonLiteral, name: String) throws(FlowError) {
    seen += 1
    guard seen <= Self.mostFields else { throw Self.tooMany }
    switch descriptor {
    case .string(let code): try add(code, name)
    case .sequence(let fields):
      for field in fields { try addField(field, in: name) }
    default: throw FlowError("the NumPy file's header has no right type; save it again")
    }
  }

  /// Adds `(name, type)` or `(name, type, shape)`; a name may be `(title, name)`.
  private mutating func addField(_ field: PythonLiteral, in outer: String) throws(FlowError) {
    guard case .sequence(let parts) = field, (2...3).contains(parts.count) else {
      throw FlowError("the NumPy file's header has no right type; save it again")
    }
    var name = ""
    switch parts[0] {
    case .string(let text): name = text
    case .sequence(let both): if case .string(let text)? = both.last { name = text }
    default: break
    }
    if !outer.isEmpty { name = "\(outer).\(name)" }
    var copies = 1
    if parts.count == 3, case .sequence(let sides) = parts[2] {
      for side in sides {
        guard case .number(let count) = side, (0...Self.mostFields).contains(count) else {
          throw FlowError("the NumPy file's header has no right shape; save it again")
        }
        copies *= count
        guard copies <= Self.mostFields else { throw Self.tooMany }
      }
    }
    for copy in 0..<copies {
      try add(parts[1], name: copies == 1 ? name : "\(name).\(copy + 1)")
    }
  }

  private static let tooMany = FlowError(
    "the array has more than \(mostFields) fields; save two of them")

  private mutating func add(_ code: String, _ name: String) throws(FlowError) {
    guard let kind = code.drop(while: { "<>=|".contains($0) }).first,
      let width = Int(code.drop { "<>=|".contains($0) }.dropFirst().prefix { $0.isNumber }),
      (0...1 << 20).contains(width)
    else {
      // numpy.dtype('O') has no width.
      if code.hasSuffix("O") { throw Self.pickled }
      throw FlowError(
        "the array has type '\(code.printable.shortened)', which is unknown; save it as float64")
    }
    if kind == "O" { throw Self.pickled }
    let scalar = ArrayScalar(kind, width, isBigEndian: code.first == ">")
    // Padding has no name.
    let isPadding = isStructured && kind == "V" && (name.isEmpty || name.hasSuffix("."))
    if !isPadding {
      let typeName = Self.name(of: kind, width)
      fields.append(
        Field(name: name.printable, offset: size, scalar: scalar, typeName: typeName))
    }
    size += width * (kind == "U" ? 4 : 1)
  }

  private static let pickled = FlowError(
    "the array holds Python objects (pickled), not numbers; save it with .astype(float)")

  /// What a type is called in an error.
  private static func name(of kind: Character, _ width: Int) -> String {
    switch kind {
    case "f" where width > 8: "long doubles ('f\(width)')"
    case "c": "complex numbers ('c\(width)')"
    case "S", "a", "U": "text ('\(kind)\(width)')"
    case "M", "m": "dates or durations ('\(kind)\(width)')"
    default: "values of type '\(kind)\(width)'".printable
    }
  }
}

/// A number of an array as its bytes have it.
struct ArrayScalar {
  private enum Kind { case float, signed, unsigned }

  private let kind: Kind
  let width: Int
  private let isBigEndian: Bool

  /// - Parameters:
  ///   - kind: NumPy's letter: f, i, u or b.
  ///   - width: bytes.
  init?(_ kind: Character, _ width: Int, isBigEndian: Bool) {
    switch (kind, width) {
    case ("f", 2), ("f", 4), ("f", 8): self.kind = .float
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): self.kind = .signed
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8), ("b", 1): self.kind = .unsigned
    default: return nil
    }
    self.width = width
    self.isBigEndian = isBigEndian
  }

  /// The number that begins at `start`.
  @inline(__always)
  func value(_ bytes: [UInt8], _ start: Int) -> Double {
    var bits: UInt64 = 0
    for index in 0..<width {
      bits = bits << 8 | UInt64(bytes[isBigEndian ? start + index : start + width - 1 - index])
    }
    switch kind {
    case .unsigned: return Double(bits)
    case .signed:
      let shift = 64 - 8 * UInt64(width)
      return Double(Int64(bitPattern: bits << shift) >> Int64(shift))
    case .float:
      switch width {
      case 8: return Double(bitPattern: bits)
      case 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      default: return Self.half(UInt16(truncatingIfNeeded: bits))
      }
    }
  }

  /// IEEE half precision: a sign, 5 bits of exponent, 10 of fraction.
  private static func half(_ bits: UInt16) -> Double {
    let sign = bits >> 15 == 0 ? 1.0 : -1.0
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
    }
  }
}
