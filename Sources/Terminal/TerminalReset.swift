import CNcurses

/// Repairs a terminal that some program left without putting it back, as after `kill -9`.
public enum TerminalReset {
  /// Turns off every mode that this program or another may have left on, takes pictures away, shows the
  /// cursor, and gives the line its usual settings (`stty sane`). What is on the main screen stays.
  /// - Throws: ``TerminalError`` where the process has no terminal of its own, whatever its output is.
  public static func run() throws(TerminalError) {
    guard cn_terminal_reset() else { throw .nothingToReset }
  }
}
