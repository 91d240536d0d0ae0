import Canvas
import Flows

// What the actions of one part of the program can be.

/// What a key of the views can do. A view says which of these it has, and what they do there.
public enum ViewAction: Hashable, Sendable {
  /// Plays the view, or stops it. A view at its end plays back.
  case play
  /// Scrubs, or changes the size of what the view shows.
  case adjust(Int)
  /// The next of its forms.
  case form
  /// An action that only one view has, by the name that the view gives it.
  case own(String)
}

/// Where in the run to look.
public enum Travel: Hashable, Sendable {
  /// So many kept models back or forward.
  case by(Int)
  /// The kept model nearest to a step.
  case to(Int)
  case toStart
  case toNow
}

/// What a key can do in a race.
public enum RaceAction: Hashable, Sendable {
  case toggleRunning, fairness, restart, reseed, add, remove, table, leave
  case cycleFlow(Int), cycleTarget(Int), focus(Int)
}

/// What a key can do while painting.
public enum PaintAction: Hashable, Sendable {
  case begin, dot, undo, clear, save, leave
  case width(Int)
  case move(dx: Int, dy: Int)
}

/// What a key can do to a map that is turned by hand.
public enum HandAction: Hashable, Sendable {
  /// Turns the family's main knob by so many steps.
  case main(Int)
  /// Turns a knob by so many steps.
  case turn(HandKnob, Int)
  /// Mirrors the plane.
  case flip
  /// Takes the last turn back.
  case undo
  /// All knobs to where they stand usually.
  case straighten
}

/// What a key can do about lessons, and in one.
public enum LessonAction: Hashable, Sendable {
  /// Opens the list of lessons.
  case list
  /// Begins the lesson of that name, or goes on with it where it was left; from the start if told so.
  case begin(String, anew: Bool)
  case next, back, hint, leave
}

extension HandAction {
  /// Every action with its name, in the order of the keys.
  public static let named: [(name: String, action: HandAction)] = [
    ("stretch", .main(1)), ("shrink", .main(-1)),
    ("taller", .turn(.stretch2, 1)), ("flatter", .turn(.stretch2, -1)),
    ("turn-left", .turn(.turn, 1)), ("turn-right", .turn(.turn, -1)),
    ("shear-right", .turn(.shear, 1)), ("shear-left", .turn(.shear, -1)),
    ("shift-left", .turn(.shift, -1)), ("shift-right", .turn(.shift, 1)),
    ("shift-down", .turn(.shift2, -1)), ("shift-up", .turn(.shift2, 1)),
    ("flip", .flip), ("unturn", .undo), ("straighten", .straighten),
  ]

  /// The action of a name; `nil` where there is none.
  public init?(named name: String) {
    guard let found = Self.named.first(where: { $0.name == name }) else { return nil }
    self = found.action
  }

  /// What it is called; empty for a turn by several steps at once.
  public var name: String { Self.named.first { $0.action == self }?.name ?? "" }

  /// Whether it does something to a map with these knobs.
  func applies(to knobs: [HandKnob]) -> Bool {
    switch self {
    case .main, .undo, .straighten: !knobs.isEmpty
    case .turn(let knob, _): knobs.contains(knob)
    case .flip: knobs.contains(.stretch)
    }
  }
}

/// Something chosen by its name rather than by going through a list.
public enum Choice: Hashable, Sendable {
  case flow(String)
  case target(String)
  case base(String)
  case speed(Speed)
  case colorMap(ColorMap)
  case view(ViewName)
}
