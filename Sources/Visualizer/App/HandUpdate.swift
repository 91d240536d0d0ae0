import Flows
import Learning

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

/// Does what the keys mean that turn a map by hand.
func perform(_ action: HandAction, on state: inout State) -> [Effect] {
  let knobs = state.knobs
  guard let main = knobs.first else { return [] }
  guard action.applies(to: knobs) else {
    state.message = "\(state.settings.flow) has no such knob: \(state.handKeys)"
    return []
  }
  let before = state.settings.hand
  var after = before
  switch action {
  case .main(let turns): after[main] = main.turned(from: after.value(of: main), by: turns)
  case .turn(let knob, let turns):
    after[knob] = knob.turned(from: after.value(of: knob), by: turns)
  case .flip: after[.stretch] = 0 - after.value(of: .stretch)
  case .straighten: after = HandValues()
  case .undo:
    guard let last = state.mode.watch.turns.last(where: { $0.flow == state.settings.flow }) else {
      state.message = "nothing was turned yet"
      return []
    }
    state.mode.watch.turns.removeLast()
    after = last.values
  }
  guard after != before else {
    state.message = "it goes no further: \(state.handWords)"
    return []
  }
  if action != .undo {
    state.mode.watch.turns.append(Watch.Turn(flow: state.settings.flow, values: before))
  }
  state.settings.hand = after
  state.message = state.handWords + (action == .undo ? "" : "; u takes it back")
  return showTurned(&state)
}
