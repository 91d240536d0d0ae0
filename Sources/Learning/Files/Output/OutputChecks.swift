import Flows
import Foundation

/// The checks that an output passes before the work begins whose result it is to hold.
extension OutputFile {
  /// How long to wait for a FIFO's reader.
  private static let patience = Duration.seconds(2)

  /// An output must not destroy what the same command reads, nor what it prints.
  func refuseInputs() throws(FlowError) {
    guard let there = place.existing, there.kind != .characterDevice else { return }
    for input in inputs where input != "-" {
      if (try? FileStatus(input))?.identity == there.identity {
        throw refusal("it is the input '\(input)'; name another file")
      }
    }
    let streams: [(number: Int32, name: String)] = [
      (STDIN_FILENO, "standard input comes from"), (STDOUT_FILENO, "standard output goes to"),
      (STDERR_FILENO, "standard error goes to"),
    ]
    for stream in streams {
      if case .descriptor = place, stream.number != STDIN_FILENO { continue }
      guard let other = try? FileStatus(descriptor: stream.number), other.kind == .regular,
        other.identity == there.identity
      else { continue }
      throw refusal("it is the file that \(stream.name); name another")
    }
  }

  /// - Returns: the number of an open file, where results can be written to it.
  func checked(_ number: Int32) throws(FlowError) -> Int32 {
    let flags = fcntl(number, F_GETFL)
    // Files that the program opened for itself are closed in children; those it was given are not.
    guard flags >= 0, fcntl(number, F_GETFD) & FD_CLOEXEC == 0 else {
      throw refusal("no file is open there")
    }
    guard flags & O_ACCMODE != O_RDONLY else { throw refusal("it is not open for writing") }
    guard let kind = place.existing?.kind, kind != .blockDevice, kind != .folder else {
      throw refusal("it is no file, pipe or device that can be written")
    }
    try refuseTerminal(number)
    return number
  }

  /// - Returns: the FIFO or device, open for writing.
  func opened(_ status: FileStatus) throws(FlowError) -> Int32 {
    let deadline = ContinuousClock.now + Self.patience
    // A FIFO can be opened once it has a reader; without O_NONBLOCK that could take for ever.
    var descriptor = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    while descriptor < 0, errno == ENXIO, status.kind == .fifo, .now < deadline {
      usleep(20_000)
      descriptor = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }
    guard descriptor >= 0 else {
      if errno == ENXIO, status.kind == .fifo {
        throw refusal(
          "nobody reads this FIFO; start its reader first, as in: cat '\(path)' > FILE &")
      }
      throw refusal("\(SystemFailure())")
    }
    do {
      try refuseTerminal(descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    return descriptor
  }

  private func refuseTerminal(_ descriptor: Int32) throws(FlowError) {
    guard isatty(descriptor) == 1 else { return }
    throw refusal("it is a terminal, and these bytes are not for reading; name a file, or a pipe")
  }

  func refuseToReplace(_ existing: FileStatus, at location: FileLocation) throws(FlowError) {
    // An empty file, as mktemp makes one, holds nothing that could be lost.
    guard replacement != .everything, existing.size > 0 else { return }
    guard replacement == .models else {
      throw refusal("it is there already; name another file, or add --force to replace it")
    }
    guard ModelMark.isModel(at: location.path) else {
      throw refusal(
        "it is there already and is no flowscope model; name another file, or add --force to "
          + "replace it")
    }
    // The mode is checked as well, for the superuser may write to anything.
    let isWritable = access(location.path, W_OK) == 0
    // Of a file system that is all read-only, the folder tells.
    if !isWritable, errno == EROFS { return }
    guard existing.permissions & 0o222 != 0, isWritable else {
      throw refusal("it is write-protected; name another file, or add --force to replace it")
    }
  }

  /// Makes a file in the folder, as writing will, and removes it again.
  func tryFolder(of location: FileLocation, _ existing: FileStatus?) throws(FlowError) {
    do {
      try TemporaryFile(for: location, replacing: existing).remove()
    } catch {
      let folder = location.folder == "." ? "the current folder" : "its folder '\(location.folder)'"
      throw refusal("no file can be made in \(folder): \(error)")
    }
    // In such a folder, as /tmp is, a file's name belongs to its owner.
    guard let existing, let folder = try? FileStatus(location.folder), folder.isSticky else {
      return
    }
    let user = geteuid()
    guard user == 0 || user == existing.owner || user == folder.owner else {
      throw refusal(
        "it belongs to another user, and in '\(location.folder)' only they can replace it")
    }
  }
}
