import Flows
import Foundation

/// Points of the plane from a user's file: text of separated columns, and NumPy's .npy, either of them
/// packed by gzip or not.
///
/// The way in is ``table(_:columns:progress:)``. What comes in goes through one file after
/// the other: `InputBytes`, `Gunzip`, `FileKind` (what is no table is named for what it is), then
/// `ArrayReader` or `TextEncoding`, `TextDialect`, `TextLayout` and `TextReader`; both readers leave
/// the choice of two columns to `ColumnChoice`.
public enum Points {
  /// Reads a file. Its format is recognised by its bytes, not by its name.
  ///
  /// Of more than two columns those are taken that are called as `usual` says, or else x1 and x2, or x
  /// and y, or else the only two that hold numbers and do not number the rows.
  /// - Parameters:
  ///   - path: a path, or `-` for standard input.
  ///   - columns: names or numbers (from 1) of the two columns to take; `nil` leaves the choice to the
  ///     file.
  ///   - usual: the names of the columns that a model learned from, which are taken where the file has
  ///     both and nothing else is asked for.
  ///   - progress: is told now and then which share is done, from 0 to 1.
  /// - Throws: ``FlowError`` naming the file, the line and the value.
  public static func table(
    _ path: String, columns: [String]? = nil, usual: [String]? = nil,
    progress: (Double) -> Void = { _ in }
  ) throws(FlowError) -> PointsTable {
    do {
      let bytes = try Files.bytes(of: path) { progress(0.1 * $0) }
      return try table(in: bytes, columns: columns, usual: usual) { progress(0.1 + 0.9 * $0) }
    } catch {
      throw FlowError("\(path == "-" ? "standard input" : "'\(path)'"): \(error)")
    }
  }

  /// The points in the bytes of a file.
  /// - Throws: ``FlowError`` naming the line and the value.
  public static func table(
    in bytes: [UInt8], columns: [String]? = nil, usual: [String]? = nil,
    progress: (Double) -> Void = { _ in }
  ) throws(FlowError) -> PointsTable {
    let columns = WantedColumns(asked: columns, usual: usual)
    guard bytes.starts(with: Gunzip.magic) else {
      return try unpackedTable(bytes, columns, progress)
    }
    // The first bytes tell the format, before the whole file is unpacked.
    try refuseOthers(try Gunzip.unpacked(bytes, most: 1 << 16, isStart: true))
    let unpacked = try Gunzip.unpacked(bytes) { progress(0.4 * $0) }
    return try unpackedTable(unpacked, columns) { progress(0.4 + 0.6 * $0) }
  }

  private static func unpackedTable(
    _ bytes: [UInt8], _ columns: WantedColumns, _ progress: (Double) -> Void
  ) throws(FlowError) -> PointsTable {
    guard !bytes.isEmpty else { throw FlowError("it is empty; give two columns of numbers") }
    if bytes.starts(with: ArrayHeader.magic) {
      return try ArrayReader.table(bytes, columns)
    }
    try refuseOthers(bytes)
    return try TextReader.table(try TextEncoding.utf8(bytes), columns, progress: progress)
  }

  private static func refuseOthers(_ bytes: [UInt8]) throws(FlowError) {
    guard !bytes.starts(with: ArrayHeader.magic) else { return }
    if let refusal = FileKind.refusal(of: bytes) { throw refusal }
    // The beginning is enough to recognise text.
    _ = try TextEncoding.utf8(Array(bytes.prefix(4096)))
  }
}
