import CNcurses

/// What the process does with signals.
public enum Signals {
  /// Whether a signal is ignored. nohup and shells without job control start programs like that.
  public static func areIgnored(_ number: Int32) -> Bool { cn_signal_is_ignored(number) }

  /// From now on every signal that ends the process puts the terminal back first, on whatever thread it
  /// arrives, and a crash leaves a report. The process still ends by that signal. Call it early; a second call
  /// changes the report only.
  ///
  /// The Swift runtime's own report, which asks on the terminal how to go on and waits for half a minute,
  /// comes only where `SWIFT_BACKTRACE` is set.
  /// - Parameters:
  ///   - report: the file that a crash is reported in; missing folders are made then.
  ///   - heading: the lines that the report begins with.
  public static func watchEnds(report: String, heading: String) {
    cn_report_prepare(report, heading)
    cn_ends_watch()
  }
}
