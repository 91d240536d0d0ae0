import CNcurses
import Canvas

/// A key, without its modifiers other than Control with a letter.
public enum Key: Hashable, Sendable {
  case character(Character)
  case up, down, left, right
  case home, end, pageUp, pageDown
  case enter, escape, tab, backTab
  case backspace, insert, delete
  /// F1 is `function(1)`.
  case function(Int)
  /// Control with a lower-case letter or one of `@ [ \ ] ^ _`.
  case control(Character)
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

/// Something that happened to the terminal.
public enum InputEvent: Hashable, Sendable {
  case key(Key)
  /// Columns and rows count from 0 at the top left.
  case mouse(column: Int, row: Int, kind: MouseKind)
  /// The screen has a new size, in cells.
  case resize(columns: Int, rows: Int)
  /// The user typed Ctrl-C (or sent SIGINT): leave as for a quit key, with status 0.
  case interrupted
  /// The system asks to end (SIGTERM), or the terminal is gone (SIGHUP): leave with ``exitStatus(of:)``.
  case terminate(signal: Int32)
  /// The program was stopped and runs again; the screen has been repainted.
  case resumed
  /// The terminal answered a question about itself, and ``Terminal/medium`` changed.
  case mediumChanged(Medium)

  /// The exit status that shells know for a program ended by a signal: 143 for SIGTERM.
  public static func exitStatus(of signal: Int32) -> Int32 { 128 + signal }
}

extension Key {
  /// The key behind a character that arrived on its own.
  init(character value: UInt32) {
    switch value {
    case 9: self = .tab
    case 10, 13: self = .enter
    case 27: self = .escape
    case 8, 127: self = .backspace
    case 0...31: self = .control(Self.controlled(value))
    default: self = .character(Unicode.Scalar(value).map(Character.init) ?? "\u{FFFD}")
    }
  }

  private static func controlled(_ value: UInt32) -> Character {
    let letter = Character(Unicode.Scalar(UInt8(value + 64)))
    return letter.lowercased().first ?? letter
  }

  init?(code: Int) {
    switch code {
    case CN_KEY_UP: self = .up
    case CN_KEY_DOWN: self = .down
    case CN_KEY_LEFT: self = .left
    case CN_KEY_RIGHT: self = .right
    case CN_KEY_HOME: self = .home
    case CN_KEY_END: self = .end
    case CN_KEY_PAGE_UP: self = .pageUp
    case CN_KEY_PAGE_DOWN: self = .pageDown
    case CN_KEY_INSERT: self = .insert
    case CN_KEY_DELETE: self = .delete
    case CN_KEY_BACKSPACE: self = .backspace
    case CN_KEY_ENTER: self = .enter
    case CN_KEY_BACK_TAB: self = .backTab
    default: return nil
    }
  }
}

extension MouseKind {
  init?(code: Int, button: Int) {
    let pressed: MouseButton = button == 2 ? .middle : button == 3 ? .right : .left
    switch code {
    case CN_MOUSE_PRESS: self = .press(pressed)
    case CN_MOUSE_RELEASE: self = .release(pressed)
    case CN_MOUSE_DRAG: self = .drag(pressed)
    case CN_MOUSE_MOVE: self = .move
    case CN_MOUSE_SCROLL_UP: self = .scrollUp
    case CN_MOUSE_SCROLL_DOWN: self = .scrollDown
    default: return nil
    }
  }
}
