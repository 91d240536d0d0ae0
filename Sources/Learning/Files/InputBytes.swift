import Flows
import Foundation

/// Bytes of files and of standard input, with errors that say what to do.
extension Files {
  /// The largest input in bytes, also after unpacking.
  static let mostBytes = 1 << 31
  private static let chunk = 1 << 22

  /// The bytes of a file, or of standard input where the path is `-`.
  /// - Parameter progress: called with the share read so far, if the size is known.
  /// - Throws: ``FlowError`` that says why, without the file's name.
  static func bytes(
    of path: String, progress: (Double) -> Void = { _ in }
  ) throws(FlowError) -> [UInt8] {
    let file = path == "-" ? FileHandle.standardInput : try opened(path)
    let attributes = path == "-" ? nil : try? FileManager.default.attributesOfItem(atPath: path)
    let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(size, mostBytes) + 1)
    do {
      while let data = try file.read(upToCount: chunk), !data.isEmpty {
        bytes.append(contentsOf: data)
        if bytes.count > mostBytes { break }
        if size > 0 { progress(min(1, Double(bytes.count) / Double(size))) }
      }
    } catch {
      throw FlowError("\(SystemFailure())")
    }
    guard bytes.count <= mostBytes else {
      throw FlowError(
        "it is larger than \(mostBytes >> 30) GiB; give fewer rows, such as a sample of them")
    }
    return bytes
  }

  private static func opened(_ path: String) throws(FlowError) -> FileHandle {
    guard !path.isEmpty else { throw FlowError("the path is empty; name a file") }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw FlowError("it is a folder; name a file in it")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FlowError("\(SystemFailure())") }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
