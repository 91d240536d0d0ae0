import Canvas
import Learning

/// The loss and the two parts it is made of.
enum LossView: View {
  static let name: ViewName = "loss"
  static let title = "loss: its two parts"
  static let noun = "the loss"
  static let summary = "the loss and the two parts it is made of"
  static let forms = 2
  static let keys = [ViewKey(.form, "linear, or log scale")]
  /// Whatever learns has a loss.
  static let needs: Set<LearnerAbility> = []

  static func showsSingular(_ state: State) -> Bool { false }

  static func scene(
    _ subject: PointSubject, remembering memory: inout NoViewMemory
  ) -> (any ViewScene)? { LossScene() }

  /// A click on a curve goes to the step there.
  static func click(column: Int, row: Int, in body: Rect, on state: inout State) -> Action? {
    lossViewStep(column: column, row: row, in: body, state).map { .travel(.to($0)) }
  }

  static func scroll(_ notches: Int, column: Int, row: Int, _ state: State) -> Action? {
    .travel(.by(notches))
  }

  static func readsLoss(_ state: State) -> Bool { true }

  /// Whether it shows the distance from the entropy, on a logarithmic scale.
  static func isLogarithmic(_ state: State) -> Bool { form(in: state) == 1 && hasKL(state) }

  /// Whether the density is exact, so that there may be a KL to show.
  static func hasKL(_ state: State) -> Bool { state.kind.map { $0.likelihood == .exact } ?? true }

  static func formMessage(_ state: State) -> String? {
    hasKL(state) ? nil : "\(state.settings.flow) has no exact density: this view has one form"
  }
}

/// The loss view: the loss, the two parts that it is made of, and what is left above the entropy.
struct LossScene: ViewScene {
  func caption(_ state: State) -> Caption {
    if !hasParts(state) { return lossCaption(state) }
    var measured = Measurements()
    measured.heldOut = state.lossReadout.heldOut
    guard let nll = measured.number("nll"), let base = measured.number("nll.base"),
      let volume = measured.number("nll.volume"), nll.isFinite, base.isFinite
    else { return Caption("nothing is measured on held-out points yet") }
    let place = "at step \(state.lossReadout.step.grouped)"
    let age = state.lossReadout.measuredStep.map { " " + $0 } ?? ""
    if LossView.isLogarithmic(state), let kl = measured.number("kl") {
      return Caption(
        "\(place) the KL to the target\(age)\(divergenceWords(kl, state))",
        "KL \(kl.text(3).shows("kl"))\(age) \(place)")
    }
    let part = ((volume < 0 ? "− " : "+ ") + abs(volume).text(3)).shows("nll.volume")
    let cause = (volume < 0 ? "since f contracts" : "since f expands").shows("nll.volume")
    let (total, first) = (nll.text(3).shows("nll"), base.text(3).shows("nll.base"))
    return Caption(
      "\(place) NLL \(total)\(age) = \(first) for where the data lie in z \(part) \(cause)",
      "NLL \(total)\(age) = \(first) for where the data lie in z \(part) \(cause)",
      "NLL \(total)\(age) = \(first) in z \(part) \(cause)", "NLL \(total)\(age)"
    )
  }

  /// Whether the loss is the NLL of a flow, which has one part from z and one from the volume.
  func hasParts(_ state: State) -> Bool { state.abilities.contains(.inverse) }

  /// The loss of what is no flow, and how good its samples are.
  private func lossCaption(_ state: State) -> Caption {
    let readout = state.lossReadout
    guard let loss = readout.training else { return Caption("no step is taken yet") }
    let unit = state.objective.map { " \($0.unit)" } ?? ""
    let now = "at step \(readout.step.grouped) the loss is \(loss.text(3).shows("loss"))\(unit)"
    let score = state.score?.shortForm.map {
      "\($0.label) \($0.number.trimmingCharacters(in: .whitespaces))"
    }
    return Caption(forms: (score.map { ["\(now); \($0)"] } ?? []) + [now])
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let frames = frames(body, hasParts: hasParts(state))
    drawTotal(state, frames.total, on: &canvas)
    drawParts(state, frames.parts, on: &canvas)
    if !frames.numbers.isEmpty { drawNumbers(state, frames.numbers, on: &canvas) }
    guard !frames.other.isEmpty, LossView.hasKL(state) else { return }
    drawCurve(!LossView.isLogarithmic(state), state, frames.other, on: &canvas)
  }

