import Canvas
import Flows
import Learning

/// The title line: what is being trained, how far it is, how good it is.
///
/// The longest form that fits is shown; every number has a fixed width.
func drawHeader(_ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let program = StyledText("flowscope ", theme.strong)
  let base = state.settings.namedBase?.notation ?? state.settings.base
  let flow = StyledText(state.settings.flow, theme.model)
  let layers = StyledText(
    state.kind?.rival == nil ? " ×\(layerCount(state))" : "", theme.text)
  let target = StyledText(" on ", theme.faint) + StyledText(state.targetTitle, theme.data)
  let start = StyledText(
    (state.kind?.rival == nil ? " · base \(base)" : "") + " · seed \(state.settings.seed)",
    theme.faint)
  // Views show the standardized units that the flow learns, with equal scales on both axes.
  let units =
    state.view != .main && state.ownPoints != nil ? StyledText(" standardized", theme.faint) : ""
  let name = flow + layers + target + units
  let place = viewPlace(state, theme)
  let status = runState(state, theme)
  let measured = state.measurements()
  let pace = status + stepRate(state, measured, theme)
  let long = score(state, measured, theme, unit: " nats ")
  let short = score(state, measured, theme, unit: " ")

  let forms: [(title: StyledText, status: StyledText, score: StyledText)] = [
    (program + name + start, pace, long), (program + name + start, status, long),
    (program + name, pace, long), (name, pace, long), (name, pace, short), (name, status, long),
    (name, status, short),
    (flow + target, status, short), (flow, status, short), (name, "", long),
    (flow + target, "", short), (flow, "", short), ("", "", short),
  ]
  // Which of the views this is goes before all that is said in full.
  let placed = place.flatMap { place in forms.map { ($0.title + place, $0.status, $0.score) } }
  let fitting = (placed + forms).first { form in
    form.title.width + form.status.width + form.score.width + 6 <= frame.columns
  }
  guard let form = fitting else { return }
  canvas.write(form.title, at: frame.column + 1, frame.row)
  let end = canvas.writeTrailing(form.score, before: frame.endColumn, frame.row)
  canvas.writeTrailing(form.status, before: end - 2, frame.row)
}

/// ` · morph 3/11`, which of the views is on screen, in forms of falling length; none for the panes.
private func viewPlace(_ state: State, _ theme: Theme) -> [StyledText] {
  guard state.view != .main else { return [] }
  let number = StyledText(state.viewPlace, theme.text)
  return [
    StyledText(" · ", theme.faint) + StyledText(state.view.rawValue + " ", theme.strong) + number,
    " " + number,
  ]
}

private func layerCount(_ state: State) -> Int {
  state.settings.layers ?? state.family?.defaultLayers ?? 0
}

/// `step 1,240   ▶ ×10     `
private func runState(_ state: State, _ theme: Theme) -> StyledText {
  let step = state.step.grouped
  let text = StyledText("step ", theme.faint) + StyledText(step.trailing(9), theme.text)
  if let goal = state.snapshot?.goal {
    return text + StyledText("▶▶ \(goal.grouped)".trailing(10), theme.strong)
  }
  if state.trouble != nil { return text + StyledText("✖ stopped ", theme.alarm) }
  if state.isByHand { return StyledText("turned by hand", theme.strong) }
  if state.running {
    let speed = state.snapshot?.opening?.title ?? state.speed.description
    return text + StyledText("▶ \(speed)".trailing(10), theme.strong)
  }
  if state.pastStep != nil {
    // Whole steps, as everywhere else; 10,000 and more in thousands.
    let back = (state.snapshot?.step ?? 0) - state.step
    let number = back < 10_000 ? String(back) : "\(back / 1000)k"
    return text + StyledText("◀ \(number) back".trailing(10), theme.strong)
  }
  let sign = state.medium.glyphs == .ascii ? "=" : "‖"
  return text + StyledText("\(sign) paused  ", theme.faint)
}

/// `3,900 steps/s`, blank while nothing runs.
private func stepRate(_ state: State, _ measured: Measurements, _ theme: Theme) -> StyledText {
  let pace = measured.number("rate.steps") ?? 0
  let text =
    state.running && !state.isByHand && pace > 0 ? Int(pace.rounded()).grouped + " steps/s" : ""
  return StyledText(text.leading(14), theme.faint)
}

/// The distance to the target where it is known, else the held-out NLL; and the step that it was measured
/// at, where the model on screen is another. While training runs that has its room in any case.
private func score(
  _ state: State, _ measured: Measurements, _ theme: Theme, unit: String
) -> StyledText {
  let step = state.measuredStep ?? ""
  let age = StyledText(
    step.isEmpty && (!state.running || state.isByHand)
      ? "" : step.trailing(max(7, step.count)) + " ", theme.faint)
  if state.heldOut == nil, let (label, number) = state.score?.shortForm {
    return StyledText(label + " ", theme.faint) + StyledText(number, theme.strong) + " " + age
  }
  let (kl, nll) = (measured.number("kl"), measured.number("nll"))
  let label = kl == nil && nll != nil ? "NLL " : "KL "
  // Where the map is broken there is no density, which the caption says.
  let shown = (kl ?? nll).flatMap { $0.isNaN ? nil : $0 }
  let number = (shown?.text(3, width: 6) ?? "     –").shows(
    kl == nil && nll != nil ? "nll" : "kl")
  return StyledText(label, theme.faint) + StyledText(number, theme.strong)
    + StyledText(unit, theme.faint) + age + doubt(state, theme, inWords: unit.count > 1)
}

/// `✗ coarse solver `: the first reason why the score cannot be trusted; nothing where it can.
private func doubt(_ state: State, _ theme: Theme, inWords: Bool) -> StyledText {
  if state.isSingular { return StyledText(inWords ? "✗ singular " : "✗ ", theme.alarm) }
  guard let first = state.resultWarnings.first else { return "" }
  return StyledText(inWords ? "✗ \(first.title) " : "✗ ", theme.alarm).shows("samples.unconverged")
}
