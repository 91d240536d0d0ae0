import Foundation

/// An error of the operating system.
struct SystemFailure: Error, Hashable, CustomStringConvertible {
  /// The error's number, such as `ENOSPC`.
  let code: Int32

  /// - Parameter code: by default that of the call just made.
  init(_ code: Int32 = errno) { self.code = code }

  /// The system's own words: `No space left on device`.
  var description: String { String(cString: strerror(code)) }
}
