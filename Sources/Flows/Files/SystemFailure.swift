import Foundation

/// What the operating system said where it refused to do something.
struct SystemFailure: Error, Hashable, CustomStringConvertible {
  /// The error's number, such as `ENOSPC`.
  let code: Int32

  /// - Parameter code: by default that of the call just made.
  init(_ code: Int32 = errno) { self.code = code }

  /// The system's own words: `No space left on device`.
  var description: String { String(cString: strerror(code)) }
}

/// Files that are open, by the numbers that the system gives them.
enum Descriptor {
  /// Writes all bytes, waiting where the reader is slow.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemFailure) {
    var sent = 0
    while sent < bytes.count {
      let rest = sent == 0 ? bytes : Array(bytes[sent...])
      let count = Foundation.write(descriptor, rest, rest.count)
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        var reader = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&reader, 1, -1)
      } else if errno != EINTR {
        throw SystemFailure()
      }
    }
  }

  /// Reads to the end.
  static func read(_ descriptor: Int32) throws(SystemFailure) -> Data {
    var (data, buffer) = (Data(), [UInt8](repeating: 0, count: 1 << 18))
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count == 0 { return data }
      if count > 0 {
        data.append(contentsOf: buffer[..<count])
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        var writer = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&writer, 1, -1)
      } else if errno != EINTR {
        throw SystemFailure()
      }
    }
  }

  /// Makes sure that what was written is on the disk; pipes and some file systems have no such thing.
  static func sync(_ descriptor: Int32) throws(SystemFailure) {
    while fsync(descriptor) != 0 {
      switch errno {
      case EINTR: continue
      case EINVAL, ENOTSUP, ENOSYS, EROFS: return
      default: throw SystemFailure()
      }
    }
  }
}
