import Foundation

/// A training thread's two slots: commands in, and the latest report out.
///
/// Sendable because every access to its variables happens between `lock` and `unlock` of its
/// condition.
final class Mailbox<Command: Sendable, Report: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var commands: [Command] = []
  private var report: Report?
  private var stopping = false
  private var finished = false

  func post(_ command: Command) {
    condition.withLock {
      commands.append(command)
      report = nil
      condition.broadcast()
    }
  }

  func collect() -> Report? {
    condition.withLock {
      defer { report = nil }
      return report
    }
  }

  /// - Returns: whether the report was published. It is not while a command waits, which would outdate it.
  func publish(_ new: Report) -> Bool {
    condition.withLock {
      guard commands.isEmpty else { return false }
      report = new
      return true
    }
  }

  var hasCommands: Bool {
    condition.withLock { stopping || !commands.isEmpty }
  }

  /// Sleeps until there are commands or the deadline has passed. Without a deadline it sleeps until there
  /// are commands.
  /// - Returns: `nil` when it is time to end.
  func take(waitingUntil deadline: Date?) -> [Command]? {
    condition.withLock {
      while !stopping, commands.isEmpty {
        guard let deadline else {
          condition.wait()
          continue
        }
        guard condition.wait(until: deadline) else { break }
      }
      defer { commands = [] }
      return stopping ? nil : commands
    }
  }

  func stop() {
    condition.withLock {
      stopping = true
      condition.broadcast()
      while !finished { condition.wait() }
    }
  }

  func finish() {
    condition.withLock {
      finished = true
      condition.broadcast()
    }
  }
}
