import Foundation

/// The system refused a pseudo-terminal, or a process on one.
public struct PseudoTerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried, such as `opening a pseudo-terminal`.
  public let attempt: String
  /// The system's errno.
  public let code: Int32

  init(_ attempt: String, code: Int32) {
    self.attempt = attempt
    self.code = code
  }

  public var description: String { "\(attempt): \(String(cString: strerror(code)))" }
}
