/// Why there is no terminal to draw on. The description is one line: what is wrong, and what to do.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A standard stream is a file or a pipe; the stream's name.
  case notATerminal(String)
  /// `TERM` is unset or empty.
  case noTerminalType
  /// `TERM` names a terminal that cannot place a cursor, such as `dumb`.
  case tooSimple(String)
  /// `TERM` names a terminal that this system does not know.
  case unknownType(String)
  /// The system has no terminal descriptions at all.
  case noDatabase
  /// ncurses refused to start, or a screen is open already.
  case refused(String)
  /// There is no controlling terminal.
  case nothingToReset

  public var description: String {
    switch self {
    case .notATerminal(let stream):
      "\(stream) is not a terminal: run this in one, or use `flowscope snapshot` to draw without one"
    case .noTerminalType:
      "TERM is not set: set it to your terminal's type, for example TERM=xterm-256color"
    case .tooSimple(let name):
      "TERM=\(name) cannot show a full screen: use another terminal, or `flowscope snapshot`"
    case .unknownType(let name):
      "this system does not know TERM=\(name): try TERM=xterm-256color"
    case .noDatabase:
      "no terminal descriptions (terminfo) found: install the package ncurses-base"
    case .refused(let name):
      "ncurses could not open a screen for TERM=\(name): try TERM=xterm-256color"
    case .nothingToReset:
      "there is no terminal to reset: run this in the one that is to be repaired"
    }
  }
}
