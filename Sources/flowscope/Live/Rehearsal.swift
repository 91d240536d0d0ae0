import ArgumentParser
import Canvas
import Flows
import Foundation
import Terminal

/// An end that `flowscope doctor --rehearse` plays, to see that the terminal comes back.
enum Rehearsal: String, CaseIterable, ExpressibleByArgument {
  /// A Swift trap on the thread that draws, or on another one.
  case trap, threadTrap = "thread-trap"
  /// A recursion without an end.
  case overflow, threadOverflow = "thread-overflow"
  /// An error thrown while the screen is open.
  case error
  /// `exit` from the middle of the work.
  case exit

  /// Opens the screen, draws frame after frame, and comes to its end.
  /// - Throws: the error that is rehearsed, and `TerminalError` where there is no terminal.
  func play(_ options: TerminalOptions) throws {
    let terminal = try Terminal(options)
    defer { terminal.close() }
    for frame in 0..<60 {
      var canvas = Canvas(columns: terminal.size.columns, rows: terminal.size.rows)
      canvas.write("rehearsing \(rawValue): \(60 - frame)", at: 2, 1)
      terminal.present(canvas)
      _ = terminal.nextEvent(timeout: .milliseconds(10))
      if frame == 20 { try end() }
    }
  }

  private func end() throws {
    switch self {
    case .trap: Self.trap()
    case .threadTrap: Thread { Self.trap() }.start()
    case .overflow: _ = Self.deepen(1)
    case .threadOverflow: Thread { _ = Self.deepen(1) }.start()
    case .error: throw FlowError("this error was rehearsed")
    case .exit: Foundation.exit(0)
    }
  }

  /// Of Swift's traps, this one has words in a release build too; one for an index out of range has none there.
  private static func trap() { fatalError("this trap was rehearsed") }

  private static func deepen(_ depth: Int) -> Int {
    [depth].map { deepen($0 + 1) }.reduce(depth, +)
  }
}
