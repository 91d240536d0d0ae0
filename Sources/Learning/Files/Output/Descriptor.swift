import Foundation

/// File descriptors: the numbers that the system gives to open files.
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

  /// Waits until what was written is on the disk. Pipes and some file systems cannot say; they are let pass.
  static func sync(_ descriptor: Int32) throws(SystemFailure) {
    while fsync(descriptor) != 0 {
      switch errno {
      case EINTR: continue
      case EINVAL, ENOTSUP, ENOSYS, EROFS: return
      default: throw SystemFailure()
      }
    }
  }

  /// The descriptor that a path names, where it names an open file of this process as
  /// `/dev/stdout` and `/dev/fd/3` do; `nil` for any other path.
  static func number(named path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    case "/dev/stdin": return STDIN_FILENO
    default: break
    }
    for folder in ["/dev/fd/", "/proc/self/fd/", "/proc/\(getpid())/fd/"]
    where path.hasPrefix(folder) {
      return Int32(path.dropFirst(folder.count))
    }
    return nil
  }
}
