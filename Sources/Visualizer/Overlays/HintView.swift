import Canvas

/// The last line: as many hints from the key table as fit. A message takes the place of the caption; where
/// the screen has none, it comes first in the last line.
///
/// A message too long for its line takes the lines above it as well.
func drawHints(_ state: State, in frame: Rect, on canvas: inout Canvas) {
  guard state.viewStrip == nil else { return drawViewStrip(state, in: frame, on: &canvas) }
  let theme = Theme(state.medium)
  if let message = hintMessage(state, in: frame) {
    let isTrouble = state.trouble != nil && (state.message == nil || state.model == nil)
    let style = isTrouble ? theme.alarm : theme.text
    let end = (state.captionFrame ?? frame).endRow
    let first = max(1, end - message.count)
    for (offset, line) in message.enumerated() {
      canvas.fill(Rect(row: first + offset, columns: frame.columns, rows: 1))
      canvas.write(StyledText(line, style), at: frame.column + 1, first + offset)
    }
  }
  // In a lesson these keys work, but the step's own are those to look at.
  let key = state.lesson == nil ? theme.key : theme.faint
  for hint in placedHints(state, in: frame) {
    canvas.write(
      StyledText(hint.label, key) + StyledText(" " + hint.wording, theme.faint),
      at: hint.column, frame.row)
  }
}

/// The message, or why training stopped, broken into lines; `nil` for neither.
private func hintMessage(_ state: State, in frame: Rect) -> [String]? {
  let trouble = state.trouble.map { "✖ \($0)" }
  // Without a model the reason for it is the only thing to say.
  guard let message = (state.model == nil ? trouble : nil) ?? state.message ?? trouble else {
    return nil
  }
  return wrapped(message, max(1, frame.columns - 2))
}

/// A hint, and the column where it begins.
private struct PlacedHint {
  var binding: Binding
  var label: String
  var wording: String
  var column: Int
  var width: Int { label.count + 1 + wording.count }
}

/// The hints that fit, the most useful first; none is cut.
private func placedHints(_ state: State, in frame: Rect) -> [PlacedHint] {
  let gap = 3
  var column = frame.column + 1
  if state.captionFrame == nil, let last = hintMessage(state, in: frame)?.last {
    column += last.count + gap
  }
  var bindings = KeyTable.hints(in: state.mode.below.name, view: state.view, knobs: state.knobs)
  if state.lesson != nil { bindings.removeAll { $0.action == .lesson(.list) } }
  if state.slow != nil {
    // The keys of slow motion follow the first three: run, help, quit.
    let own = bindings.filter { [.step, .slowMotion].contains($0.action) }
    bindings.removeAll { own.contains($0) }
    bindings.insert(contentsOf: own, at: min(3, bindings.count))
  }
  var placed: [PlacedHint] = []
  for binding in bindings {
    let hint = PlacedHint(
      binding: binding, label: label(binding), wording: hintWords(binding, state), column: column)
    guard column + hint.width < frame.endColumn else { continue }
    placed.append(hint)
    column += hint.width + gap
  }
  return placed
}

extension State {
  /// Where the caption is; `nil` on a screen too small for one.
  var captionFrame: Rect? {
    switch mode.below {
    case .watch, .paint, .lesson: layout.caption
    case .race(let race): raceLayout(race)?.caption
    }
  }

  /// Where the hints are; `nil` on a screen too small for them.
  var hintsFrame: Rect? {
    switch mode.below {
    case .watch, .paint, .lesson: layout.hints
    case .race(let race): raceLayout(race)?.hints
    }
  }

  /// The key whose hint is on a cell. The hint that quits does not count: a slip of the hand must not end
  /// the program.
  func hintedKey(column: Int, row: Int) -> Key? {
    guard viewStrip == nil, let frame = hintsFrame, frame.contains(column: column, row: row) else {
      return nil
    }
    return placedHints(self, in: frame).first {
      $0.column..<($0.column + $0.width) ~= column && $0.binding.action != .quit
    }?.binding.keys.first
  }
}

/// The label of the key, or of both keys where two do the same in two directions.
private func label(_ binding: Binding) -> String {
  if case .hand = binding.action {
    return KeyTable.handEntries.first { $0.bindings.contains(binding) }?.label ?? ""
  }
  return binding.action == .view(.adjust(1)) ? "[ ]" : binding.keys[0].label
}

/// The wording of a hint, which depends on the state: `run` or `pause`.
func hintWords(_ binding: Binding, _ state: State) -> String {
  switch binding.action {
  case .toggleRunning where state.running: "pause"
  case .race(.toggleRunning) where state.race?.running == true: "pause"
  case .zoom where state.zoomed: "unzoom"
  case .lesson(.list) where state.offersLessons && state.progress.isEmpty: "learn (new here?)"
  case .help: state.warningCount.map { "help, \($0)" } ?? binding.hint ?? ""
  case .step where state.slow != nil: "next part"
  case .slowMotion where state.speed == .slowMotion: "whole steps"
  case .step where state.pastStep != nil: "forward"
  case .hand(.main): state.mainKnobWords.joined(separator: ", ")
  case .view(let action): state.shown.hint(of: action, state) ?? binding.hint ?? ""
  default: binding.hint ?? ""
  }
}
