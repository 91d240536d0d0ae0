import Foundation

/// What the system knows of the file at a path: its kind, owner, mode and size.
struct FileStatus {
  enum Kind {
    case regular, folder, link, fifo, characterDevice, blockDevice, socket, other
  }
  /// Device and number on it: equal for all names of one file.
  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }
  let kind: Kind
  let identity: Identity
  /// The permission bits: read, write and execute for owner, group and others.
  let permissions: mode_t
  /// Whether the folder is sticky, as /tmp is: only a file's owner may rename or remove it there.
  let isSticky: Bool
  /// In bytes.
  let size: Int
  let owner: uid_t
  let group: gid_t

  /// - Parameter followingLinks: whether a link stands for what it leads to.
  /// - Throws: ``SystemFailure``: `ENOENT` where there is nothing.
  init(_ path: String, followingLinks: Bool = true) throws(SystemFailure) {
    var status = stat()
    guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
      throw SystemFailure()
    }
    self.init(status)
  }

  /// - Throws: ``SystemFailure``: `EBADF` where no file of that number is open.
  init(descriptor: Int32) throws(SystemFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemFailure() }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .fifo
      case S_IFCHR: .characterDevice
      case S_IFBLK: .blockDevice
      case S_IFSOCK: .socket
      default: .other
      }
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      number: UInt64(truncatingIfNeeded: status.st_ino))
    permissions = status.st_mode & 0o777
    isSticky = status.st_mode & 0o1000 != 0
    size = Int(status.st_size)
    (owner, group) = (status.st_uid, status.st_gid)
  }
}
