import Canvas
import Learning

/// Draws what a lesson adds to the screen: masks, frames, and its box below everything else.
func drawLesson(_ run: LessonRun, _ numbers: LessonNumbers, _ state: State, on canvas: inout Canvas)
{
  drawMasks(run, state, on: &canvas)
  drawMarks(run, state, on: &canvas)
  let theme = Theme(state.medium)
  let frame = Rect(
    row: state.rows - run.rows, columns: state.columns, rows: run.rows)
  canvas.fill(frame)
  let box = LessonBox(run, numbers, state.medium, columns: state.columns)
  let headline = run.headline(theme)
  let (title, keys) = titleAndKeys(run, theme, columns: state.columns)
  let progress = progress(
    run, title, theme, room: max(20, state.columns - keys.width - borderCells))
  let inside = canvas.drawFrame(
    frame,
    top: BorderTitles(
      left: headline,
      right: state.liveKeys(run, theme, room: state.columns - headline.width - 10)),
    bottom: BorderTitles(
      left: progress, right: keys),
    style: theme.focusedBorder, medium: state.medium)
  for (row, line) in box.lines(fitting: inside.rows).enumerated() {
    canvas.write(line.fitted(to: inside.columns - 1), at: inside.column + 1, inside.row + row)
  }
}

extension [StyledText] {
  /// The lines that have room; the last one ends with an ellipsis where more would follow.
  func fitted(to rows: Int, width: Int) -> [StyledText] {
    var lines = prefix(Swift.max(0, rows)).map { $0.fitted(to: width) }
    guard count > lines.count, let last = lines.popLast() else { return lines }
    let mark = StyledText("…", Style())
    return lines + [last.width < width ? last + mark : (last + mark).fitted(to: width)]
  }
}

extension LessonRun {
  /// What is asked of the learner at this place, and whether it is done.
  fileprivate func headline(_ theme: Theme) -> StyledText {
    let word =
      switch place {
      case .before, .after: "a question"
      case .end: "the end"
      case .step(let index):
        fade?.missing.isEmpty == true
          ? "worked out" : Self.words[lesson.steps[index].verb.name] ?? ""
      }
    let isTask =
      question != nil || prediction != nil || fade?.missing.isEmpty == false || step?.until != nil
    guard isDone, place != .end, isTask else { return StyledText(word, theme.strong) }
    // The question before has no verdict, so it has no mark that looks like one.
    return StyledText(place == .before ? "answered" : word + " ✓", theme.model.emphasised)
      + StyledText(" n", theme.key) + StyledText(" goes on", theme.faint)
  }

  private static let words = [
    "say": "look", "do": "do", "predict": "predict", "fade": "fill in", "play": "your own time",
  ]
}

extension State {
  /// The keys that the step is about, as the key table writes them.
  func liveKeys(_ run: LessonRun, _ theme: Theme, room: Int) -> StyledText {
    var keys: [StyledText] = []
    if run.choiceCount > 0 {
      keys.append(
        StyledText("1…\(run.choiceCount)", theme.key) + StyledText(" chooses", theme.faint))
    }
    for name in run.step?.keys ?? [] where !run.isDone || run.step?.isPlay == true {
      if let key = liveKey(name, theme) { keys.append(key) }
    }
    if let step = run.step, case .play(let seconds) = step.verb {
      let left = max(0, seconds - Int(run.attempt.seconds))
      keys.append(StyledText("\(left) s left", theme.faint))
    }
    var line = StyledText("")
    for key in keys where line.width + key.width + 3 <= room {
      line += (line.width == 0 ? StyledText("") : StyledText("   ")) + key
    }
    return line
  }

