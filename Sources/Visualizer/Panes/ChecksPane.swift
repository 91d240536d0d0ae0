import Canvas
import Flows
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
  guard let family = state.family else {
    canvas.write(lines: aboutLearner(state, width: inside.columns), in: inside)
    return
  }
  let facts = FlowFacts(scene, state, width: inside.columns)
  let about = facts.about(family) + [""]
  let known = facts.methods(family, scene) + facts.scores + [""]
  var lines = about + known + facts.measured + facts.doubts(state)
  let more = [""] + facts.training(state)
  if lines.count + more.count <= inside.rows { lines += more }
  if lines.count > inside.rows {
    lines = facts.doubts(state) + known.dropLast() + facts.measured
  }
  for (row, line) in lines.prefix(inside.rows).enumerated() {
    canvas.write(line, at: inside.column, inside.row + row, maxWidth: inside.columns)
  }
}

/// The lines of the flow's description, each as long as there is room for.
private struct FlowFacts {
  let numbers: Measurements
  let points: String
  /// At which step the points were measured, where that is not the model's; else empty.
  let age: String
  let modes: ModeScore?
  /// Whether there is no density, and so nothing to measure of it.
  let isSingular: Bool
  /// Whether pictures are solved in fewer steps now.
  let isRough: Bool
  let theme: Theme
  let width: Int

  init(_ scene: Scene, _ state: State, width: Int) {
    numbers = state.measurements(scene)
    points = "\(state.heldOutName) points"
    age = state.measuredStep.map { " " + $0 } ?? ""
    modes = state.score?.modes
    isRough = scene.isRough
    isSingular = state.isSingular
    theme = Theme(state.medium)
    self.width = width
  }

  /// A label and the longest form of a value that fits beside it.
  private func fact(_ label: String, _ forms: [String]) -> StyledText {
    let label = label.trailing(width >= 40 ? 16 : width >= 30 ? 14 : 11)
    let value = forms.first { label.count + $0.count <= width } ?? forms.last ?? ""
    return StyledText(label, theme.faint) + StyledText(value, theme.text)
  }

  func about(_ family: FlowFamily) -> [StyledText] {
    [StyledText(family.title, theme.model.emphasised)]
      + wrapped(family.summary, width).map { StyledText($0, theme.text) }
      + wrapped(family.reference, width).map { StyledText($0, theme.faint) }
  }

  /// How each direction is computed.
  func methods(_ family: FlowFamily, _ scene: Scene) -> [StyledText] {
    let structure = "each layer: \(family.jacobian)"
    return [
      fact(
        "z ▶ f",
        family.forwardMethod.forms(using: isRough ? nil : scene.forwardUse).map {
          $0.numbersShow("sampling.passes")
        }),
      fact(
        "f⁻¹ ◀ x",
        family.inverseMethod.forms(using: isRough ? nil : scene.inverseUse).map {
          $0.numbersShow("nfe")
        }),
      width >= structure.count + 16
        ? fact("Jacobian", [structure]) : fact("each layer", ["\(family.jacobian)"]),
      fact("parameters", [Int(numbers.number("parameters") ?? 0).grouped]),
    ]
  }

  /// How close the model is, and how close it can get.
  var scores: [StyledText] {
    var lines: [StyledText] = []
    if !isSingular, let nll = numbers.number("nll")?.text(3).shows("nll") {
      let error = (numbers.number("nll.error") ?? .nan).text(3)
      let forms = [
        "\(nll) ± \(error) nats on \(points)", "\(nll) ± \(error) nats", "\(nll) nats", nll,
      ]
      lines.append(fact("NLL", forms.map { $0 + age }))
    }
    if let floor = numbers.number("entropy")?.text(3).shows("entropy") {
      lines.append(fact("entropy", ["\(floor) nats, the floor", "\(floor) nats", floor]))
    }
    if let modes { lines.append(fact("modes", modes.forms.map { $0 + age })) }
    return lines
  }

