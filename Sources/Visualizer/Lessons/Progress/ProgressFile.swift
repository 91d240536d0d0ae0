import Flows
import Foundation
import Learning

/// The file in which lessons are kept: a plain text file in the user's state folder.
///
/// Programs that write at the same time wait for one another, and each adds what it has to what is there,
/// so nothing is lost. The file is replaced whole, so a reader never sees half of it.
public struct ProgressFile: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// `lessons.txt` in `$XDG_STATE_HOME/flowscope`, or in `~/.local/state/flowscope`.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = StateFolder(environment: environment).path + "/lessons.txt"
  }

  /// What is kept, and what to tell the user of a file that is not as it should be; nothing where there is
  /// no file yet.
  /// - Throws: ``FlowError`` for a file that cannot be read.
  public func read() throws(FlowError) -> (progress: LessonProgress, warning: String?) {
    guard FileManager.default.fileExists(atPath: path) else { return (LessonProgress(), nil) }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw FlowError("cannot read '\(path)': \(error.inWords(of: path)); \(way)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      return (
        LessonProgress(),
        "'\(path)' is no text in UTF-8: it is kept as '\(broken)' once a lesson is taken"
      )
    }
    let progress = LessonProgress(text: text)
    guard let strange = progress.strangeLines.first else { return (progress, nil) }
    return (progress, "'\(path)': the line '\(strange)' says nothing of lessons; it is kept")
  }

  /// Adds records to what the file has.
  /// - Returns: what is kept now, with what other programs added.
  /// - Throws: ``FlowError`` that says what could not be written.
  @discardableResult
  public func add(_ records: [LessonRecord]) throws(FlowError) -> LessonProgress {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw FlowError(
        "cannot make the folder '\(folder.path)': \(error.inWords(of: folder.path, asFolder: true)); \(way)"
      )
    }
    let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else {
      throw FlowError("cannot write '\(path).lock': \(String(cString: strerror(errno)))")
    }
    defer { close(lock) }
    while flock(lock, LOCK_EX) != 0 {
      guard errno == EINTR else {
        throw FlowError("cannot lock '\(path).lock': \(String(cString: strerror(errno)))")
      }
    }
    let found = try read()
    var progress = found.progress
    if progress.isEmpty, found.warning != nil { try setAside() }
    for record in records { progress.note(record) }
    do {
      try Data(progress.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw FlowError("cannot write '\(path)': \(error.inWords(of: path)); \(way)")
    }
    return progress
  }

  /// What a user can do about a file that cannot be used.
  private var way: String { "move it away, or set XDG_STATE_HOME to a folder of your own" }

  private var broken: String { path + ".broken" }

  /// Moves a file that is no text out of the way.
  private func setAside() throws(FlowError) {
    var name = broken
    var number = 2
    while FileManager.default.fileExists(atPath: name) {
      name = "\(broken).\(number)"
      number += 1
    }
    do {
      try FileManager.default.moveItem(atPath: path, toPath: name)
    } catch {
      throw FlowError("cannot move '\(path)' to '\(name)': \(error.inWords(of: path)); \(way)")
    }
  }
}