  /// A key by its own name, or by its action's; `nil` where the action has no key now.
  private func liveKey(_ name: String, _ theme: Theme) -> StyledText? {
    let entries = KeyTable.entries(in: mode.below.name, byHand: !knobs.isEmpty)
    let isNamed = { (binding: Binding) in binding.action.name == name }
    if let entry = entries.first(where: { $0.bindings.contains(where: isNamed) }) {
      let named = entry.bindings.filter(isNamed)
      let labels = named.map { $0.keys[0].label }.joined(separator: " ")
      // Of an entry with keys that mean different things, the name of the one that is meant.
      let isWhole = named.count == entry.bindings.count
      let knob: String? =
        switch named.first?.action {
        case .hand(.main(let way)): way > 0 ? mainKnobWords.first : mainKnobWords.last
        // As the view itself calls it.
        case .view: named.first.map { hintWords($0, self) }.flatMap { $0.isEmpty ? nil : $0 }
        default: nil
        }
      let word =
        knob
        ?? (isWhole
          ? named.lazy.compactMap(\.hint).first ?? entry.help : name.replacing("-", with: " "))
      return StyledText(isWhole ? entry.label : labels, theme.key)
        + StyledText(" " + word, theme.faint)
    }
    guard let key = Key(named: name) else { return nil }
    let binding = entries.flatMap(\.bindings).first { $0.keys.contains(key) }
    let hint = binding.map { $0.hint ?? $0.action.name }
    return StyledText(key.label, theme.key)
      + StyledText(hint.map { " " + $0 } ?? "", theme.faint)
  }
}

/// `Density is mass over volume ███░░░░░ 3/8`, where steps are counted as the files count them; without the bar where the title would be cut.
private func progress(
  _ run: LessonRun, _ title: String, _ theme: Theme, room: Int
) -> StyledText {
  let count = run.places.count
  let number = run.number + 1
  let title = StyledText(title, theme.strong)
  let place = StyledText(" \(run.stepText)", theme.text)
  let spare = room - title.width - place.width - 1
  let cells = spare >= 4 ? min(count, room < 60 ? 6 : 12, spare) : 0
  let full = (number * cells + count / 2) / count
  let bar =
    StyledText(String(repeating: "█", count: full), theme.model)
    + StyledText(String(repeating: "░", count: cells - full), theme.faint)
  let end = (cells > 0 ? StyledText(" ") + bar : StyledText()) + place
  return title.fitted(to: max(8, room - end.width)) + end
}

extension LessonRun {
  /// Which of the lesson's steps this is: the question before them is the step 0. `3/8`
  var stepText: String {
    let number =
      switch place {
      case .before: 0
      case .step(let index): index + 1
      case .after, .end: lesson.steps.count
      }
    return "\(number)/\(lesson.steps.count)"
  }

  /// The cells of the longest of these, so that a title stays the same from step to step.
  fileprivate var longestStepText: Int { 2 * String(lesson.steps.count).count + 1 }
}

/// What the lower border has besides its two texts.
private let borderCells = 9

/// The title, and the keys that every step has. Both have room: of a title such as `Splines: a freer curve` the
/// beginning will do, and of the keys those in the middle lose their words.
private func titleAndKeys(
  _ run: LessonRun, _ theme: Theme, columns: Int
) -> (title: String, keys: StyledText) {
  let whole = run.lesson.title
  let short = whole.firstRange(of: ": ").map { String(whole[..<$0.lowerBound]) } ?? whole
  let room = columns - borderCells - run.longestStepText - 1
  let (long, narrow) = (commonKeys(theme, gap: "   "), commonKeys(theme, gap: "  "))
  for (title, keys) in [(whole, long), (whole, narrow), (short, narrow)] {
    if keys.width + title.count <= room { return (title, keys) }
  }
  for count in 1...4 {
    // How one goes on and how one gets out are said longest.
    let keys = commonKeys(theme, gap: "  ", bare: ["l", "i", "N", "n"].prefix(count))
    if keys.width + whole.count <= room { return (whole, keys) }
  }
  return (whole, StyledText("n N i l Esc", theme.key))
}

/// - Parameter bare: keys that have no word beside them.
private func commonKeys(
  _ theme: Theme, gap: String, bare: ArraySlice<String> = []
) -> StyledText {
  let keys = [("n", "next"), ("N", "back"), ("i", "hint"), ("l", "list"), ("Esc", "out")]
  return keys.enumerated().reduce(StyledText("")) { line, key in
    let name = StyledText((key.offset == 0 ? "" : gap) + key.element.0, theme.key)
    guard !bare.contains(key.element.0) else { return line + name }
    return line + name + StyledText(" " + key.element.1, theme.faint)
  }
}
