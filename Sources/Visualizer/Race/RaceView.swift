import Canvas
import Learning

/// Where the panes of a race go.
struct RaceLayout {
  var lanes: [Rect] = []
  var plot: Rect?

  /// - Parameter body: the screen without its first and last line.
  init(_ body: Rect, lanes count: Int) {
    let plotRows = body.rows >= 18 ? min(16, body.rows / 3) : 0
    let square = (body.columns / count - 2 + 1) / 2 + 2
    // Two rows of two where a row of four would be small, and there is the height.
    let isStacked = count == 4 && body.columns < 116 && body.rows - plotRows >= 24
    let rows = isStacked ? 2 : 1
    let height = min(body.rows - plotRows, max(8, rows * square + (isStacked ? square : 0)))
    let parts = body.rows(.cells(height), .share(1))
    let perRow = (count + rows - 1) / rows
    for row in parts[0].rows(Array(repeating: .share(1), count: rows)) {
      lanes += row.columns(Array(repeating: .share(1), count: perRow))
    }
    lanes = Array(lanes.prefix(count))
    if parts[1].rows >= 5 { plot = parts[1] }
  }

  /// The lane at a cell.
  func lane(column: Int, row: Int) -> Int? {
    lanes.firstIndex { $0.contains(column: column, row: row) }
  }
}

extension State {
  /// Where a race's panes are on this screen.
  func raceLayout(_ race: Race) -> RaceLayout {
    RaceLayout(
      Rect(column: 0, row: 1, columns: columns, rows: max(0, rows - 2)), lanes: race.lanes.count)
  }
}

/// What a race shows, evaluated.
struct RaceScene {
  /// The density of each lane's model at its pane's pixels; empty before there is a model.
  var densities: [[Float]]
  /// Samples of each lane's learner that has no density.
  var samples: [[SIMD2<Float>]]
  /// The density at which the colour maps end.
  var maximum: Float
}

/// The densities of a race's flows, each evaluated once for a model and a pane.
///
/// Belongs to the thread that draws.
final class RaceObservatory {
  private struct Key: Hashable {
    var settings: Settings
    var step: Int
    var viewport: Viewport
  }
  private var evaluators: [Settings: Evaluator] = [:]
  private var densities: [Int: (key: Key, values: [Float])] = [:]
  private var maximum = Memo<String, Float?>()
  private var sampled: [Int: SampledLearner] = [:]

  /// Everything that the race on screen needs.
  func scene(of race: Race, _ state: State) -> RaceScene {
    RaceScene(
      densities: densities(of: race, state), samples: samples(of: race),
      maximum: state.target.flatMap { target in
        maximum.value(for: target.name) { Evaluation.maximum(of: target) }
      } ?? 0)
  }

  /// Samples of each lane's learner that has no density.
  private func samples(of race: Race) -> [[SIMD2<Float>]] {
    race.lanes.indices.map { lane in
      guard let run = race.snapshot?.lanes.dropFirst(lane).first?.run, let model = run.model,
        let learner = run.learner, !learner.abilities.contains(.density)
      else { return [] }
      return sampled[lane, default: SampledLearner()].samples(of: model, learner, count: 400)
    }
  }

  /// The density of each lane's model at its pane's pixels; empty before there is a model.
  private func densities(of race: Race, _ state: State) -> [[Float]] {
    let layout = state.raceLayout(race)
    evaluators = evaluators.filter { race.lanes.contains($0.key) }
    return race.lanes.indices.map { lane in
      guard
        let model = race.snapshot.flatMap({ snapshot in
          snapshot.lanes.indices.contains(lane) ? snapshot.lanes[lane].run.model : nil
        }), layout.lanes.indices.contains(lane)
      else { return [] }
      let viewport = raceViewport(layout.lanes[lane], state)
      let key = Key(settings: model.settings, step: model.step, viewport: viewport)
      if let held = densities[lane], held.key == key { return held.values }
      let evaluator = evaluators[model.settings] ?? (try? Evaluator(model.settings))
      evaluators[model.settings] = evaluator
      guard let evaluator else { return [] }
      let values = Evaluation.modelDensity(
        evaluator, model, viewport, coarse: race.running && viewport.pixelColumns > 24)
      densities[lane] = (key, values)
      return values
    }
  }
}

