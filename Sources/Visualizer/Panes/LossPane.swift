import Canvas
import Learning

/// Training and held-out loss over steps.
enum LossPane: PaneContent {
  static let help = PaneHelp(
    title: "loss",
    text: "Mean negative log-likelihood of the batches and of held-out points, in nats. No model "
      + "gets below the target's entropy; what is left above it is the KL.",
    keys: [
      (.stepBack, "look at earlier steps"), (.travel(.toStart), "the start, and now"),
      (.resume, "go on from there"), (.view(.form), "the loss, or log KL"),
    ], mouse: "click, drag, wheel: a step")

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    let room = border.room
    var titles = PaneTitles()
    // The curve that flows are compared by is in nats, whatever training minimises.
    let unit = state.abilities.contains(.density) ? "nats" : state.objective?.unit ?? "nats"
    titles.top.left = StyledText("loss", border.name) + StyledText(" · \(unit)", theme.faint)
    titles.top.right =
      state.heldOut.map { heldOutTitle($0, state, room: room - 14, theme) }
      ?? state.score?.title(room: room - (titles.top.left?.width ?? 0) - 3, theme)
    if state.showsDivergence {
      titles.top.left =
        StyledText("KL to target", border.name) + StyledText(" · nats, log", theme.faint)
      titles.top.right = state.heldOut?.kl.flatMap { kl in
        state.isSingular
          ? StyledText("no density", theme.alarm)
          : StyledText("\(state.heldOutName) ", theme.faint)
            + StyledText(kl.text(3).shows("kl"), theme.model)
            + StyledText(state.measuredStep.map { " " + $0 } ?? "", theme.faint)
      }
    }
    let isReading = state.lossCursor != nil || state.pastStep != nil
    titles.bottom.left =
      isReading
      ? lossReadoutForms(state, theme).first { $0.width <= room }
      : overfitting(state, theme).flatMap { $0.width <= room ? $0 : nil }
        ?? belowFloor(state, room: room, theme)
    let form =
      state.kind.map { $0.likelihood != .exact } == true && !state.showsDivergence
      ? "" : "a: " + (state.showsDivergence ? "the loss" : "log KL")
    let keys = state.lossCursor == nil ? "←→ read" : "Enter goes there"
    let free = room - (titles.bottom.left?.width ?? 0) - 3
    let hints =
      state.focus == .loss ? (form.isEmpty ? [keys] : ["\(keys) · \(form)", keys]) : [form]
    titles.bottom.right = hints.first { $0.count <= free }.map { StyledText($0, theme.faint) }
    return titles
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    drawLoss(state, in: inside, on: &canvas)
  }

  /// A click on the curve goes to the step there.
  static func click(column: Int, row: Int, in frame: Rect, _ state: State) -> Action? {
    lossStep(column: column, row: row, in: frame, state).map { .travel(.to($0)) }
  }
}

/// Training and held-out NLL over steps, with the entropy floor; or the KL on a logarithmic axis.
///
/// - Returns: where the axes are.
@discardableResult
func drawLoss(_ state: State, in inside: Rect, on canvas: inout Canvas) -> PlotLayout {
  let plot =
    state.showsDivergence ? divergencePlot(state) : lossPlot(state, width: inside.columns)
  return canvas.drawPlot(plot, in: inside, medium: state.medium)
}

/// The loss curves as a plot. Its range leaves out the very high losses of the first steps, so that the
/// rest can be seen.
///
/// - Parameter width: cells across; the training loss is averaged over what one cell covers.
func lossPlot(_ state: State, width: Int) -> Plot {
  let theme = Theme(state.medium)
  let history = state.snapshot?.history ?? LossHistory()
  var training = averaged(history.training, into: max(1, width))
  var trainingLabel = "training"
  let floors = state.entropyFloors
  if let objective = state.objective, objective.scale == .divergence,
    floors.last?.entropy != nil
  {
    // Lifted by the entropy, a divergence has the same floor as the held-out NLL.
    for index in training.indices {
      let floor = floors.first { training[index].x <= Double($0.steps.upperBound) } ?? floors.last
      training[index].y += floor?.entropy ?? .nan
    }
    trainingLabel = "\(objective.name) + entropy"
  }
  let heldOut = history.heldOut.map { SIMD2(Double($0.step), $0.value.nll) }
  let references = state.abilities.contains(.density) ? lossReferences(state, theme) : []
  var yRange = Plot.range(of: (training + heldOut).map(\.y), ignoringHighest: 0.02)
  if let range = yRange {
    let low = min(range.lowerBound, references.map(\.y).min() ?? range.lowerBound)
    let margin = max(0.06 * (range.upperBound - low), 0.02)
    yRange = (low - margin)...(range.upperBound + margin)
  }
  var plot = Plot(
    series: [
      .init(points: training, style: theme.faint, label: trainingLabel),
      .init(points: heldOut, style: theme.model, label: state.heldOutName),
    ],
    references: references,
    xRange: 0...max(100, Double(state.snapshot?.step ?? 0)), yRange: yRange, xLabel: "step",
    cursor: (state.lossCursor ?? state.pastStep).map { Double($0) },
    emptyText: "no step taken yet", axisStyle: theme.faint)
  plot.bands = floors.compactMap { divergenceBand($0, under: heldOut, theme) }
  plot.marks = targetMarks(floors, theme)
  if let best = state.snapshot?.bestStep, best > 0 {
    plot.marks.append(
      .init(x: Double(best), label: "best \(best.grouped)", style: theme.strong))
  }
  return plot
}

