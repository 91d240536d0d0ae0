import Canvas
import Foundation
import Learning

extension RaceScene {
  /// Draws lanes and plot, where the race's own layout has them.
  func draw(_ state: State, in _: Rect, on canvas: inout Canvas) {
    let table = RaceTable(race, passes: lanes.map(\.passes), state)
    if race.showsOnlyTable, layout.plot == nil {
      table.draw(in: layout.body, on: &canvas)
      return
    }
    for (index, frame) in layout.lanes.enumerated() {
      drawLane(index, state, in: frame, on: &canvas)
    }
    guard let plot = layout.plot else { return }
    if race.showsTable {
      // Above the curves, as far as there is room for them.
      let rest = plot.rows - table.rows
      let parts = plot.rows(.cells(rest >= 6 ? table.rows : plot.rows), .share(1))
      table.draw(in: parts[0], on: &canvas)
      if rest >= 6 { drawRacePlot(race, state, in: parts[1], on: &canvas) }
      return
    }
    // Beside the curves there is room for their numbers.
    let parts = plot.columns(
      .share(1), .cells(plot.columns >= 130 && plot.rows >= 8 ? RaceTable.columns : 0))
    drawRacePlot(race, state, in: parts[0], on: &canvas)
    if !parts[1].isEmpty { table.draw(in: parts[1], on: &canvas) }
  }

  private func drawLane(_ index: Int, _ state: State, in frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let texts = LaneTexts(index, race, isDoubtful: lanes[index].isDoubtful, state)
    let room = frame.columns - 6
    let isFocused = index == race.focus
    let inside = canvas.drawFrame(
      frame, top: texts.top, bottom: texts.bottom(room: room),
      style: isFocused ? theme.focusedBorder : theme.border,
      heavy: isFocused && state.medium.colors == .mono, medium: state.medium)
    if let trouble = race.report(ofLane: index)?.run.trouble {
      for (row, line) in wrapped(trouble, max(1, inside.columns)).prefix(inside.rows).enumerated() {
        canvas.write(line, at: inside.column, inside.row + row, style: theme.alarm)
      }
      return
    }
    let plane = lanes[index].plane
    guard plane != nil || !lanes[index].samples.isEmpty else {
      canvas.write(
        StyledText("preparing", theme.faint), in: inside, row: inside.rows / 2, alignment: .center)
      return
    }
    if let plane {
      // Where the target's greatest density is unknown, the lane's own is full light.
      drawPlane(
        plane, maximum: maximum > 0 ? maximum : plane.density.filter(\.isFinite).max() ?? 1,
        baseMaximum: exp(plane.logBase.filter(\.isFinite).max() ?? 0), under: .nothing, state,
        state.dataViewport(frame), on: &canvas)
    } else {
      drawPoints(
        lanes[index].samples, laneStyle(index, state), state, state.dataViewport(frame), on: &canvas
      )
    }
    // What the border has no room for stands on the picture.
    if room < texts.score.count + texts.measuredStep.count {
      canvas.write(StyledText(texts.measuredStep, theme.text), in: inside, row: inside.rows - 1)
    }
    if texts.isFirst, room < texts.flow.count + 8 {
      canvas.write(StyledText("leads", theme.strong), in: inside, alignment: .trailing)
    }
    if room < texts.score.count + texts.measuredStep.count + texts.pace.count + 3 {
      canvas.write(
        StyledText(texts.pace, theme.text), in: inside, row: inside.rows - 1, alignment: .trailing)
    }
  }
}

/// What a lane's border says.
private struct LaneTexts {
  var flow: String
  /// The distance to the target where it is known, else what the race compares.
  var score: String
  /// The step that the score was measured at, where the lane is farther now: ` @1,200`.
  var measuredStep: String
  var step: String
  var pace: String
  /// Whether the lane is the closest to the target.
  var isFirst: Bool
  var isDoubtful: Bool
  private let style: Style
  private let theme: Theme

  init(_ lane: Int, _ race: Race, isDoubtful: Bool, _ state: State) {
    let lanes = (state.raceReadout ?? race.snapshot)?.lanes ?? []
    let report = lanes.indices.contains(lane) ? lanes[lane] : nil
    flow = race.lanes[lane].flow
    let measure = race.snapshot?.measure ?? .likelihood
    score =
      report?.run.score?.text(by: measure) ?? (measure == .likelihood ? "KL –" : "D² –")
    measuredStep =
      report?.run.history.scores.last.flatMap {
        $0.step == report?.run.step ? nil : " @" + $0.step.grouped
      } ?? ""
    step = report.map { "step \($0.run.step.grouped)" } ?? ""
    pace = report.map { "\(Int($0.stepsPerSecond.rounded()).grouped)/s" } ?? ""
    isFirst = race.ranking?.first == lane
    self.isDoubtful = isDoubtful
    style = laneStyle(lane, state)
    theme = Theme(state.medium)
  }

  var top: BorderTitles {
    var titles = BorderTitles(left: StyledText(flow, style.emphasised))
    if isFirst { titles.right = StyledText("leads", theme.strong) }
    return titles
  }

  /// - Parameter room: cells that the border has for text.
  func bottom(room: Int) -> BorderTitles {
    let isWide = room >= score.count + measuredStep.count + pace.count + step.count + 10
    let age = room < score.count + measuredStep.count ? "" : measuredStep
    return BorderTitles(
      left: StyledText(score, theme.strong) + StyledText(age, theme.faint)
        + StyledText(isDoubtful ? " ✗" : "", theme.alarm),
      center: isWide ? StyledText(step, theme.faint) : nil, right: StyledText(pace, theme.faint))
  }
}

/// The title line of a race: its target, its seed, and what is equal for all lanes.
func drawRaceHeader(_ race: Race, _ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let title =
    StyledText("race", theme.strong) + StyledText(" on ", theme.faint)
    + StyledText(state.targetTitle, theme.data)
  let seed = StyledText(" · seed \(race.lanes[0].seed)", theme.faint)
  let rule = race.fairness == .steps ? "equal steps" : "equal time"
  let sign = race.running ? "▶ " : state.medium.glyphs == .ascii ? "= " : "‖ "
  let status = StyledText(sign + rule + " ", race.running ? theme.strong : theme.faint)
  let whole = title + seed
  let fits = whole.width + status.width + 3 <= frame.columns
  canvas.write(fits ? whole : title, at: frame.column + 1, frame.row)
  canvas.writeTrailing(status, before: frame.endColumn, frame.row)
  guard state.picture != .density else { return }
  // What the colours of the boards mean, as far as there is room.
  let room = frame.columns - (fits ? whole : title).width - status.width - 7
  let legend = gridLegend(state, width: room)
  if legend.width <= room {
    canvas.writeTrailing(legend, before: frame.endColumn - status.width - 3, frame.row)
  }
}

/// The colour of a lane: accents that no other meaning has.
func laneStyle(_ lane: Int, _ state: State) -> Style {
  let theme = Theme(state.medium)
  guard state.medium.colors != .mono else { return lane == 0 ? theme.model : theme.text }
  let dark = state.medium.backdrop == .dark
  switch lane {
  case 0: return theme.model
  case 1: return theme.data
  case 2 where !state.medium.backdropIsKnown: return Style(foreground: RGB(0x94_7F00))
  case 2: return Style(foreground: dark ? RGB(0xE8_D44D) : RGB(0x7A_6A00))
  default: return theme.text
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
