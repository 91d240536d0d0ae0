import Canvas
import Flows
import Learning

// Arrows or typing change a value, and it counts at once.
extension OptionsForm {
  private func field(_ state: State) -> Setting? {
    let fields = Setting.options(state)
    return fields.isEmpty ? nil : fields[min(selection, fields.count - 1)]
  }

  /// Lets the form have a key.
  func update(_ state: inout State, _ key: Key) -> [Effect]? {
    guard let field = field(state) else { return nil }
    var form = self
    form.problem = nil
    let last = Setting.options(state).count - 1
    switch key {
    case .escape:
      if typed == nil {
        state.panel = nil
        return []
      }
      form.typed = nil
    case .up, .backTab: (form.selection, form.typed) = (max(0, min(selection, last) - 1), nil)
    case .down, .tab: (form.selection, form.typed) = (min(last, selection + 1), nil)
    case .home: (form.selection, form.typed) = (0, nil)
    case .end: (form.selection, form.typed) = (last, nil)
    case .left, .right:
      form.typed = nil
      return form.apply(field, &state) { settings, step throws(FlowError) in
        try field.stepped(settings, by: key == .right ? 1 : -1, step: step)
      }
    case .enter:
      guard let typed else {
        form.typed = field.shown(state.settings, step: state.newestStep)
        break
      }
      return form.apply(field, &state) { settings, step throws(FlowError) in
        try field.set(typed, in: settings, step: step)
      }
    case .clear: form.typed = ""
    case .backspace, .delete:
      form.typed = String((typed ?? field.shown(state.settings, step: state.newestStep)).dropLast())
    case .character(let character):
      if typed == nil, character == " " || character == "o" && !field.isText {
        // Run and pause as ever; the key that opened the form closes it.
        if character == " " { return nil }
        state.panel = nil
        return []
      }
      form.type(String(character))
    default: return []
    }
    state.panel = .options(form)
    return []
  }

  /// Puts text behind what was typed into the chosen field, as far as there is room.
  mutating func type(_ text: String) {
    typed = String(((typed ?? "") + text).prefix(60))
    problem = nil
  }

  /// Changes the settings and trains with them, or says why not.
  private func apply(
    _ field: Setting, _ state: inout State, _ change: (Settings, Int) throws(FlowError) -> Settings
  ) -> [Effect] {
    var form = self
    let old = state.settings
    let new: Settings
    do throws(FlowError) {
      new = try change(old, state.newestStep)
    } catch {
      form.problem = error.description
      state.panel = .options(form)
      return []
    }
    form.typed = nil
    state.panel = .options(form)
    guard new != old else { return [] }
    state.settings = new
    if let change = field.atOnce?(new) {
      if case .hand = change { return showTurned(&state) }
      // The change is made now, whatever moment is looked at.
      state.pastStep = nil
      state.snapshot?.settings = new
      return [.train(.change(change))]
    }
    return startAgain(&state)
  }

  /// What stands below the list: what the chosen field is, or why a value would not do.
  private func about(_ state: State) -> [String] {
    wrapped(problem ?? field(state)?.formHelp ?? "", Self.width(state))
  }

  private static func width(_ state: State) -> Int { max(10, min(state.columns - 4, 46)) }

  private func rows(_ state: State) -> Int {
    Setting.options(state).count + 1 + max(about(state).count, 3)
  }

  /// Where it stands: its frame, its list, and which field the list begins with.
  func places(_ state: State) -> PanelPlaces {
    let count = Setting.options(state).count
    let box = PanelPlaces.frame(
      columns: Self.width(state), rows: rows(state), atRight: true, state)
    let inside = box.inset().inset(columns: 1, rows: 0)
    let listRows = min(count, max(1, inside.rows - 1 - about(state).count))
    let list = Rect(
      column: inside.column, row: inside.row, columns: inside.columns, rows: listRows)
    let first = max(0, min(min(selection, count - 1) - listRows / 2, count - listRows))
    return PanelPlaces(box: box, list: list, first: first)
  }

  /// At the right edge, so that what it changes can be seen.
  func draw(_ state: State, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let fields = Setting.options(state)
    let (width, about, rows) = (Self.width(state), about(state), rows(state))
    let places = places(state)
    let (listRows, first) = (places.list.rows, places.first)
    let chosen = min(selection, fields.count - 1)
    let place = listRows < fields.count ? ", \(chosen + 1) of \(fields.count)" : ""
    let inside = canvas.drawBox(
      columns: width, rows: rows, title: "options" + place,
      bottom: "↑↓ choose · ←→ change · Esc closes",
      atRight: true, state)
    // Every value stands in one column, behind the longest name.
    let names = 1 + max(14, fields.map(\.title.count).max() ?? 0)
    for (row, field) in fields.dropFirst(first).prefix(listRows).enumerated() {
      let y = inside.row + row
      let isChosen = first + row == chosen
      canvas.write(
        field.title, at: inside.column, y, style: isChosen ? theme.strong : theme.text)
      let value = inside.column + names
      if isChosen, let typed {
        canvas.write(
          StyledText(String(typed.suffix(max(0, width - names - 3))), theme.strong)
            + StyledText(" ", Style(reverse: true)), at: value, y)
      } else {
        let text =
          field.name == Setting.target.name
          ? state.targetTitle : field.shown(state.settings, step: state.newestStep)
        let room = max(0, width - names - 10)
        canvas.write(
          StyledText(text, isChosen ? theme.strong : theme.model), at: value, y, maxWidth: room)
        canvas.writeTrailing(
          StyledText(field.appliesAtOnce ? "at once" : "restarts", theme.faint),
          before: inside.endColumn, y)
      }
      if isChosen {
        canvas.highlight(
          Rect(column: inside.column - 1, row: y, columns: inside.columns + 2, rows: 1), state)
      }
    }
    for (row, line) in about.enumerated() {
      let y = inside.row + listRows + 1 + row
      guard y < inside.endRow else { break }
      canvas.write(line, at: inside.column, y, style: problem == nil ? theme.faint : theme.alarm)
    }
  }
}

extension State {
  /// The step at which a change is made, whatever moment is looked at.
  fileprivate var newestStep: Int { snapshot?.step ?? 0 }
}
