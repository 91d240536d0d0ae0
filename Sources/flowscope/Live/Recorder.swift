import Canvas
import Flows
import Foundation
import Learning
import Visualizer

/// Writes what is drawn to a file, as an asciicast.
final class Recorder {
  private let file: OutputFile
  private var cast: Asciicast
  private let start = ContinuousClock.now
  /// Why the file could not be written; reported after the screen is closed, which has no place for it.
  private var failure: FlowError?

  init(_ file: OutputFile, _ state: State, title: String) {
    self.file = file
    cast = Asciicast(depth: state.medium.colors)
    write(
      Asciicast.header(
        columns: state.columns, rows: state.rows, timestamp: Int(Date.now.timeIntervalSince1970),
        title: title))
  }

  /// Adds a frame.
  func show(_ canvas: Canvas) {
    write(cast.frame(canvas, at: seconds))
  }

  /// Ends the file.
  /// - Throws: ``FlowError`` if some of it could not be written.
  func finish() throws(FlowError) {
    write(Asciicast.end(at: seconds))
    if let failure { throw failure }
    try file.finish()
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
