import Flows
import Foundation

/// Rows of numbers on their way to standard output as CSV, or to a file: CSV, or a NumPy array where its name
/// ends in `.npy`.
public struct RowOutput {
  // One of them is there. Two variables, so that writing changes its buffer in place.
  private var csv: CSVWriter?
  private var array: ArrayWriter?
  private let file: OutputFile?

  /// - Parameters:
  ///   - columns: their names.
  ///   - count: how many rows there will be.
  ///   - file: `nil` for standard output.
  public init(_ columns: [String], count: Int, to file: OutputFile?) {
    self.file = file
    guard let file else {
      csv = CSVWriter(header: columns)
      return
    }
    if Self.isArray(file.path) {
      array = ArrayWriter(columns: columns, count: count) { bytes throws(FlowError) in
        try file.append(bytes)
      }
    } else {
      csv = CSVWriter(header: columns) { try file.append([UInt8]($0)) }
    }
  }

  public static func isArray(_ path: String) -> Bool { path.lowercased().hasSuffix(".npy") }

  /// Writes a row.
  /// - Parameter flag: a last column of 1 or 0.
  /// - Throws: ``FlowError`` if the output takes no more.
  public mutating func write(_ row: [Double], flag: Bool? = nil) throws(FlowError) {
    if let flag { try csv?.write(row, flag: flag) } else { try csv?.write(row) }
    try array?.write(flag.map { row + [$0 ? 1 : 0] } ?? row)
  }

  /// Completes the output. Call it after the last row.
  /// - Throws: ``FlowError`` if the output takes no more.
  public mutating func finish() throws(FlowError) {
    try csv?.flush()
    try array?.flush()
    try file?.finish()
  }
}
