import Canvas

/// Gives a key to the open panel.
func updatePanel(_ state: inout State, _ key: Key) -> PanelAnswer {
  guard let panel = state.panel, key != .interrupt else { return .leave }
  switch panel {
  case .share:
    // Any key closes it, and does nothing else.
    state.panel = nil
    return .effects([])
  case .palette(let palette): return palette.update(&state, key)
  case .options(let form): return form.update(&state, key).map { .effects($0) } ?? .leave
  case .lessons(let list): return list.update(&state, key)
  }
}

/// Types pasted text into the field of the open panel, if it has one. Control characters and line ends are
/// left out, so that pasted text can do nothing but be typed.
func pasteIntoPanel(_ state: inout State, _ text: String) {
  let line = String(String.UnicodeScalarView(text.unicodeScalars.filter(\.isVisible)))
  guard !line.isEmpty else { return }
  switch state.panel {
  case .palette(var palette):
    palette.type(line)
    state.panel = .palette(palette)
  case .options(var form):
    form.type(line)
    state.panel = .options(form)
  case .lessons(var list):
    if list.isTyping { list.search = (list.search ?? "") + line }
    state.panel = .lessons(list)
  case .share, nil: break
  }
}

extension Unicode.Scalar {
  /// Whether it can be seen in a line of text, as a blank can.
  fileprivate var isVisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      false
    default: true
    }
  }
}

/// Draws what lies over the screen, if anything does.
func drawOverlay(_ state: State, on canvas: inout Canvas) {
  switch state.overlay {
  case .help: Help.draw(state, on: &canvas)
  case .panel(.share(let line)): drawShare(line, state, on: &canvas)
  case .panel(.palette(let palette)): palette.draw(state, on: &canvas)
  case .panel(.options(let form)): form.draw(state, on: &canvas)
  case .panel(.lessons(let list)): list.draw(state, on: &canvas)
  case nil: break
  }
}
