import Flows
import Foundation

/// A file that others can read while it grows, such as a log.
///
/// It has its name from the first byte on, unlike an ``OutputFile``, whose checks and rules for existing
/// files it keeps. What was appended is in the file at once, past every buffer.
///
/// Not thread-safe: it belongs to the thread that writes it.
public final class GrowingFile {
  private let output: OutputFile
  /// The regular file, open for more; `nil` for a FIFO, a device or a standard stream.
  private var descriptor: Int32?

  /// - Parameters:
  ///   - output: a file that nothing was written to yet.
  ///   - bytes: its beginning.
  /// - Throws: ``FlowError`` with the system's reason.
  public init(_ output: OutputFile, beginningWith bytes: [UInt8] = []) throws(FlowError) {
    self.output = output
    guard case .file(let location, _) = output.place else {
      try output.append(bytes)
      return
    }
    try output.write(bytes)
    let number = open(location.path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard number >= 0 else { throw output.refusal("\(SystemFailure())") }
    descriptor = number
  }

  deinit { if let descriptor { close(descriptor) } }

  /// - Throws: ``FlowError`` with the system's reason; what was appended before stays.
  public func append(_ bytes: [UInt8]) throws(FlowError) {
    guard let descriptor else { return try output.append(bytes) }
    do {
      try Descriptor.write(bytes, to: descriptor)
    } catch {
      throw output.refusal("\(error)")
    }
  }
}
