import Flows
import Foundation

/// Writes rows of numbers as a NumPy file: an array of structures, whose fields are named columns of float64.
///
///     rows = numpy.load("samples.npy")
///     rows["x1"]                                                    # a column
///     numpy.lib.recfunctions.structured_to_unstructured(rows)       # the plain matrix
///
/// The number of rows stands at the beginning of the file and must be known. The format:
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
public struct ArrayWriter {
  private let sink: ([UInt8]) throws(FlowError) -> Void
  private let columns: Int
  private var buffer: [UInt8]
  private static let bufferSize = 1 << 16

  /// - Parameters:
  ///   - columns: their names.
  ///   - count: how many rows there will be.
  ///   - sink: takes each full buffer.
  public init(
    columns: [String], count: Int, sink: @escaping ([UInt8]) throws(FlowError) -> Void
  ) {
    (self.sink, self.columns) = (sink, columns.count)
    buffer = Self.header(columns, count)
    buffer.reserveCapacity(Self.bufferSize + 1024)
  }

  /// - Parameter row: as many numbers as there are columns.
  /// - Throws: ``FlowError`` if the output takes no more.
  public mutating func write(_ row: [Double]) throws(FlowError) {
    for value in row.prefix(columns) {
      let bits = value.bitPattern
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        buffer.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Hands on what is buffered. Call it after the last row.
  /// - Throws: ``FlowError`` if the output takes no more.
  public mutating func flush() throws(FlowError) {
    try sink(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// The magic bytes, format version 1.0, and a Python dictionary that is filled with blanks to a multiple
  /// of 64 bytes.
  private static func header(_ columns: [String], _ count: Int) -> [UInt8] {
    let fields = columns.map { "('\($0)', '<f8')" }.joined(separator: ", ")
    let text =
      "{'descr': [\(fields)], 'fortran_order': False, 'shape': (\(count),), }"
    let start = ArrayHeader.magic.count + 4
    let filled = (start + text.utf8.count + 1 + 63) / 64 * 64 - start
    let blanks = String(repeating: " ", count: filled - 1 - text.utf8.count)
    let length = [UInt8(truncatingIfNeeded: filled), UInt8(truncatingIfNeeded: filled >> 8)]
    return ArrayHeader.magic + [1, 0] + length + Array((text + blanks + "\n").utf8)
  }
}
