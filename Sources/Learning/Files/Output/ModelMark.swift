import Foundation

/// Recognises this program's model files: they begin with a JSON header that holds this metadata.
enum ModelMark {
  /// The member of the header that holds metadata instead of a tensor.
  static let metadataKey = "__metadata__"
  /// The longest header that the format allows, in bytes.
  static let largestHeader: UInt64 = 100_000_000

  /// Whether a file begins as a model that some version of this program wrote. Reads the header alone.
  static func isModel(at path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let start = try? file.read(upToCount: 8), start.count == 8 else { return false }
    let length = start.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= largestHeader,
      let header = try? file.read(upToCount: Int(length)), header.count == Int(length),
      let members = try? JSONSerialization.jsonObject(with: header) as? [String: Any],
      let metadata = members[metadataKey] as? [String: Any],
      let format = metadata["format"] as? String
    else { return false }
    return format.hasPrefix("flowscope-")
  }
}
