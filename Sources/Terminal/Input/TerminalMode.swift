/// The modes that the program turns on where the terminal knows them, by their numbers.
public enum TerminalMode: Int, CaseIterable, Sendable {
  /// The mouse is reported by cells, however large the screen is.
  case mouse = 1006
  /// The mouse is reported in pixels.
  case pixelMouse = 1016
  /// The terminal says when its window gets the focus, and when it loses it.
  case focus = 1004
  /// Pastes come between marks.
  case paste = 2004
  /// What is sent while it is on is shown at once.
  case frame = 2026

  /// The question whether the terminal knows it (DECRQM).
  var question: [UInt8] { Array("\u{1B}[?\(rawValue)$p".utf8) }
}
