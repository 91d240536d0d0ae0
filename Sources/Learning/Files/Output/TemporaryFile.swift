import Foundation
import Synchronization

/// A file beside the one that it is to become, written there so that the other stays whole until it is
/// replaced.
final class TemporaryFile {
  let path: String
  private let descriptor: Int32
  private var isThere = true
  /// Those of the whole process, for ``removeAll()``.
  private static let all = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - target: what it is to become; its folder is where the file is made.
  ///   - replaced: the file of that name, whose mode and owner it takes over.
  init(for target: FileLocation, replacing replaced: FileStatus?) throws(SystemFailure) {
    // Hidden from `ls`, and no longer than names can be.
    let stem = target.name.utf8.count <= 100 ? target.name : "flowscope"
    let number = String(UInt64.random(in: .min ... .max), radix: 36)
    path = FileLocation(folder: target.folder, name: ".\(stem)-\(number).part").path
    // For a new file the system takes the user's mask off.
    let mode: mode_t = replaced == nil ? 0o666 : 0o600
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw SystemFailure() }
    Self.all.withLock { [path] in _ = $0.insert(path) }
    if let replaced {
      // The owner as far as the system lets us; the mode last, as a new owner resets some of it.
      _ = fchown(descriptor, replaced.owner, replaced.group)
      _ = fchmod(descriptor, replaced.permissions)
    }
  }

  deinit { remove() }

  func append(_ bytes: [UInt8]) throws(SystemFailure) {
    try Descriptor.write(bytes, to: descriptor)
  }

  func sync() throws(SystemFailure) { try Descriptor.sync(descriptor) }

  /// Gives it a name that nothing has yet.
  /// - Returns: false where something has it.
  func become(new target: String) throws(SystemFailure) -> Bool {
    if link(path, target) == 0 {
      remove()
      return true
    }
    if errno == EEXIST { return false }
    guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else { throw SystemFailure() }
    // A file system without second names.
    if (try? FileStatus(target, followingLinks: false)) != nil { return false }
    try replace(target)
    return true
  }

  /// Takes the place of a file.
  func replace(_ target: String) throws(SystemFailure) {
    guard rename(path, target) == 0 else { throw SystemFailure() }
    keep()
  }

  /// Leaves it where it is.
  func keep() {
    guard isThere else { return }
    isThere = false
    close(descriptor)
    Self.all.withLock { [path] in _ = $0.remove(path) }
  }

  func remove() {
    guard isThere else { return }
    unlink(path)
    keep()
  }

  /// Removes every one of the process, which is about to end.
  static func removeAll() {
    all.withLock { paths in
      for path in paths { unlink(path) }
      paths = []
    }
  }
}
