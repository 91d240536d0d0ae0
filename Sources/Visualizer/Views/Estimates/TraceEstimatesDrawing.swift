import Canvas
import Foundation

// Continuous flows: the exact trace beside Hutchinson's.
extension EstimatesScene {
  /// One continuous layer, or all of them.
  struct TraceRow: Sendable {
    var name: String
    /// ∫ −tr(∂f/∂x) dt, in nats.
    var exact: Double
    /// The estimate by each random vector, in the order in which the vectors were drawn.
    var draws: [Double]
    /// Evaluations of the vector field, x → z and z → x.
    var inverseEvaluations: Int
    var forwardEvaluations: Int

    var mean: Double { draws.isEmpty ? .nan : draws.reduce(0, +) / Double(draws.count) }
    var deviation: Double {
      let mean = mean
      let squares = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(max(1, draws.count - 1))).squareRoot()
    }
    var standardError: Double { deviation / Double(max(1, draws.count)).squareRoot() }

    /// The mean of the first 1, 2, 3… draws.
    var runningMeans: [Double] {
      var sum = 0.0
      return draws.enumerated().map { index, draw in
        sum += draw
        return sum / Double(index + 1)
      }
    }
  }

  func drawTrace(_ rows: [TraceRow], _ state: State, in body: Rect, on canvas: inout Canvas) {
    let chosen = state[LayerChoice.self].row(of: rows.count)
    let (plots, table) = parts(body, rows: rows.count + 5)
    let showsBoth = plots.rows >= 26
    let frames = plots.rows(.share(3), .share(showsBoth ? 2 : 0))
    let isOther = EstimatesView.showsErrors(state)
    if showsBoth || !isOther {
      drawMeans(rows[chosen], state, frames[0], on: &canvas)
    } else {
      drawWay(state, frames[0], on: &canvas)
    }
    if showsBoth { drawWay(state, frames[1], on: &canvas) }
    drawTraceTable(rows, chosen: chosen, state, table, on: &canvas)
  }

  /// The mean of more and more draws, on its way to the exact value.
  func meansPlot(_ row: TraceRow, _ state: State) -> Plot {
    let theme = Theme(state.medium)
    let count = max(2, row.draws.count)
    func points(_ values: [Double]) -> [SIMD2<Double>] {
      values.enumerated().map { SIMD2(Double($0 + 1), $1) }
    }
    let errors = (1...count).map { 2 * row.deviation / Double($0).squareRoot() }
    let reach = max(1.1 * row.deviation, 1e-4)
    var plot = Plot(
      series: [
        .init(
          points: [SIMD2(1, row.exact), SIMD2(Double(count), row.exact)], style: theme.data,
          label: "exact \(row.exact.text(4, plus: true))", isDotted: true),
        .init(points: points(row.runningMeans), style: theme.model, label: "mean of n draws"),
      ],
      xRange: 1...Double(count), yRange: (row.exact - reach)...(row.exact + reach),
      xLabel: "draws n", axisStyle: theme.faint, minimumLabelWidth: 6)
    plot.bands = [
      .init(
        lower: points(errors.map { row.exact - $0 }), upper: points(errors.map { row.exact + $0 }),
        style: theme.faint)
    ]
    return plot
  }

  private func drawMeans(_ row: TraceRow, _ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("Hutchinson's trace", theme.text)
          + StyledText(" · nats", theme.faint),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: StyledText(
          frame.columns >= 50 ? "shaded: exact ± 2 standard errors of n draws" : "± 2 SE",
          theme.faint)), state)
    guard !inside.isEmpty else { return }
    canvas.drawPlot(meansPlot(row, state), in: inside, medium: state.medium)
  }

  /// The exact trace along the way of the probe's point.
  private func drawWay(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("tr ∂f/∂x on the probe's way", theme.text)
          + StyledText(frame.columns >= 52 ? " · nats per unit of time" : "", theme.faint),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: frame.columns >= 50
          ? StyledText("its integral is log|det dx/dz|", theme.faint) : nil), state)
    guard !inside.isEmpty else { return }
    canvas.drawPlot(
      Plot(
        series: [.init(points: way, style: theme.model)],
        references: [.init(y: 0, label: "", style: theme.border)], xLabel: "t", wholeX: false,
        axisStyle: theme.faint, minimumLabelWidth: 6), in: inside, medium: state.medium)
  }

  private func drawTraceTable(
    _ rows: [TraceRow], chosen: Int, _ state: State, _ frame: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    // The sum over one layer would only repeat it.
    let isAlone = rows.count == 2
    let listed = isAlone ? Array(rows.prefix(1)) : sumFirst(rows)
    let table = EstimatesTable(
      columns: [
        .init(title: "exact", style: theme.data),
        .init(title: "Hutchinson", extra: 3, style: theme.model),
      ],
      rows: listed.map {
        .init(name: $0.name, numbers: [$0.exact, $0.mean], standardError: $0.standardError)
      },
      chosen: isAlone ? 0 : placeSumFirst(chosen, of: rows.count),
      keys: isAlone ? nil : "[ ] choose a layer")
    let notes = [
      "exact: tr ∂f/∂x by one tangent for each dimension, cheap in the plane; the densities on screen "
        + "use it.",
      "Hutchinson: εᵀ(∂f/∂x)ε with ε of ±1 costs one tangent in any dimension and is right on average. "
        + "One ε serves a whole solve, so that f stays one smooth field for the solver.",
      "In the plane ε has only two effects: every draw is the exact value plus or minus one number.",
      training(state),
    ]
    draw(
      table, facts: { facts(rows[chosen], theme, width: $0) }, notes: notes, state, frame,
      on: &canvas)
  }

  /// How far the estimate of a row is off, and what solving it took.
  private func facts(_ row: TraceRow, _ theme: Theme, width: Int) -> [StyledText] {
    let long = width >= 38
    func fact(_ label: String, _ value: String, _ style: Style) -> StyledText {
      factLine(label, StyledText(value, style), theme, width: width)
    }
    return [
      fact("Hutchinson − exact", NumberText.scientific(row.mean - row.exact), theme.model),
      fact(
        long ? "one draw, standard deviation" : "one draw, ± sd", row.deviation.text(4),
        theme.text),
      fact(
        long ? "evaluations of f, x to z (NFE)" : "NFE, x to z", row.inverseEvaluations.grouped,
        theme.text),
      fact(
        long ? "evaluations of f, z to x (NFE)" : "NFE, z to x", row.forwardEvaluations.grouped,
        theme.text),
    ]
  }
}
