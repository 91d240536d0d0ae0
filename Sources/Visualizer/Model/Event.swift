import Canvas
import Learning

/// A key as the application knows it, whatever terminal it came from.
public enum Key: Hashable, Sendable {
  case character(Character)
  case up, down, left, right
  case shiftUp, shiftDown, shiftLeft, shiftRight
  case tab, backTab, enter, escape, pageUp, pageDown, home, end, backspace, delete
  case interrupt

  /// How the key is written in help and hints.
  public var label: String {
    switch self {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .shiftUp: "⇧↑"
    case .shiftDown: "⇧↓"
    case .shiftLeft: "⇧←"
    case .shiftRight: "⇧→"
    case .tab: "Tab"
    case .backTab: "⇧Tab"
    case .enter: "Enter"
    case .escape: "Esc"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .backspace: "⌫"
    case .delete: "Del"
    case .interrupt: "Ctrl-C"
    }
  }

  /// How replay scripts, lessons and the user's own keys write keys that are no character.
  static let names: [String: Key] = [
    "space": " ", "enter": .enter, "esc": .escape, "escape": .escape, "tab": .tab,
    "backtab": .backTab, "up": .up, "down": .down, "left": .left, "right": .right,
    "shift-up": .shiftUp, "shift-down": .shiftDown, "shift-left": .shiftLeft,
    "shift-right": .shiftRight, "pageup": .pageUp, "pagedown": .pageDown, "home": .home,
    "end": .end, "backspace": .backspace, "delete": .delete, "ctrl-c": .interrupt,
  ]

  /// A key by its name, or a character by itself; `nil` for what is neither.
  init?(named name: some StringProtocol) {
    if name.count == 1, let character = name.first, !character.isWhitespace {
      self = .character(character)
    } else if let key = Self.names[name.lowercased()] {
      self = key
    } else {
      return nil
    }
  }
}

/// Everything that can happen to the application.
public enum Event: Sendable {
  case key(Key)
  /// Text was pasted. A field takes it as typed; elsewhere it does nothing.
  case paste(String)
  /// The screen now has this many cells.
  case resize(columns: Int, rows: Int)
  /// The mouse was pressed on a cell, and where in it.
  case click(column: Int, row: Int, within: SIMD2<Float> = PointerPlace.middle)
  /// The mouse moved to a cell with its button held, and where in it.
  case drag(column: Int, row: Int, within: SIMD2<Float> = PointerPlace.middle)
  /// The mouse moved to a cell with no button held, and where in it.
  case hover(column: Int, row: Int, within: SIMD2<Float> = PointerPlace.middle)
  /// The mouse button was let go over a cell.
  case release(column: Int, row: Int)
  /// The wheel was turned over a cell, by so many notches away from the user.
  case scroll(Int, column: Int, row: Int)
  /// The executable has a message for the user, such as that a file was written.
  case notice(String)
  /// The race's thread published.
  case raceSnapshot(RaceSnapshot)
  /// The training thread published.
  case snapshot(TrainingSnapshot)
  /// So many seconds have passed while something moved; see ``App/isAnimating``.
  case tick(seconds: Double)
  /// The terminal's abilities were detected anew, or overridden.
  case medium(Medium)
  /// What ``Effect/measure(_:for:)`` asked for was measured, or the reason why it cannot be is among the
  /// measurements.
  case measured(Measurements, for: MeasuringPurpose)
  /// What the lesson asked to be measured and checked was. ``App`` sees to it after every event.
  case observed(LessonObservation)
}

/// What a measurement of the model on screen is made for.
public enum MeasuringPurpose: Hashable, Sendable {
  /// The probe goes to its other space, where its partner is.
  case swapProbe(Probe)
}

/// How a lesson's run begins.
public struct LessonStart: Hashable, Sendable {
  public var settings: Settings
  public var speed: Speed
  public var running: Bool
  public var beginning: State.Beginning
}

/// What the outside world must do after an update.
public enum Effect: Hashable, Sendable {
  /// Hand this to the training thread.
  case train(TrainingLoop.Command)
  /// Hand this to the race's thread. The first such command starts that thread.
  case race(RaceLoop.Command)
  /// End the race's thread.
  case endRace
  /// Write a file in the current folder under this name, or one like it that is free, and say so.
  case write(name: String, text: String)
  /// Put this text on the terminal's clipboard.
  case copy(String)
  /// Measure this of the model on screen, at the probe where it is of a point. ``App`` does it by
  /// itself, and brings it as ``Event/measured(_:for:)``.
  case measure(ReadingSource, for: MeasuringPurpose)
  /// A run of its own begins for a lesson, on a new training thread, while the one of before waits.
  /// Commands for training are for it from now on.
  case beginLesson(LessonStart)
  /// Ends that training thread; the one from before has the commands again.
  case endLesson
  /// Keep these of a lesson, for the next start.
  case keep([LessonRecord])
  /// Leave the program.
  case quit
}
