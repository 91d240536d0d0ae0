import Canvas
import Flows
import Foundation
import Visualizer

/// Writes what is drawn to a file, as an asciicast.
final class Recorder {
  private let file: FileHandle
  private let path: String
  private var cast: Asciicast
  private let start = ContinuousClock.now
  private var failure: (any Error)?

  /// - Throws: ``FlowError`` if the file cannot be written.
  init(_ path: String, _ state: State, title: String) throws {
    self.path = path
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw FlowError("cannot write '\(path)': is its folder there, and yours?") }
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
  func finish() throws {
    write(Asciicast.end(at: seconds))
    try? file.close()
    if let failure {
      throw FlowError("cannot write all of '\(path)': \(failure.localizedDescription)")
    }
  }

  private var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  private func write(_ lines: String) {
    guard failure == nil, !lines.isEmpty else { return }
    do {
      try file.write(contentsOf: Data(lines.utf8))
    } catch {
      failure = error
    }
  }
}
