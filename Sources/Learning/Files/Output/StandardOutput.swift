import Flows
import Foundation
import Synchronization

/// Standard output, where results go. A result that cannot be written is an error, never lost in silence.
public enum StandardOutput {
  private static let isBroken = Atomic(false)

  /// Whether a write failed because nobody reads any more, as in `flowscope data | head`.
  public static var hasLostItsReader: Bool { isBroken.load(ordering: .relaxed) }

  /// Takes note of a failure to write, be it under the name `-` or `/dev/stdout`.
  static func note(_ failure: SystemFailure, of descriptor: Int32) {
    guard failure.code == EPIPE else { return }
    let output = try? FileStatus(descriptor: STDOUT_FILENO)
    let other = try? FileStatus(descriptor: descriptor)
    if descriptor == STDOUT_FILENO || other != nil && other?.identity == output?.identity {
      isBroken.store(true, ordering: .relaxed)
    }
  }

  /// Writes all bytes at once, past every buffer.
  /// - Throws: ``FlowError`` with the system's reason.
  public static func write(_ bytes: [UInt8]) throws(FlowError) {
    do {
      try Descriptor.write(bytes, to: STDOUT_FILENO)
    } catch {
      note(error, of: STDOUT_FILENO)
      throw FlowError("cannot write to standard output: \(error)")
    }
  }
}