  /// Where the parts go. A large screen shows the form that is not chosen as well, below the numbers.
  func frames(
    _ body: Rect, hasParts: Bool
  ) -> (total: Rect, parts: Rect, numbers: Rect, other: Rect) {
    let width = body.columns >= 150 ? body.columns * 2 / 5 : body.columns >= 110 ? 40 : 28
    let columns = body.columns(.share(1), .cells(body.columns >= 76 ? width : 0))
    let plots = columns[0].rows(.share(1), .share(hasParts && body.rows >= 14 ? 1 : 0))
    // Aligned with the plots beside it.
    let side = columns[1].rows(.share(1), .share(body.rows >= 40 && body.columns >= 150 ? 1 : 0))
    return (plots[0], plots[1], side[0], side[1])
  }

  @discardableResult
  func drawTotal(_ state: State, _ frame: Rect, on canvas: inout Canvas) -> PlotLayout? {
    drawCurve(LossView.isLogarithmic(state), state, frame, on: &canvas)
  }

  /// The loss, or what is left of it above the entropy.
  @discardableResult
  private func drawCurve(
    _ logarithmic: Bool, _ state: State, _ frame: Rect, on canvas: inout Canvas
  ) -> PlotLayout? {
    let theme = Theme(state.medium)
    let isChosen = logarithmic == LossView.isLogarithmic(state)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: logarithmic
          ? StyledText("KL to the target", theme.text)
            + StyledText(" · nats, log scale", theme.faint)
          : lossTitle(state, theme)),
      bottom: isChosen
        ? BorderTitles(
          left: lossReadoutForms(state, theme).first { $0.width + 18 <= frame.columns },
          right: StyledText(
            LossView.hasKL(state) ? "a: " + (logarithmic ? "the loss" : "log scale") : "",
            theme.faint))
        : BorderTitles(), state)
    let plot = logarithmic ? divergencePlot(state) : lossPlot(state, width: inside.columns)
    return canvas.drawPlot(plot, in: inside, medium: state.medium)
  }

  /// What the loss is, and its unit.
  private func lossTitle(_ state: State, _ theme: Theme) -> StyledText {
    let isNLL = state.abilities.contains(.density)
    let name = hasParts(state) ? "negative log-likelihood" : "loss"
    return StyledText(name, theme.text)
      + StyledText(" · \(isNLL ? "nats" : state.objective?.unit ?? "nats")", theme.faint)
  }

  /// −E[log p_z] and E[log|det dx/dz|]: what the loss is made of.
  func partsPlot(_ state: State) -> Plot {
    let theme = Theme(state.medium)
    let heldOut = state.snapshot?.history.heldOut ?? []
    func series(_ value: (HeldOut) -> Double) -> [SIMD2<Double>] {
      heldOut.map { SIMD2(Double($0.step), value($0.value)) }
    }
    return Plot(
      series: [
        .init(points: series(\.baseTerm), style: theme.data, label: "−E log p_z(z)"),
        .init(
          points: series(\.volumeTerm), style: theme.strong, label: "+ E log|det dx/dz|",
          isDotted: true),
        .init(points: series(\.nll), style: theme.model, label: "their sum"),
      ],
      references: [.init(y: 0, label: "", style: theme.border)],
      xRange: 0...max(100, Double(state.snapshot?.step ?? 0)), xLabel: "step",
      cursor: (state.lossCursor ?? state.pastStep).map(Double.init), emptyText: "no step taken yet",
      axisStyle: theme.faint, minimumLabelWidth: 5)
  }

  @discardableResult
  func drawParts(_ state: State, _ frame: Rect, on canvas: inout Canvas) -> PlotLayout? {
    guard !frame.isEmpty else { return nil }
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("its two parts, \(state.heldOutName)", theme.text)
          + StyledText(" · nats", theme.faint)
      ),
      state)
    return canvas.drawPlot(partsPlot(state), in: inside, medium: state.medium)
  }

  private func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let readout = state.lossReadout
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("at step \(readout.step.grouped)", theme.text),
        right: readout.measuredStep.map {
          StyledText(frame.columns >= 34 ? "measured \($0)" : $0, theme.faint)
        }),
      bottom: BorderTitles(
        right: StyledText(
          state.lossCursor == nil ? "←→ read" : frame.columns >= 36 ? "Enter goes there" : "Enter",
          theme.faint)), state
    ).inset(columns: 1, rows: 0)
    guard hasParts(state) else {
      var lines = learningLines(state, width: inside.columns)
      if let score = state.score?.title(room: inside.columns, theme) { lines += ["", score] }
      canvas.write(lines: lines, in: inside)
      return
    }
    guard let heldOut = readout.heldOut, !inside.isEmpty else { return }
    let width = min(inside.columns, 60)
    func fact(
      _ label: String, _ value: Double, _ style: Style, plus: Bool = false, _ reading: String
    ) -> StyledText {
      let digits = value.text(3, width: 7, plus: plus).shows(reading)
      return factLine(label, StyledText(digits, style), theme, width: width)
    }
    let sign = sumSign([heldOut.baseTerm, heldOut.volumeTerm], to: heldOut.nll, decimals: 3)
    var lines = [
      fact("−E log p_z(z)", heldOut.baseTerm, theme.data, "nll.base"),
      fact(
        width >= 27 ? "+ E log|det dx/dz|" : "+ E log|det|", heldOut.volumeTerm, theme.text,
        plus: true, "nll.volume"),
      fact(
        width >= 27 ? "\(sign) NLL, \(state.heldOutName)" : "\(sign) NLL", heldOut.nll,
        theme.model.emphasised, "nll"),
      fact("  standard error", heldOut.standardError, theme.faint, "nll.error"),
    ]
    if let entropy = state.entropyFloor(atStep: readout.heldOutStep ?? readout.step)?.entropy {
      lines.append(fact("entropy, floor", entropy, theme.data, "entropy"))
    }
    if let kl = heldOut.kl { lines.append(fact("KL to target", kl, theme.strong, "kl")) }
    if let training = readout.training {
      lines.append(fact("\(state.trainingName) batches", training, theme.faint, "loss"))
    }
    let base = 1 + log2Pi
    let belowFloor = state.belowFloor(heldOut, atStep: readout.heldOutStep ?? readout.step)
    let words =
      belowFloor.prefix(1) + [
        "The first part pulls the points toward the middle of base space; the second stops them from "
          + "all falling onto it, for that would take contracting.",
        "←→ move the cursor, Enter or a click goes to its step.",
        "A perfect flow leaves the base's own entropy in the first part: \(base.text(3)) nats for N(0, I).",
      ]
    for word in words {
      lines.append(note: word, width: inside.columns, rows: inside.rows, theme)
    }
    canvas.write(lines: lines, in: inside)
  }

  /// ln 2π, so that 1 + ln 2π is the entropy of N(0, I) in the plane.
  private var log2Pi: Double { 1.837_877_066_409_345 }
}

/// The step under a cell of the loss view; `nil` outside its axes.
func lossViewStep(column: Int, row: Int, in body: Rect, _ state: State) -> Int? {
  var canvas = Canvas(columns: state.columns, rows: state.rows)
  let scene = LossScene()
  let frames = scene.frames(body, hasParts: scene.hasParts(state))
  return [
    scene.drawTotal(state, frames.total, on: &canvas),
    scene.drawParts(state, frames.parts, on: &canvas),
  ].compactMap { $0.flatMap { lossStep(column: column, row: row, on: $0) } }.first
}