private func raceViewport(_ frame: Rect, _ state: State) -> Viewport {
  Viewport(rect: frame.inset(), extent: Float(state.dataExtent))
}

/// A race's header, lanes and plot.
/// - Returns: whether there is room for them.
func drawRace(
  _ race: Race, _ scene: RaceScene, _ state: State, on canvas: inout Canvas
) -> Bool {
  let layout = state.raceLayout(race)
  guard state.columns >= 20 * race.lanes.count / 2, state.rows >= 10 else {
    canvas.write(
      StyledText("enlarge, or Esc", Theme(state.medium).text), in: canvas.bounds,
      row: state.rows / 2, alignment: .center)
    return false
  }
  drawRaceHeader(race, state, on: &canvas)
  for (lane, frame) in layout.lanes.enumerated() {
    drawLane(
      lane, race, scene, state, in: frame, on: &canvas)
  }
  if let plot = layout.plot { drawRacePlot(race, state, in: plot, on: &canvas) }
  return true
}

private func drawRaceHeader(_ race: Race, _ state: State, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let title =
    StyledText("race", theme.strong) + StyledText(" on ", theme.faint)
    + StyledText(state.targetTitle, theme.data)
  let seed = StyledText(" · seed \(race.lanes[0].seed)", theme.faint)
  let rule = race.fairness == .steps ? "equal steps" : "equal time"
  let sign = race.running ? "▶ " : state.medium.glyphs == .ascii ? "= " : "‖ "
  let status = StyledText(sign + rule + " ", race.running ? theme.strong : theme.faint)
  let whole = title + seed
  let fits = whole.width + status.width + 3 <= canvas.columns
  canvas.write(fits ? whole : title, at: 1, 0)
  canvas.writeTrailing(status, before: canvas.columns, 0)
}

/// The colour of a lane: accents that no other meaning has.
private func laneStyle(_ lane: Int, _ state: State) -> Style {
  let theme = Theme(state.medium)
  guard state.medium.colors != .mono else { return lane == 0 ? theme.model : theme.text }
  let dark = state.medium.backdrop == .dark
  switch lane {
  case 0: return theme.model
  case 1: return theme.data
  case 2: return Style(foreground: dark ? RGB(0xE8_D44D) : RGB(0x7A_6A00))
  default: return theme.text
  }
}

