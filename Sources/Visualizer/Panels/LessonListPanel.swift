import Canvas
import Flows
import Learning

// The list of lessons, to begin one, to go on with one, to begin one anew.

extension LessonList {
  /// The list with the first lesson marked that is not done.
  init(lessons: [Lesson], _ state: State) {
    self.lessons = lessons
    let pending = lessons.firstIndex { state.progress[$0.name]?.isDone != true }
    let current = state.lesson.flatMap { run in lessons.firstIndex { $0.name == run.lesson.name } }
    selection = current ?? pending ?? 0
  }

  /// The lessons that the filter and the search leave.
  func shown(_ state: State) -> [Lesson] {
    lessons.filter { lesson in
      let isDone = state.progress[lesson.name]?.isDone == true
      switch filter {
      case .all: break
      case .done: if !isDone { return false }
      case .pending: if isDone { return false }
      }
      guard let search, !search.isEmpty else { return true }
      return (lesson.title + " " + lesson.name).lowercased().contains(search.lowercased())
    }
  }

  /// Lets a key change the list.
  func update(_ state: inout State, _ key: Key) -> PanelAnswer {
    var list = self
    let shown = shown(state)
    if isTyping { return type(key, &state) }
    switch key {
    case .escape, "l", "q":
      state.panel = nil
      return .effects([])
    case .enter, "c": return begin(anew: false, shown, &state)
    case "r":
      guard shown.indices.contains(selection) else { return .effects([]) }
      let effects = state.keep([LessonRecord(shown[selection].name, .reset)])
      return .effects(effects)
    case .up, "k": list.selection -= 1
    case .down, "j": list.selection += 1
    case .pageUp: list.selection -= 8
    case .pageDown: list.selection += 8
    case .home, "g": list.selection = 0
    case .end, "G": list.selection = shown.count - 1
    case "d": list.filter = filter == .done ? .all : .done
    case "p": list.filter = filter == .pending ? .all : .pending
    case "/", "s": (list.isTyping, list.search) = (true, "")
    default: break
    }
    list.selection = min(max(0, list.selection), max(0, list.shown(state).count - 1))
    state.panel = .lessons(list)
    return .effects([])
  }

  /// Types into the search.
  private func type(_ key: Key, _ state: inout State) -> PanelAnswer {
    var list = self
    switch key {
    case .escape: (list.isTyping, list.search) = (false, nil)
    case .enter: list.isTyping = false
    case .backspace: list.search = (search?.dropLast()).map(String.init)
    case .character(let character): list.search = (search ?? "") + String(character)
    default: break
    }
    list.selection = 0
    state.panel = .lessons(list)
    return .effects([])
  }

  private func begin(anew: Bool, _ shown: [Lesson], _ state: inout State) -> PanelAnswer {
    guard shown.indices.contains(selection) else { return .effects([]) }
    state.panel = nil
    return .perform(.lesson(.begin(shown[selection].name, anew: anew)))
  }

  /// Where everything is.
  func places(_ state: State) -> PanelPlaces {
    let count = max(1, min(shown(state).count, state.rows - 8))
    let frame = PanelPlaces.frame(columns: Self.width, rows: count + Self.about, state)
    let inside = frame.inset().inset(columns: 1, rows: 0)
    let list = Rect(
      column: inside.column, row: inside.row, columns: inside.columns,
      rows: max(0, inside.rows - Self.about))
    return PanelPlaces(
      box: frame, list: list, first: max(0, min(selection - list.rows + 1, selection)))
  }

  private static let width = 68
  /// Lines below the list: what one can do after the chosen lesson, and the search.
  private static let about = 4

  func draw(_ state: State, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let shown = shown(state)
    let places = places(state)
    let count = lessons.count { state.progress[$0.name]?.isDone == true }
    let filterName = filter == .done ? ", done ones" : filter == .pending ? ", pending ones" : ""
    let inside = canvas.drawBox(
      columns: Self.width, rows: places.list.rows + Self.about,
      title: "lessons: \(count) of \(lessons.count) done\(filterName)"
        + places.range(of: shown.count),
      bottom: "Enter goes on  r reset  d done  p pending  / search  Esc closes",
      state)
    for row in 0..<places.list.rows {
      let index = places.first + row
      guard shown.indices.contains(index) else { break }
      var line = self.line(shown[index], state, theme, width: places.list.columns)
      if index == selection { line = StyledText(line.string, theme.probe) }
      canvas.write(line, at: places.list.column, places.list.row + row)
    }
    let below = inside.row + places.list.rows
    let aim =
      shown.indices.contains(selection)
      ? shown[selection].aim ?? "" : "no lesson here: Esc, then d, p or / choose others"
    let needs = shown.indices.contains(selection) ? shown[selection].needs : []
    var about = wrapped(aim, inside.columns).map { StyledText($0, theme.text) }
    let open = needs.filter { state.progress[$0]?.isDone != true }
    if !open.isEmpty {
      about.append(StyledText("better after: " + open.joined(separator: ", "), theme.faint))
    }
    let lines = about.fitted(to: Self.about - 1, width: inside.columns)
    for (row, text) in lines.enumerated() {
      canvas.write(text, at: inside.column, below + 1 + row)
    }
    guard let search else {
      canvas.write(
        StyledText("· new  ▸ begun  ✓ done", theme.faint), at: inside.column, below,
        maxWidth: inside.columns)
      return
    }
    canvas.write(
      StyledText("/" + search + (isTyping ? "▁" : ""), theme.strong), at: inside.column, below)
  }

  /// `✓ Density is mass over volume      3 min`.
  private func line(_ lesson: Lesson, _ state: State, _ theme: Theme, width: Int) -> StyledText {
    let taken = state.progress[lesson.name]
    let isDone = taken?.isDone == true
    let mark = isDone ? "✓ " : taken?.left != nil ? "▸ " : "· "
    var notes: [String] = []
    if taken?.shown.isEmpty == false { notes.append("solution shown") }
    if let passed = taken?.passedOver.count, passed > 0 { notes.append("\(passed) passed over") }
    if let left = taken?.left, !isDone {
      notes.append("at \(min(left.step, lesson.steps.count))/\(lesson.steps.count)")
    }
    if let minutes = lesson.minutes { notes.append("\(minutes) min") }
    let end = StyledText(notes.joined(separator: ", "), theme.faint)
    let name =
      StyledText(mark, isDone ? theme.model : theme.key) + StyledText(lesson.title, theme.text)
    let room = max(10, width - end.width - 1)
    return name.fitted(to: room).padded(to: room) + " " + end
  }
}

extension PanelPlaces {
  /// Which entries show, where the list is longer: `, 1 to 12 of 21`.
  fileprivate func range(of count: Int) -> String {
    guard count > list.rows, list.rows > 0 else { return "" }
    return ", \(first + 1) to \(min(count, first + list.rows)) shown"
  }
}
