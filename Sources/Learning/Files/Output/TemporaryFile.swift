import Foundation
import Synchronization

/// A file under a temporary name, in the folder of the file that it will replace. The old file stays whole
/// until the new one is complete.
final class TemporaryFile {
  let path: String
  private let descriptor: Int32
  private var isThere = true
  /// All temporary files of the process, for ``removeAll()``.
  private static let all = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - target: the file that it will become, in whose folder it is made.
  ///   - replaced: the file that has the name now; its mode and owner are taken over.
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

  /// Renames it to a name that is not taken.
  /// - Returns: false if the name is taken.
  func become(new target: String) throws(SystemFailure) -> Bool {
    if link(path, target) == 0 {
      remove()
      return true
    }
    if errno == EEXIST { return false }
    guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else { throw SystemFailure() }
    // This file system has no hard links.
    if (try? FileStatus(target, followingLinks: false)) != nil { return false }
    try replace(target)
    return true
  }

  /// Renames it, replacing the file of that name.
  func replace(_ target: String) throws(SystemFailure) {
    guard rename(path, target) == 0 else { throw SystemFailure() }
    keep()
  }

  /// Closes the file and keeps it, under the name that it has.
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

  /// Removes all temporary files of the process, before it ends.
  static func removeAll() {
    all.withLock { paths in
      for path in paths { unlink(path) }
      paths = []
    }
  }
}
