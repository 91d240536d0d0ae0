import Canvas
import Learning

/// How the flow computes each direction, and what must hold of it.
enum ChecksPane: PaneContent {
  static let help = PaneHelp(
    title: "the flow",
    text: "How each direction is computed, and what must hold whatever it has learned.")

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    PaneTitles(top: BorderTitles(left: StyledText("the flow", border.name)))
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    drawChecks(scene, state, in: inside.inset(columns: 1, rows: 0), on: &canvas)
  }
}

/// The flow's description: where it is from, how each direction is computed, what was measured.
func drawChecks(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  guard let family = state.family else {
    canvas.write(lines: aboutLearner(state, width: inside.columns), in: inside)
    return
  }
  let width = inside.columns
  let numbers = state.measurements(scene)
  /// The longest form of a value that fits beside its label.
  func fact(_ label: String, _ forms: String...) -> StyledText { fact(label, forms) }
  func fact(_ label: String, _ forms: [String]) -> StyledText {
    let label = label.trailing(width >= 40 ? 16 : width >= 30 ? 14 : 11)
    let value = forms.first { label.count + $0.count <= width } ?? forms.last ?? ""
    return StyledText(label, theme.faint) + StyledText(value, theme.text)
  }
  let about =
    [StyledText(family.title, theme.model.emphasised)]
    + wrapped(family.summary, width).map { StyledText($0, theme.text) }
    + wrapped(family.reference, width).map { StyledText($0, theme.faint) }
  let structure = "each layer: \(family.jacobian)"
  var facts = [
    fact("z ▶ f", family.forwardMethod.forms(using: scene.forwardUse)),
    fact("f⁻¹ ◀ x", family.inverseMethod.forms(using: scene.inverseUse)),
    width >= structure.count + 16
      ? fact("Jacobian", structure) : fact("each layer", "\(family.jacobian)"),
    fact("parameters", Int(numbers.number("parameters") ?? 0).grouped),
  ]
  if let nll = numbers.number("nll")?.text(3) {
    let error = (numbers.number("nll.error") ?? .nan).text(3)
    let age = state.measuredStep.map { " " + $0 } ?? ""
    facts.append(
      fact(
        "NLL", "\(nll) ± \(error) nats on \(state.heldOutName) points" + age,
        "\(nll) ± \(error) nats" + age, "\(nll) nats" + age, nll + age))
  }
  if let floor = numbers.number("entropy")?.text(3) {
    facts.append(fact("entropy", "\(floor) nats, the floor", "\(floor) nats", floor))
  }
  var measured: [StyledText] = []
  if let least = numbers.number("window.logdet.least"),
    let greatest = numbers.number("window.logdet.greatest"),
    let roundTrip = numbers.number("window.roundTrip")
  {
    let mass = numbers.number("window.mass")
    let range = "\(least.text(2, plus: true)) to \(greatest.text(2, plus: true))"
    let gap = NumberText.scientific(roundTrip)
    // A part of the plane cannot hold more than all of it.
    let isTooMuch = (mass ?? 0) > 1 + ModelCheck.massBound
    measured = [
      mass.map {
        fact("∫p(x) dx", "\($0.text(4)) in view", $0.text(4))
          + StyledText(isTooMuch ? " ✗" : "", theme.alarm)
      } ?? fact("∫p(x) dx", "not in view", "–"),
      fact("round trip", "\(gap) at most", gap),
      fact(
        width >= 40 ? "log|det dx/dz|" : "log|det|", "\(range) nats on the grid", "\(range) nats",
        range),
    ]
  }
  let doubts = state.resultWarnings.flatMap { warning in
    wrapped(warning.text, width).map { StyledText($0, theme.alarm) }
  }
  var lines = about + [""] + facts + [""] + measured + doubts
  if lines.count > inside.rows { lines = doubts + facts + measured }
  for (row, line) in lines.prefix(inside.rows).enumerated() {
    canvas.write(line, at: inside.column, inside.row + row, maxWidth: width)
  }
}

/// What there is to say of a learner that is not a flow.
private func aboutLearner(_ state: State, width: Int) -> [StyledText] {
  guard let learner = state.snapshot?.learner else { return [] }
  let theme = Theme(state.medium)
  let likelihood =
    switch learner.likelihood {
    case .exact: "its log p(x) is exact"
    case .bound: "its log p(x) is known by a bound"
    case .none: "it has no density: it can only be sampled"
    }
  let lines = wrapped(likelihood, width).map { StyledText($0, theme.text) }
  let count = factLine(
    "parameters", StyledText((state.snapshot?.parameterCount ?? 0).grouped, theme.text), theme,
    width: width)
  return [StyledText(learner.name, theme.model.emphasised)] + lines + ["", count]
    + [state.score?.title(room: width, theme)].compactMap { $0 }
}