  /// What it is trained with.
  func training(_ state: State) -> [StyledText] {
    // A map that is turned by hand is not trained.
    guard !state.isByHand else { return [] }
    let rate = state.settings.learningRate(atStep: state.step) ?? state.family?.defaultLearningRate
    return [
      fact("batch", ["\(state.settings.batch.grouped) samples a step"]),
      rate.map { fact("step size", ["\($0), Adam", "\($0)"]) },
      numbers.number("kl").map {
        fact("KL", ["\($0.text(3).shows("kl")) nats to the target\(age)"])
      },
    ].compactMap { $0 }
  }

  /// What must hold, from what was evaluated for the pictures.
  var measured: [StyledText] {
    guard !isSingular else {
      return wrapped(LackScene.singular, width).map { StyledText($0, theme.alarm) }
    }
    guard let least = numbers.number("window.logdet.least"),
      let greatest = numbers.number("window.logdet.greatest"),
      let roundTrip = numbers.number("window.roundTrip")
    else { return [] }
    let range =
      (isRough ? "≈" : "") + least.text(2, plus: true).shows("window.logdet.least") + " to "
      + greatest.text(2, plus: true).shows("window.logdet.greatest")
    let gap = NumberText.scientific(roundTrip).shows("window.roundTrip")
    return [
      mass,
      fact("round trip", ["\(gap) at most", gap]),
      fact(
        width >= 40 ? "log|det dx/dz|" : "log|det|",
        ["\(range) nats on the grid", "\(range) nats", range]),
    ]
  }

  private var mass: StyledText {
    guard let mass = numbers.number("window.mass") else {
      return fact("∫p(x) dx", ["not in view", "–"])
    }
    // A part of the plane cannot hold more than all of it.
    let isTooMuch = mass > 1 + ModelCheck.massBound
    let digits = (isRough ? "≈\(mass.text(3))" : mass.text(4)).shows("window.mass")
    return fact("∫p(x) dx", [digits + " in view", digits])
      + StyledText(isTooMuch ? " ✗" : "", theme.alarm).shows("window.mass")
  }

  func doubts(_ state: State) -> [StyledText] {
    // Why no point comes home is said already.
    guard !isSingular else { return [] }
    return state.resultWarnings.flatMap { warning in
      wrapped(warning.text, width).map {
        StyledText($0, theme.alarm).shows("samples.unconverged")
      }
    }
  }
}

/// What there is to say of a learner that is not a flow.
private func aboutLearner(_ state: State, width: Int) -> [StyledText] {
  guard let learner = state.snapshot?.learner else { return [] }
  let theme = Theme(state.medium)
  let rival = state.kind?.rival
  let about = rival.map { rival in
    wrapped(rival.summary, width).map { StyledText($0, theme.text) }
      + wrapped(rival.reference, width).map { StyledText($0, theme.faint) } + [StyledText()]
  }
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
  return [StyledText(rival?.title ?? learner.name, theme.model.emphasised)] + (about ?? []) + lines
    + ["", count]
    + [state.score?.title(room: width, theme)].compactMap { $0 }
    + [
      state.score?.modes.map { modes in
        let form = modes.forms.first { $0.count + 11 <= width } ?? ""
        return factLine("modes", StyledText(form, theme.text), theme, width: width)
      }
    ].compactMap { $0 }
}

/// What a rival of flows has in the place of the formula: its loss, now and as a formula, and what the
/// likelihood is.
func learningLines(_ state: State, width: Int) -> [StyledText] {
  guard let learner = state.snapshot?.learner else { return [] }
  let theme = Theme(state.medium)
  let loss = state.lossReadout.training.map { $0.text(3).shows("loss") } ?? "–"
  let now = "now, in \(learner.objective.unit)"
  func fact(_ label: String, _ value: String) -> StyledText {
    factLine(label, StyledText(value, theme.text), theme, width: min(width, 48))
  }
  let likelihood =
    switch learner.likelihood {
    case .exact: "log p(x) is exact."
    case .bound: "log p(x) is known by a bound alone."
    case .none: "There is no log p(x): nothing says how likely a point is, or what is left out."
    }
  return wrapped("\(learner.objective.name): \(learner.objective.formula)", width)
    .map { StyledText($0, theme.faint) }
    + [fact(now.count + loss.count + 1 <= width ? now : "now", loss)]
    + wrapped(likelihood, width).map { StyledText($0, theme.text) }
}
