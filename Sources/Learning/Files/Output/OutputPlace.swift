import Flows
import Foundation

/// What a path for an output leads to, found out without changing anything.
enum OutputPlace {
  /// An open file of this process, such as standard output.
  case descriptor(Int32)
  /// A FIFO or a character device, which is written into.
  case stream(FileStatus)
  /// A file to be made or replaced; links have been followed.
  case file(FileLocation, existing: FileStatus?)

  /// - Throws: ``FlowError`` for what must not be written to.
  init(_ path: String) throws(FlowError) {
    guard !path.isEmpty else {
      throw FlowError("cannot write to '': an empty path; name a file, or - for standard output")
    }
    guard path != "-" else {
      self = .descriptor(STDOUT_FILENO)
      return
    }
    let links = FileLocation.links(from: path)
    for link in links {
      if let number = Descriptor.number(named: link) {
        self = .descriptor(number)
        return
      }
    }
    func refuse(_ why: String) -> FlowError { FlowError("cannot write '\(path)': \(why)") }
    let status: FileStatus
    do {
      status = try FileStatus(path)
    } catch {
      guard error.code == ENOENT else { throw refuse("\(error)") }
      self = .file(try Self.newFile(links.last ?? path, refuse), existing: nil)
      return
    }
    switch status.kind {
    case .fifo, .characterDevice: self = .stream(status)
    case .regular:
      let location = FileLocation(links.last ?? path)
      let found = try? FileStatus(location.path, followingLinks: false)
      guard found?.identity == status.identity else {
        throw refuse("where its link leads cannot be told; name the file itself")
      }
      self = .file(location, existing: status)
    case .folder: throw refuse("it is a folder; name a file in it")
    case .blockDevice: throw refuse("it is a block device, a disk or a part of one; name a file")
    case .socket: throw refuse("it is a socket; name a file")
    case .link, .other: throw refuse("it is no file that can be written; name another")
    }
  }

  /// - Parameter path: where no file is yet, with all links followed.
  private static func newFile(
    _ path: String, _ refuse: (String) -> FlowError
  ) throws(FlowError) -> FileLocation {
    let location = FileLocation(path)
    let folder: FileStatus
    do {
      folder = try FileStatus(location.folder)
    } catch {
      throw error.code == ENOENT
        ? refuse("there is no folder '\(location.folder)'; make it first")
        : refuse("'\(location.folder)': \(error)")
    }
    guard folder.kind == .folder else { throw refuse("'\(location.folder)' is no folder") }
    guard !location.name.isEmpty else {
      throw refuse("it ends in a slash, as folders do; name a file")
    }
    return location
  }

  /// The status of the file that is there already.
  var existing: FileStatus? {
    switch self {
    case .descriptor(let number): try? FileStatus(descriptor: number)
    case .stream(let status): status
    case .file(_, let existing): existing
    }
  }
}
