import CZlib
import Flows

/// Unpacks gzip files, of one member or several in a row.
enum Gunzip {
  static let magic: [UInt8] = [0x1F, 0x8B]

  /// The unpacked bytes.
  /// - Parameter most: the largest number of bytes; a larger file is an error, unless `isStart` is set: then
  ///   unpacking stops there.
  /// - Throws: ``FlowError`` for a file that is damaged, cut short or too large.
  static func unpacked(
    _ packed: [UInt8], most: Int = Files.mostBytes, isStart: Bool = false,
    progress: (Double) -> Void = { _ in }
  ) throws(FlowError) -> [UInt8] {
    guard let unpacker = cz_open() else { throw FlowError("there is no memory to unpack it") }
    defer { cz_close(unpacker) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << (isStart ? 16 : 20))
    var used = 0
    while true {
      var written = 0
      let status = cz_unpack(unpacker, packed, packed.count, &used, &chunk, chunk.count, &written)
      bytes.append(contentsOf: chunk[..<written])
      if isStart, bytes.count >= most { return bytes }
      guard bytes.count <= most else {
        throw FlowError(
          "it unpacks to more than \(most >> 30) GiB; give fewer rows, such as a sample of them")
      }
      switch Int(status) {
      case CZ_MORE: progress(Double(used) / Double(packed.count))
      case CZ_MEMBER:
        let rest = packed[used...]
        // Zeros at the end are allowed: tapes pad with them.
        if rest.allSatisfy({ $0 == 0 }) { return bytes }
        guard rest.starts(with: magic) else {
          throw FlowError("something else follows the gzip data; pack the file again")
        }
      case CZ_TRUNCATED:
        if isStart { return bytes }
        throw FlowError("the gzip file is cut short; copy or download it again")
      case CZ_MEMORY: throw FlowError("there is no memory to unpack it")
      default:
        if isStart { return bytes }
        throw FlowError("the gzip file is damaged; copy or download it again")
      }
    }
  }
}
