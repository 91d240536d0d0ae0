import CNcurses

/// What the process does with signals.
public enum Signals {
  /// Whether a signal is ignored. nohup and shells without job control start programs like that.
  public static func areIgnored(_ number: Int32) -> Bool { cn_signal_is_ignored(number) }
}