private func drawLane(
  _ lane: Int, _ race: Race, _ scene: RaceScene, _ state: State, in frame: Rect,
  on canvas: inout Canvas
) {
  let (density, samples, maximum) = (scene.densities[lane], scene.samples[lane], scene.maximum)
  let theme = Theme(state.medium)
  let run = race.snapshot?.lanes.indices.contains(lane) == true ? race.snapshot?.lanes[lane] : nil
  let isFocused = lane == race.focus
  let style = laneStyle(lane, state)
  let isFirst = race.ranking?.first == lane
  let room = frame.columns - 6
  let heldOut = run?.run.heldOut
  let measure = race.snapshot?.measure ?? .likelihood
  let score = run?.run.score?.text(by: measure) ?? (measure == .likelihood ? "KL –" : "D² –")
  let isDoubtful =
    heldOut.map { !$0.warnings(race.lanes[lane], entropy: state.target?.entropy).isEmpty } ?? false
  let pace = run.map { "\(Int($0.stepsPerSecond.rounded()).grouped)/s" } ?? ""
  let step = run.map { "step \($0.run.step.grouped)" } ?? ""
  var top = BorderTitles(left: StyledText(race.lanes[lane].flow, style.emphasised))
  if isFirst { top.right = StyledText("leads", theme.strong) }
  let wide = room >= score.count + pace.count + step.count + 10
  let inside = canvas.drawFrame(
    frame, top: top,
    bottom: BorderTitles(
      left: StyledText(score, theme.strong) + StyledText(isDoubtful ? " ✗" : "", theme.alarm),
      center: wide ? StyledText(step, theme.faint) : nil, right: StyledText(pace, theme.faint)),
    style: isFocused ? theme.focusedBorder : theme.border,
    heavy: isFocused && state.medium.colors == .mono, medium: state.medium)
  if let trouble = run?.run.trouble {
    for (row, line) in wrapped(trouble, max(1, inside.columns)).prefix(inside.rows).enumerated() {
      canvas.write(line, at: inside.column, inside.row + row, style: theme.alarm)
    }
    return
  }
  guard !density.isEmpty || !samples.isEmpty else {
    canvas.write(
      StyledText("preparing", theme.faint), in: inside, row: inside.rows / 2, alignment: .center)
    return
  }
  let top2 = maximum > 0 ? maximum : density.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
  let heights = density.map { ($0 / max(top2, 1e-30)).squareRoot() }
  if density.isEmpty {
    drawPoints(samples, style, state, raceViewport(frame, state), on: &canvas)
  } else {
    canvas.drawHeatmap(
      heights, in: inside, map: state.colorMap, range: 0...1, fade: 0.25, medium: state.medium)
  }
  // What the border has no room for stands on the picture.
  if room < race.lanes[lane].flow.count + 8, isFirst {
    canvas.write(StyledText("leads", theme.strong), in: inside, alignment: .trailing)
  }
  if room < score.count + pace.count + 3 {
    canvas.write(
      StyledText(pace, theme.text), in: inside, row: inside.rows - 1, alignment: .trailing)
  }
}

/// What the lanes are compared by, over what the race is fair in.
private func drawRacePlot(_ race: Race, _ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let byTime = race.fairness == .time
  let measure = race.snapshot?.measure ?? .likelihood
  let inside = canvas.drawFrame(
    frame,
    top: BorderTitles(
      left: StyledText(measure.title.name, theme.text)
        + StyledText(" · \(measure.title.unit)", theme.faint),
      right: StyledText(byTime ? "over computing time" : "over steps", theme.faint)),
    style: theme.border, medium: state.medium)
  let lanes = race.snapshot?.lanes ?? []
  // Where there is little room, the colours of the names above tell the curves apart.
  let showsLabels = state.medium.colors == .mono || inside.rows >= 9
  let series = lanes.enumerated().map { index, lane in
    let pace = byTime && lane.run.step > 0 ? lane.seconds / Double(lane.run.step) : 1
    return Plot.Series(
      points: lane.run.history.scores.compactMap { mark in
        mark.score.value(by: measure).map { SIMD2(Double(mark.step) * pace, $0) }
      },
      style: laneStyle(index, state), label: showsLabels ? lane.run.settings.flow : nil,
      isDotted: index == 3)
  }
  let entropy = measure == .likelihood ? state.target?.entropy : nil
  let values = series.flatMap { $0.points.map(\.y) }
  var yRange = Plot.range(of: values, ignoringHighest: 0.05)
  if let range = yRange {
    let low = min(range.lowerBound, entropy ?? range.lowerBound)
    let margin = max(0.06 * (range.upperBound - low), 0.02)
    yRange = (low - margin)...(range.upperBound + margin)
  }
  let last = series.compactMap { $0.points.last?.x }.max() ?? 0
  let plot = Plot(
    series: series,
    references: entropy.map {
      [.init(y: $0, label: "entropy \($0.text(3))", style: theme.faint)]
    } ?? [],
    xRange: 0...max(byTime ? 1 : 100, last), yRange: yRange, xLabel: byTime ? "s" : "step",
    wholeX: !byTime, emptyText: "no step taken yet", axisStyle: theme.faint)
  canvas.drawPlot(plot, in: inside, medium: state.medium)
}
