import Canvas
import Foundation
import Learning

/// What each layer does to the data's points.
enum LayersView: View {
  static let name: ViewName = "layers"
  static let title = "layers: which one does the work"
  static let noun = "the layers"
  static let summary = "log|det| of every layer over the data"
  static let needs: Set<LearnerAbility> = [.inverse, .layers]

  static func scene(
    _ subject: ViewSubject, remembering memory: inout LayersMemory
  ) -> (any ViewScene)? { memory.scene(subject) }
}

/// The layers view: what each stage does to the data's points, on their way from z to x.
struct LayersScene: ViewScene {
  /// One stage over all points.
  struct Row: Sendable {
    var name: String
    /// Mean and standard deviation of log|det|, z → x, in nats.
    var mean: Double
    var spread: Double
    /// Root mean square of how far points move.
    var travel: Double
    /// Norm of the last batch's gradient; `nil` where it is not known.
    var gradient: Double?
    /// log|det| of every point, z → x, in nats.
    var terms: [Float] = []
  }
  var rows: [Row]
  /// Whether the stages are steps of solvers, which share their layer's parameters.
  var areSteps: Bool
  /// The data's points at every stage from z to x.
  var points: [[SIMD2<Float>]]
  var names: [String]
  var extent: Float
  /// Mean of Σ log|det| over the data, in nats.
  var total: Double { rows.reduce(0) { $0 + $1.mean } }

  init(_ journey: Journey, stages: [Stage], gradients: [Double], extent: Float) {
    points = journey.points
    names = ["z"] + stages.map(\.name)
    self.extent = extent
    areSteps = stages.contains(where: \.isSolverStep)
    let each =
      gradients.isEmpty || stages.count % gradients.count != 0
      ? nil : stages.count / gradients.count
    rows = stages.enumerated().map { index, stage in
      let terms = journey.logDets[index].map(Double.init)
      let count = Double(max(1, terms.count))
      let mean = terms.reduce(0, +) / count
      let variance = terms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let travel = zip(journey.points[index], journey.points[index + 1]).reduce(0.0) { sum, pair in
        let step = SIMD2<Double>(pair.1 - pair.0)
        return sum + (step * step).sum()
      }
      return Row(
        name: stage.name, mean: mean, spread: variance.squareRoot(),
        travel: (travel / count).squareRoot(), gradient: each.map { gradients[index / $0] },
        terms: journey.logDets[index])
    }
  }
}

/// What the layers view remembers.
struct LayersMemory: ViewMemory {
  private var scene = Memo<ModelKey, LayersScene>()
  private static let pointCount = 600

  mutating func scene(_ subject: ViewSubject) -> LayersScene? {
    guard let target = subject.state.target else { return nil }
    return scene.value(for: subject.key) {
      let data = Evaluation.draw(
        target, seed: subject.model.settings.seed, count: LayersMemory.pointCount)
      return LayersScene(
        subject.evaluator.journey(to: data, of: subject.model),
        stages: subject.evaluator.architecture.stages,
        gradients: subject.state.pastStep == nil
          ? subject.state.snapshot?.gradientNorms ?? [] : [],
        extent: Float(max(subject.state.baseExtent, subject.state.dataExtent)))
    }
  }
}

