import Foundation

extension Points {
  static let numPyMagic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The points in the bytes of a NumPy file (format versions 1 to 3).
  /// - Throws: ``FlowError`` that says what is wrong with them.
  public static func parseNPY(_ data: Data) throws(FlowError) -> [SIMD2<Double>] {
    let bytes = [UInt8](data)
    guard bytes.starts(with: numPyMagic), bytes.count >= 12 else {
      throw FlowError("this is not a NumPy file; numpy.save writes one")
    }
    guard (1...3).contains(bytes[6]) else {
      throw FlowError("NumPy format version \(bytes[6]) is unknown; use 1, 2 or 3")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    let body = 8 + lengthBytes + length
    guard body <= bytes.count,
      let header = String(validating: bytes[8 + lengthBytes..<body], as: UTF8.self)
    else {
      throw FlowError("the NumPy file ends within its header; save it again")
    }
    let count = try rows(of: header)
    let width = try scalarWidth(of: header)
    let (size, overflow) = count.multipliedReportingOverflow(by: 2 * width)
    guard !overflow, bytes.count - body == size else {
      throw FlowError(
        "the NumPy file holds \(bytes.count - body) bytes of data, not \(count) × 2 numbers of"
          + " \(width) bytes; save it again")
    }
    guard count > 0 else { throw FlowError("there are no points; the array has shape (0, 2)") }
    var points: [SIMD2<Double>] = []
    points.reserveCapacity(count)
    for row in 0..<count {
      let start = body + 2 * width * row
      let point = SIMD2(
        scalar(bytes[start..<start + width]), scalar(bytes[start + width..<start + 2 * width]))
      guard point.x.isFinite, point.y.isFinite else {
        throw FlowError("row \(row): (\(point.x), \(point.y)) is not finite; remove that point")
      }
      points.append(point)
    }
    return points
  }

  /// N of a header with shape (N, 2) in C order.
  private static func rows(of header: String) throws(FlowError) -> Int {
    guard let shape = value(of: "shape", in: header, until: ")") else {
      throw FlowError("the NumPy header has no shape; save the array again")
    }
    let sides = shape.drop { $0 == "(" }.split(separator: ",")
      .map { Int($0.trimmingCharacters(in: .whitespaces)) }
    guard sides.count == 2, let count = sides[0], count >= 0, sides[1] == 2 else {
      throw FlowError("the array has shape \(shape.prefix(40))) and should have (N, 2)")
    }
    guard value(of: "fortran_order", in: header, until: ",") == "False" else {
      throw FlowError("the array is in Fortran order; save numpy.ascontiguousarray of it")
    }
    return count
  }

  /// Bytes per number: 4 or 8.
  private static func scalarWidth(of header: String) throws(FlowError) -> Int {
    let type = value(of: "descr", in: header, until: ",")?.filter { $0 != "'" && $0 != "\"" } ?? ""
    switch type {
    case "<f4": return 4
    case "<f8": return 8
    default:
      throw FlowError(
        "the array has type '\(type.prefix(20))'; save it as float64 (<f8) or float32 (<f4)")
    }
  }

  /// What stands after a key of the header, which is a Python dictionary, up to a character.
  private static func value(of key: String, in header: String, until end: Character) -> String? {
    guard let colon = header.range(of: "'\(key)':") else { return nil }
    let rest = header[colon.upperBound...]
    guard let stop = rest.firstIndex(of: end) else { return nil }
    return rest[..<stop].trimmingCharacters(in: .whitespaces)
  }

  /// Four or eight little-endian bytes as a number.
  private static func scalar(_ bytes: ArraySlice<UInt8>) -> Double {
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return bytes.count == 4
      ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
  }
}
