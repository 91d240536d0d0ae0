import Flows
import Foundation

/// A file to be written. It is checked before the work begins whose result it is to hold.
///
/// Making one finds out whether the path can be written and throws if not; it changes nothing. Devices and
/// FIFOs are written into and never replaced. A regular file is written under a temporary name in the same
/// folder, flushed to the disk and then renamed, so that an older file stays whole until then. A symbolic
/// link stays a link; a replaced file's mode and owner are kept. An existing file is replaced only where
/// ``Replacement`` allows it or the file is empty, and never if the same command reads it.
///
/// Not thread-safe: it belongs to the thread that writes it.
public final class OutputFile {
  /// Which existing files may be replaced.
  public enum Replacement: Hashable, Sendable {
    case nothing, models, everything
  }
  /// The path as the user wrote it.
  public let path: String
  /// Whether it is standard output, by whatever name.
  public let isStandardOutput: Bool
  let replacement: Replacement
  let inputs: [String]
  let place: OutputPlace
  /// The open FIFO, device or standard stream.
  private var stream: Int32?
  private var temporary: TemporaryFile?
  /// The first error; nothing is written after it.
  private var failure: FlowError?

  /// - Parameters:
  ///   - path: a path; `-` is standard output.
  ///   - inputs: the files that the same command reads; `-` is standard input.
  /// - Throws: ``FlowError`` with the reason why it cannot or must not be written.
  public init(
    _ path: String, replacing replacement: Replacement = .nothing, inputs: [String] = []
  ) throws(FlowError) {
    (self.path, self.replacement, self.inputs) = (path, replacement, inputs)
    place = try OutputPlace(path)
    let there = place.existing
    isStandardOutput =
      switch place {
      case .descriptor(STDOUT_FILENO): true
      case .descriptor, .stream:
        there?.kind != .characterDevice
          && there?.identity == (try? FileStatus(descriptor: STDOUT_FILENO))?.identity
      case .file: false
      }
    try refuseInputs()
    switch place {
    case .descriptor(let number): stream = try checked(number)
    case .stream(let status): stream = try opened(status)
    case .file(let location, let existing):
      if let existing { try refuseToReplace(existing, at: location) }
      try tryFolder(of: location, existing)
    }
  }

  deinit {
    if let stream, case .stream = place { close(stream) }
  }

  /// Appends bytes. A regular file gets its name only in ``finish()``.
  /// - Throws: ``FlowError`` with the system's reason; a regular file of that name is then as it was.
  public func append(_ bytes: [UInt8]) throws(FlowError) {
    if let failure { throw failure }
    do {
      if let stream { return try Self.write(bytes, to: stream) }
      if temporary == nil, case .file(let location, let existing) = place {
        temporary = try TemporaryFile(for: location, replacing: existing)
      }
      try temporary?.append(bytes)
    } catch {
      throw abandon(error)
    }
  }

  /// Completes the file: a regular one gets its name.
  /// - Throws: ``FlowError`` with the system's reason. Where all was written, and only the name cannot
  ///   be had, it says under which name the file is.
  public func finish() throws(FlowError) {
    try append([])
    guard case .file(let location, _) = place, let temporary else { return }
    do {
      try temporary.sync()
    } catch {
      throw abandon(error)
    }
    do {
      try name(temporary, location)
    } catch {
      temporary.keep()
      throw FlowError("\(error). What was to be in it is in '\(temporary.path)'")
    }
    let folder = open(location.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    try? Descriptor.sync(folder)
    close(folder)
  }

  /// Writes the whole content and completes the file.
  /// - Throws: ``FlowError`` as ``append(_:)`` and ``finish()`` do.
  public func write(_ bytes: [UInt8]) throws(FlowError) {
    try append(bytes)
    try finish()
  }

  /// The same output once more, for a newer version of a regular file that may have been written
  /// meanwhile; what is no regular file is written on.
  /// - Throws: ``FlowError`` as making it does.
  public func again() throws(FlowError) -> OutputFile {
    guard isRegular else { return self }
    return try OutputFile(path, replacing: replacement, inputs: inputs)
  }

  /// Whether it is a file of its own, and no device, FIFO or standard stream.
  public var isRegular: Bool { if case .file = place { true } else { false } }

  /// Removes the temporary files of all unfinished outputs, before the process ends.
  public static func removeUnfinished() { TemporaryFile.removeAll() }

  /// Whether the name is taken, be it by a link that leads nowhere.
  public static func isTaken(_ path: String) -> Bool {
    (try? FileStatus(path, followingLinks: false)) != nil
  }

  /// Whether two outputs would be one file.
  public func isSameFile(as other: OutputFile?) -> Bool {
    guard let other else { return false }
    if case .file(let here, nil) = place, case .file(let there, nil) = other.place {
      return here == there
    }
    guard let here = place.existing, here.kind != .characterDevice else { return false }
    return here.identity == other.place.existing?.identity
  }

  // MARK: -

  private static func write(_ bytes: [UInt8], to stream: Int32) throws(SystemFailure) {
    do {
      try Descriptor.write(bytes, to: stream)
    } catch {
      StandardOutput.note(error, of: stream)
      throw error
    }
  }

  private func abandon(_ reason: SystemFailure) -> FlowError {
    temporary?.remove()
    let failure = refusal("\(reason)")
    self.failure = failure
    return failure
  }

  func refusal(_ why: String) -> FlowError { FlowError("cannot write '\(path)': \(why)") }

  /// Gives the complete file its name. The path is checked once more: it may have changed since.
  private func name(_ temporary: TemporaryFile, _ location: FileLocation) throws(FlowError) {
    do {
      if try temporary.become(new: location.path) { return }
    } catch {
      throw refusal("\(error)")
    }
    guard let there = try? FileStatus(location.path, followingLinks: false),
      there.kind == .regular
    else { throw refusal("it is no regular file any more") }
    try refuseToReplace(there, at: location)
    do {
      try temporary.replace(location.path)
    } catch {
      throw refusal("\(error)")
    }
  }
}
