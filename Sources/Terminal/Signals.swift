import CNcurses

/// What the process does with signals.
public enum Signals {
  /// Whether a signal is ignored; a shell without job control, or nohup, may have had it so.
  public static func areIgnored(_ number: Int32) -> Bool { cn_signal_is_ignored(number) }
}
