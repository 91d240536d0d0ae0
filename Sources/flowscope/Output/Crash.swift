import Foundation
import Terminal
import Visualizer

/// Where a crash is reported.
enum Crash {
  /// `crash.txt` in the folder of the user's state; a later crash takes its place.
  static var path: String {
    URL(fileURLWithPath: ProgressFile().path).deletingLastPathComponent().appending(
      path: "crash.txt"
    )
    .path
  }

  /// Has crashes reported, and the terminal put back whatever ends the program.
  static func watch(version: String) {
    let command = CommandLine.arguments.joined(separator: " ")
    Signals.watchEnds(
      report: path,
      heading: """
        flowscope \(version) crashed; please send this report with a word on what you did
        command  \(command)

        """)
  }
}
