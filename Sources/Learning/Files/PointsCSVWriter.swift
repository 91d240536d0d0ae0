import Flows
import Foundation

/// Writes rows of numbers as CSV, buffered; every number with the fewest digits that read back to
/// the same value. Infinities and NaN are written `inf`, `-inf` and `nan`.
public struct CSVWriter {
  private let sink: (Data) throws -> Void
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16

  /// A writer to standard output. The header is its first line.
  public init(header: [String]) {
    self.init(header: header) { try StandardOutput.write([UInt8]($0)) }
  }

  /// A writer that hands each full buffer to a function.
  public init(header: [String], sink: @escaping (Data) throws -> Void) {
    self.sink = sink
    buffer.reserveCapacity(Self.bufferSize + 1024)
    append(header)
  }

  /// Writes one row of Doubles.
  /// - Throws: ``FlowError`` if the output takes no more.
  public mutating func write(_ row: [Double]) throws(FlowError) {
    append(row)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes one row of Doubles and a last column of 1 or 0.
  /// - Throws: ``FlowError`` if the output takes no more.
  public mutating func write(_ row: [Double], flag: Bool) throws(FlowError) {
    append(row, end: flag ? ",1\n" : ",0\n")
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes one row of Floats, with a Float's digits.
  /// - Throws: ``FlowError`` if the output takes no more.
  public mutating func write(_ row: [Float]) throws(FlowError) {
    append(row)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Hands on what is buffered. Call it after the last row.
  /// - Throws: ``FlowError`` if the output takes no more.
  public mutating func flush() throws(FlowError) {
    do {
      try sink(Data(buffer))
    } catch let error as FlowError {
      throw error
    } catch {
      throw FlowError("cannot write the output: \(error)")
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ row: [some CustomStringConvertible], end: String = "\n") {
    for (index, value) in row.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer.append(contentsOf: value.description.utf8)
    }
    buffer.append(contentsOf: end.utf8)
  }
}
