import Foundation

/// Text that opens an address where a terminal can follow links (OSC 8), and plain text elsewhere.
enum Link {
  /// - Parameter isFollowed: whether it is printed where links can be followed; see ``isFollowed``.
  static func text(_ text: String, _ address: String, isFollowed: Bool = isFollowed) -> String {
    guard isFollowed else { return text }
    return "\u{1B}]8;;\(address)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
  }

  /// What decides ``isFollowed``, in words.
  static var reason: String {
    let type = ProcessInfo.processInfo.environment["TERM"] ?? ""
    if isatty(STDOUT_FILENO) != 1 { return "standard output is no terminal" }
    return isKnown(type)
      ? "terminals of this type show or hide them" : "TERM=\(type) may print their addresses"
  }

  /// Whether standard output is a terminal of a kind that shows a link, or at least hides its address.
  static let isFollowed: Bool = {
    let type = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return isatty(STDOUT_FILENO) == 1 && isKnown(type)
  }()

  /// Whether terminals of a type (`TERM`) print nothing of a command that they do not know. Others, such as
  /// Linux's console, Emacs' or a dumb one, would show the address as garbage.
  static func isKnown(_ type: String) -> Bool {
    let families = [
      "xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty",
      "contour",
      "konsole", "vte", "gnome", "iterm", "mintty", "mlterm", "st",
    ]
    let family = type.lowercased().prefix { $0.isLetter }
    return families.contains(String(family))
  }
}
