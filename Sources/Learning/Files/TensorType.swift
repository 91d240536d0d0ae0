/// The types of numbers in a safetensors file that can be parameters. All are converted to 32-bit floats.
enum TensorType: String {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  /// The upper half of a 32-bit float.
  case brain16 = "BF16"

  /// Bytes of one number of any type that the format names; `nil` for types that are newer than this
  /// program.
  static func bytes(of name: String) -> Int? {
    switch name {
    case "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0": 1
    case "U16", "I16", "F16", "BF16": 2
    case "U32", "I32", "F32": 4
    case "U64", "I64", "F64", "C64": 8
    default: nil
    }
  }

  /// The numbers in little-endian bytes, which are a whole number of numbers. A Double that is too
  /// large for 32 bits becomes infinite.
  func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    switch self {
    case .float32:
      Self.numbers(bytes, width: 4) { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    case .float64: Self.numbers(bytes, width: 8) { Float(Double(bitPattern: $0)) }
    case .brain16:
      Self.numbers(bytes, width: 2) { Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16) }
    case .float16: Self.numbers(bytes, width: 2) { Self.half(UInt32(truncatingIfNeeded: $0)) }
    }
  }

  private static func numbers(
    _ bytes: ArraySlice<UInt8>, width: Int, _ number: (UInt64) -> Float
  ) -> [Float] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map { start in
      var bits: UInt64 = 0
      for index in 0..<width { bits |= UInt64(bytes[start + index]) << UInt64(8 * index) }
      return number(bits)
    }
  }

  /// A number of IEEE 754's binary16, from its bits. Swift's own Float16 is not there on every platform.
  private static func half(_ bits: UInt32) -> Float {
    let (exponent, fraction) = (bits >> 10 & 0x1F, bits & 0x3FF)
    let magnitude: Float =
      switch exponent {
      case 0: Float(fraction) * 0x1p-24
      case 0x1F: fraction == 0 ? .infinity : .nan
      default: Float(bitPattern: (exponent + 112) << 23 | fraction << 13)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}
