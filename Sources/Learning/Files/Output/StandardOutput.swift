import Flows
import Foundation
import Synchronization

/// Standard output, where results go. A result that cannot be written is an error, never lost in silence.
public enum StandardOutput {
  private static let isBroken = Atomic(false)

  /// Whether a write failed because nobody reads any more, as in `flowscope data | head`.
  public static var hasLostItsReader: Bool { isBroken.load(ordering: .relaxed) }

  /// Writes all bytes at once, past every buffer.
  /// - Throws: ``FlowError`` with the system's reason.
  public static func write(_ bytes: [UInt8]) throws(FlowError) {
    do {
      try Descriptor.write(bytes, to: STDOUT_FILENO)
    } catch {
      if error.code == EPIPE { isBroken.store(true, ordering: .relaxed) }
      throw FlowError("cannot write to standard output: \(error)")
    }
  }
}
