import Canvas

// Input: from the bytes that a terminal sends to events.
//
// `TerminalInput` reads the bytes and knows which answers are still to come; `InputParser` takes them
// apart, byte by byte, and is pure; `ControlInput`, `MouseReport`, `KeyCodes`, `ColorAnswer`, `GraphicsAnswer`
// and `ModeAnswer` say what whole sequences mean; `ColorQuestion` and `WidthQuestion` ask, and know the answers. `InputEvent` is what leaves the room.

/// Something that happened to the terminal.
public enum InputEvent: Hashable, Sendable {
  case key(KeyStroke)
  /// More exact than a cell where the terminal reports pixels.
  case mouse(PointerPlace, MouseKind)
  /// Pasted text, unchanged, with its control characters; of a very long paste only the beginning.
  case paste(String)
  /// The terminal's window got the focus, or another one did. Many terminals never say.
  case focus(Bool)
  /// The screen has a new size, in cells.
  case resize(columns: Int, rows: Int)
  /// The user typed Ctrl-C: leave as for a quit key, with status 0.
  case interrupted
  /// The system asks to end (SIGTERM, SIGINT), or the terminal is gone (SIGHUP): leave with ``exitStatus(of:)``.
  case terminate(signal: Int32)
  /// The program was stopped and runs again; the screen has been repainted.
  case resumed
  /// The terminal answered a question about itself, and ``Terminal/medium`` changed.
  case mediumChanged(Medium)

  /// The exit status that shells know for a program ended by a signal: 143 for SIGTERM.
  public static func exitStatus(of signal: Int32) -> Int32 { 128 + signal }
}

public enum MouseButton: Hashable, Sendable {
  case left, middle, right
}

public enum MouseKind: Hashable, Sendable {
  case press(MouseButton)
  case release(MouseButton)
  /// The pointer moved with a button held.
  case drag(MouseButton)
  /// The pointer moved with no button held.
  case move
  case scrollUp, scrollDown
}