/// The line to compare the loss with: the entropy, which no model gets below. A user's points have a
/// Gaussian fit instead, which every flow should get below.
///
/// After a change of target each part of the run has the entropy of its own target, where that is known.
private func lossReferences(_ state: State, _ theme: Theme) -> [Plot.Reference] {
  let floors = state.entropyFloors
  let references = floors.enumerated().compactMap { index, floor -> Plot.Reference? in
    guard let entropy = floor.entropy else { return nil }
    let isLast = index == floors.count - 1
    let start = Double(floor.steps.lowerBound)
    return Plot.Reference(
      y: entropy, label: isLast ? "entropy " + entropy.text(3).shows("entropy") : "",
      style: theme.data,
      xRange: floors.count == 1
        ? nil : start...(isLast ? .greatestFiniteMagnitude : Double(floor.steps.upperBound)))
  }
  if !references.isEmpty { return references }
  guard let gaussian = state.ownPoints?.gaussianNLL(on: \.validation) else { return [] }
  return [.init(y: gaussian, label: "Gaussian fit \(gaussian.text(3))", style: theme.data)]
}

/// What lies between the curve and the floor, which is the KL; `nil` where there is no floor.
private func divergenceBand(
  _ floor: EntropyFloor, under curve: [SIMD2<Double>], _ theme: Theme
) -> Plot.Band? {
  let (start, end) = (floor.steps.lowerBound, floor.steps.upperBound)
  let upper = curve.filter {
    ($0.x > Double(start) || start == 0) && $0.x <= Double(end)
  }
  guard let entropy = floor.entropy, upper.count > 1 else { return nil }
  let lower = [upper.first, upper.last].compactMap { $0.map { SIMD2($0.x, entropy) } }
  return Plot.Band(lower: lower, upper: upper, style: theme.model, isOutlined: false)
}

/// A line where another target was chosen, with its name; none where there are too many to be read.
private func targetMarks(_ floors: [EntropyFloor], _ theme: Theme) -> [Plot.Mark] {
  guard floors.count <= 5 else { return [] }
  return floors.dropFirst().map {
    Plot.Mark(x: Double($0.steps.lowerBound), label: $0.target, style: theme.faint)
  }
}

/// At most `count` points: the means of neighbouring buckets.
private func averaged(_ buckets: [LossHistory.Bucket], into count: Int) -> [SIMD2<Double>] {
  let size = (buckets.count + count - 1) / count
  guard size > 1 else { return buckets.map { SIMD2($0.middle, $0.mean) } }
  return stride(from: 0, to: buckets.count, by: size).map { start in
    let group = buckets[start..<min(start + size, buckets.count)]
    let steps = group.map(\.count).reduce(0, +)
    let first = group.first?.firstStep ?? 0
    return SIMD2(
      Double(first) + Double(steps - 1) / 2, group.map(\.sum).reduce(0, +) / Double(steps))
  }
}

/// Since which step the model has been overfitting; `nil` where it has not.
private func overfitting(_ state: State, _ theme: Theme) -> StyledText? {
  state.snapshot?.overfittingSince.map {
    StyledText("overfitting since step \($0.grouped)", theme.alarm)
  }
}

/// Why the held-out NLL lies below the entropy; `nil` where it does not, or there is no room.
private func belowFloor(_ state: State, room: Int, _ theme: Theme) -> StyledText? {
  guard !state.showsDivergence, let mark = state.mark else { return nil }
  return state.belowFloor(mark.score.heldOut, atStep: mark.step).dropFirst()
    .first { $0.count + 12 <= room }.map { StyledText($0, theme.faint) }
}

/// The held-out NLL, or why it is infinite.
private func heldOutTitle(
  _ heldOut: HeldOut, _ state: State, room: Int, _ theme: Theme
) -> StyledText {
  if state.isSingular {
    return ["singular: there is no density", "no density"]
      .map { StyledText($0, theme.alarm) }.fitting(room) ?? ""
  }
  let number =
    StyledText("\(state.heldOutName) ", theme.faint)
    + StyledText(heldOut.nll.text(3).shows("nll"), theme.model)
    + StyledText(state.measuredStep.map { " " + $0 } ?? "", theme.faint)
  if heldOut.unconverged > 0 {
    let failure = state.family?.inverseMethod.failure ?? "not converged"
    let reason = ": \(failure) at \(heldOut.unconverged.grouped) of \(heldOut.count.grouped)"
    return number + StyledText(number.width + reason.count <= room ? reason : "", theme.alarm)
  }
  guard heldOut.impossible > 0 else { return number }
  let some = heldOut.impossible.grouped.shows("heldOut.impossible")
  let all = heldOut.count.grouped
  let reasons = [": \(some) of \(all) points have density 0", ": \(some) points at density 0"]
  let reason = reasons.first { number.width + $0.count <= room } ?? ""
  return number + StyledText(reason, theme.alarm)
}