extension LayersScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let wide = body.columns >= 76
    let parts = body.columns(
      .share(1), .cells(wide ? min(body.columns * 9 / 20, 100) : 0))
    drawTable(state, parts[0], on: &canvas)
    if wide { drawFilm(state, parts[1], on: &canvas) }
  }

  private func drawTable(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let legend = barLegend(state)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("log|det| of each layer over the data", theme.text),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: StyledText("Σ mean ", theme.faint)
          + StyledText(total.text(3, plus: true), theme.strong),
        right: legend), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 3 else { return }
    // Steps of a solver share one gradient; the remarks tell it.
    let hasGradient = rows.contains { $0.gradient != nil } && !areSteps
    let hasTravel = inside.columns >= (hasGradient ? 54 : 46)
    let nameWidth = min(rows.map(\.name.count).max() ?? 5, 14)
    let numbers = 15 + (hasTravel ? 7 : 0) + (hasGradient ? 9 : 0)
    let bars = Rect(
      column: inside.column + nameWidth + 1, row: inside.row + 1,
      columns: max(0, inside.columns - nameWidth - numbers - 1) | 1, rows: 1)
    var head = "mean".leading(8) + "± sd".leading(7)
    if hasTravel { head += "moves".leading(7) }
    if hasGradient { head += "gradient".leading(9) }
    canvas.write(StyledText("layer", theme.faint), at: inside.column, inside.row)
    canvas.writeTrailing(StyledText(head, theme.faint), before: inside.endColumn, inside.row)

    let reach = rows.map { abs($0.mean) + $0.spread }.max() ?? 1
    var scale = 0.25
    while scale < reach, scale < 1e6 { scale *= 2 }
    if bars.columns >= 17 {
      let end = scale.text(scale < 1 ? 2 : 0)
      canvas.write(StyledText("−\(end)", theme.faint), at: bars.column, inside.row)
      canvas.write(StyledText("0", theme.faint), at: bars.column + bars.columns / 2, inside.row)
      canvas.writeTrailing(StyledText("+\(end)", theme.faint), before: bars.endColumn, inside.row)
    }
    let room = inside.rows - 1
    let remarks = remarks(width: inside.columns)
    let pitch = min(max((room - remarks.count - 2) / max(1, rows.count), 1), 5)
    let hidden = max(0, rows.count - room)
    let shown = rows.prefix(hidden > 0 ? room - 1 : rows.count)
    if hidden > 0 {
      let rest = rows[shown.count...]
      let mean = rest.reduce(0) { $0 + $1.mean }.text(3, width: 8, plus: true)
      let tail = StyledText(mean.trailing(numbers - 1), theme.faint)
      canvas.write(
        StyledText("\(rest.count) more", theme.faint), at: inside.column, inside.endRow - 1)
      canvas.writeTrailing(tail, before: inside.endColumn, inside.endRow - 1)
    }
    for (index, row) in shown.enumerated() {
      var bar = bars
      bar.row = inside.row + 1 + index * pitch
      canvas.write(
        StyledText(row.name.fitted(to: nameWidth), theme.text), at: inside.column, bar.row)
      drawMean(row, scale, bar, state, on: &canvas)
      if pitch >= 3 {
        bar.row += 1
        drawSpread(row, scale, bar, rows: pitch - 2, state, on: &canvas)
        bar.row -= 1
      }
      var text = row.mean.text(3, width: 8, plus: true) + row.spread.text(3, width: 7)
      if hasTravel { text += row.travel.text(2, width: 7) }
      if hasGradient {
        text += (row.gradient.map { $0.text(3, width: 9) } ?? "–".leading(9))
      }
      canvas.writeTrailing(StyledText(text, theme.text), before: inside.endColumn, bar.row)
    }
    let end = inside.row + 1 + shown.count * pitch
    for (offset, line) in remarks.enumerated() where end + 1 + offset < inside.endRow {
      canvas.write(StyledText(line, theme.faint), at: inside.column, end + 1 + offset)
    }
  }

  /// A bar for the mean, and a thread from one standard deviation below it to one above.
  private func drawMean(
    _ row: Row, _ scale: Double, _ bar: Rect, _ state: State, on canvas: inout Canvas
  ) {
    guard bar.columns >= 5 else { return }
    let theme = Theme(state.medium)
    let colors = DivergingMap(limit: 1, medium: state.medium)
    canvas.drawBar(
      row.mean, in: bar, range: -scale...scale, positive: colors.style(for: 1),
      negative: colors.style(for: -1), axis: theme.border, medium: state.medium)
    func column(_ value: Double) -> Int {
      let share = min(max((value / scale + 1) / 2, 0), 1)
      return bar.column + Int((share * Double(bar.columns - 1)).rounded())
    }
    guard row.spread.isFinite, row.mean.isFinite else { return }
    let (low, high) = (column(row.mean - row.spread), column(row.mean + row.spread))
    for place in low...high {
      guard canvas[place, bar.row].glyph == " " || canvas[place, bar.row].glyph == "│" else {
        continue
      }
      let glyph: Unicode.Scalar = place == low ? "├" : place == high ? "┤" : "─"
      canvas[place, bar.row] = Cell(low == high ? "│" : glyph, theme.faint)
    }
  }

  /// How log|det| is spread over the points: a histogram on the bars' own scale, as high as `rows`.
  private func drawSpread(
    _ row: Row, _ scale: Double, _ bar: Rect, rows: Int, _ state: State, on canvas: inout Canvas
  ) {
    guard bar.columns >= 9, rows > 0 else { return }
    var counts = [Int](repeating: 0, count: bar.columns)
    for term in row.terms where abs(Double(term)) <= scale {
      let share = (Double(term) / scale + 1) / 2
      counts[Int((share * Double(bar.columns - 1)).rounded())] += 1
    }
    guard let most = counts.max(), most > 0 else { return }
    let blocks: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let style = Theme(state.medium).faint
    for (column, count) in counts.enumerated() where count > 0 {
      // In eighths of a cell, from below.
      let height = max(1, count * 8 * rows / most)
      for level in 0..<rows where height > 8 * level {
        canvas[bar.column + column, bar.row + rows - 1 - level] = Cell(
          blocks[min(height - 8 * level, 8) - 1], style)
      }
    }
  }

  /// Which layer does the work, in words.
  private func remarks(width: Int) -> [String] {
    guard let volume = rows.max(by: { $0.spread < $1.spread }),
      let mover = rows.max(by: { $0.travel < $1.travel })
    else { return [] }
    let all = rows.reduce(0) { $0 + $1.travel * $1.travel }
    var words: [String] = []
    let share = all > 0 ? mover.travel * mover.travel / all : 0
    if rows.count > 1, all > 1e-12 {
      words.append(
        share * Double(rows.count) < 1.5
          ? "All \(areSteps ? "steps" : "layers") move points about as far."
          : "\(mover.name) moves points most, \((100 * share).text(0)) % of all squared movement.")
    }
    if areSteps, let gradient = rows.first?.gradient {
      words.append(
        "All steps share the field's parameters; their gradient is \(gradient.significant).")
    }
    if volume.spread > 1e-6 {
      words.append(
        "\(volume.name) shapes density most: its log|det| differs most from place to place, by "
          + "±\(volume.spread.text(2)) nats.")
    } else {
      words.append("No layer changes volume differently from place to place.")
    }
    return words.flatMap { wrapped($0, width) }
  }

  /// The data's points after every stage, as many pictures as fit.
  private func drawFilm(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let across = frame.columns >= 51 ? 3 : 2
    let width = frame.columns / across
    let high = max(1, frame.rows / max(4, (width - 2) / 2 + 2))
    let count = min(points.count, max(2, across * high))
    // The first is always z and the last x.
    let chosen = (0..<count).map { $0 * (points.count - 1) / max(1, count - 1) }
    let theme = Theme(state.medium)
    let rowsUsed = (count + across - 1) / across
    let lines = frame.rows((0..<rowsUsed).map { _ in .share(1) })
    for (index, stage) in chosen.enumerated() {
      let cell = lines[index / across].columns((0..<across).map { _ in .share(1) })[index % across]
      let name = stage == 0 ? "z" : stage == points.count - 1 ? "x" : names[stage]
      let style = stage == 0 || stage == points.count - 1 ? theme.strong : theme.text
      let inside = canvas.drawPanel(
        cell, top: BorderTitles(left: StyledText(name, style)), state)
      guard !inside.isEmpty else { continue }
      let viewport = Viewport(rect: inside, extent: extent)
      drawPoints(points[stage], theme.data, state, viewport, on: &canvas)
    }
  }
}
