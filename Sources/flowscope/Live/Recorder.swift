import Canvas
import Flows
import Foundation
import Learning
import Visualizer

/// Writes what is drawn to a file, as an asciicast. Whatever ends the program, the frames so far are in
/// it.
final class Recorder {
  private let file: GrowingFile
  private var cast: Asciicast
  private let start = ContinuousClock.now
  /// Why it cannot go on.
  private(set) var failure: FlowError?

  /// Begins the file.
  /// - Throws: ``FlowError`` where not even its first line can be written.
  init(_ file: OutputFile, _ state: State, title: String) throws(FlowError) {
    cast = Asciicast(depth: state.medium.colors)
    let header = Asciicast.header(
      columns: state.columns, rows: state.rows, timestamp: Int(Date.now.timeIntervalSince1970),
      title: title)
    self.file = try GrowingFile(file, beginningWith: Array(header.utf8))
  }

  /// Adds a frame.
  /// - Returns: why the recording ends here, the first time that something cannot be written.
  func show(_ canvas: Canvas) -> FlowError? {
    guard failure == nil else { return nil }
    write(cast.frame(canvas, at: seconds))
    return failure
  }

  /// Ends the file.
  /// - Throws: ``FlowError`` if some of it could not be written.
  func finish() throws(FlowError) {
    write(Asciicast.end(at: seconds))
    if let failure { throw failure }
  }

  private var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  private func write(_ lines: String) {
    guard failure == nil, !lines.isEmpty else { return }
    do {
      try file.append(Array(lines.utf8))
    } catch {
      failure = error
    }
  }
}
