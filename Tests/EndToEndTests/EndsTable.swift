import Foundation

/// The ways in which the visualizer can end, and what becomes of the terminal: the table in README.
struct EndsTable {
  /// What is done to the program.
  enum Deed: Sendable {
    case type(String)
    case signal(Int32)
    /// The signal comes as soon as the screen is open.
    case signalAtStart(Int32)
    /// `flowscope doctor --rehearse`.
    case rehearse(String)
    case stop, stopAndContinue
    case killAndReset
  }

  struct Row: Sendable {
    let name: String
    let deeds: [Deed]
    /// What a shell shows as the status.
    let status: String
    /// The status after each deed.
    let statuses: [Int32]

    init(_ name: String, _ deeds: [Deed], _ statuses: [Int32], shown: String? = nil) {
      (self.name, self.deeds, self.statuses) = (name, deeds, statuses)
      status = shown ?? Set(statuses).sorted().map(String.init).joined(separator: ", ")
    }

    init(_ name: String, signals: [Int32]) {
      self.init(name, signals.map { .signal($0) }, signals.map { 128 + $0 }, shown: "128 + n")
    }
  }

  /// The numbers that Linux has beyond those that every system names.
  private static let others: [Int32] = [SIGIO, 16, 30, 34, 50, 64]
  #if arch(x86_64)
    private static let trap = SIGILL
  #else
    private static let trap = SIGTRAP
  #endif

  static let rows = [
    Row("`q`, or Ctrl-C", [.type("q"), .type("\u{3}")], [0, 0]),
    Row("Ctrl-\\", [.type("\u{1C}")], [128 + SIGQUIT]),
    Row("`SIGTERM`, `SIGINT`, `SIGHUP`", signals: [SIGTERM, SIGINT, SIGHUP]),
    Row(
      "the same, or a crash, while it starts",
      [.signalAtStart(SIGTERM), .signalAtStart(SIGINT), .signalAtStart(SIGSEGV)],
      [128 + SIGTERM, 128 + SIGINT, 128 + SIGSEGV], shown: "128 + n"),
    Row(
      "`SIGSEGV`, `SIGBUS`, `SIGILL`, `SIGTRAP`, `SIGABRT`, `SIGFPE`, `SIGSYS`",
      signals: [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS]),
    Row(
      "every other signal that ends a program",
      signals: [SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU] + others),
    Row(
      "a Swift trap on any thread", [.rehearse("trap"), .rehearse("thread-trap")],
      [128 + trap, 128 + trap], shown: "128 + n"),
    Row(
      "a stack overflow on any thread", [.rehearse("overflow"), .rehearse("thread-overflow")],
      [128 + SIGSEGV, 128 + SIGSEGV]),
    Row("an error while the screen is open", [.rehearse("error")], [1]),
    Row("Ctrl-Z, while it is stopped", [.stop], [128 + SIGTSTP]),
    Row("Ctrl-Z, `fg`, `q`", [.stopAndContinue], [0]),
    Row("`kill -9`, then `flowscope doctor --reset`", [.killAndReset], [128 + SIGKILL]),
  ]

  /// What a row's deeds left behind.
  struct Outcome: Sendable {
    var statuses: [Int32] = []
    var problems: [Lasting: [String]] = [:]
  }

  /// The table as README has it, with what was measured.
  static func markdown(_ outcomes: [Outcome]) -> String {
    let columns = Lasting.allCases
    var text = "| end | status | " + columns.map(\.rawValue).joined(separator: " | ") + " |\n"
    text += "|---|--:|" + columns.map { _ in ":-:|" }.joined() + "\n"
    for (row, outcome) in zip(rows, outcomes) {
      let status = outcome.statuses == row.statuses ? row.status : "\(outcome.statuses)"
      let cells = columns.map { outcome.problems[$0, default: []].isEmpty ? "✓" : "✗" }
      text += "| \(row.name) | \(status) | \(cells.joined(separator: " | ")) |\n"
    }
    return text
  }
}
