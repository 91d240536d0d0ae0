import Canvas
import Flows
import Foundation
import Learning

// Residual flows: three log-determinants side by side.
extension EstimatesScene {
  func drawResidual(
    _ rows: [Row], draws: Int, _ state: State, in body: Rect, on canvas: inout Canvas
  ) {
    let chosen = state[LayerChoice.self].row(of: rows.count)
    let (plots, table) = parts(body, rows: rows.count)
    let showsBoth = plots.rows >= 26
    let frames = plots.rows(.share(3), .share(showsBoth ? 2 : 0))
    let logarithmic = EstimatesView.showsErrors(state)
    if showsBoth || !logarithmic {
      drawSums(rows[chosen], state, frames[0], on: &canvas)
    } else {
      drawErrors(rows[chosen], state, frames[0], on: &canvas)
    }
    if showsBoth { drawErrors(rows[chosen], state, frames[1], on: &canvas) }
    drawTable(rows, chosen: chosen, draws: draws, state, table, on: &canvas)
  }

  /// Where the plots go, and the table.
  func parts(_ body: Rect, rows: Int) -> (plots: Rect, table: Rect) {
    if body.columns >= 76 {
      let width = min(max(body.columns * 2 / 5, 41), 64) | 1
      let parts = body.columns(.share(1), .cells(width))
      return (parts[0], parts[1])
    }
    let tableRows = min(rows + 3, max(5, body.rows * 3 / 5))
    let parts = body.rows(.share(1), .cells(body.rows >= 14 ? tableRows : 0))
    return (parts[0], parts[1])
  }

  /// The sum after 1, 2, 3… terms, on its way to the exact value.
  func sumsPlot(_ row: Row, _ state: State) -> Plot {
    let theme = Theme(state.medium)
    // Up to where the sums have settled, and at least a few terms more than training takes.
    let settled = row.series.firstIndex { abs($0 - row.exact) < 1e-4 } ?? row.series.count
    let count = min(row.series.count, max(ResidualEstimator.trainingTerms, settled) + 4)
    func points(_ values: [Double]) -> [SIMD2<Double>] {
      values.prefix(count).enumerated().map { SIMD2(Double($0 + 1), $1) }
    }
    let error = row.series.reduce(0) { max($0, abs($1 - row.exact)) }
    // The range shows where the band of the bounds begins, unless that would squeeze the sums flat.
    let reach = max(1.3 * error, min(1.1 * (row.boundsHere.first ?? 0), 5 * error), 0.01)
    let cost = ResidualEstimator.meanTerms
    let last = Double(max(2, count))
    var plot = Plot(
      series: [
        .init(
          points: [SIMD2(1, row.exact), SIMD2(last, row.exact)], style: theme.data,
          label: "exact \(row.exact.text(4, plus: true))", isDotted: true),
        .init(points: points(row.series), style: theme.model, label: "after k terms"),
        .init(
          points: [
            SIMD2(cost, row.mean - row.standardError), SIMD2(cost, row.mean + row.standardError),
          ], style: theme.strong),
      ],
      xRange: 1...last, yRange: (row.exact - reach)...(row.exact + reach), xLabel: "terms k",
      cursor: Double(ResidualEstimator.trainingTerms), axisStyle: theme.faint,
      minimumLabelWidth: 6)
    plot.bands = [row.bounds, row.boundsHere].map { bounds in
      .init(
        lower: points(bounds.map { row.exact - $0 }), upper: points(bounds.map { row.exact + $0 }),
        style: theme.faint)
    }
    return plot
  }

  private func drawSums(_ row: Row, _ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("power series, ", theme.text) + StyledText(row.name, theme.strong)
          + StyledText(" · nats", theme.faint),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: StyledText(
          frame.columns >= 60
            ? "shaded: the bias bounds, for any point and at this one" : "shaded: bias bounds",
          theme.faint),
        right: frame.columns >= 52 ? StyledText("● roulette", theme.strong) : nil), state)
    guard !inside.isEmpty else { return }
    let layout = canvas.drawPlot(sumsPlot(row, state), in: inside, medium: state.medium)
    guard state.medium.scale == nil else {
      var raster = DotRaster(columns: layout.area.columns, rows: layout.area.rows)
      raster.weight = 3
      raster.point(
        layout.dot(SIMD2(ResidualEstimator.meanTerms, row.mean)), style: theme.strong)
      return canvas.draw(raster, at: layout.area.column, layout.area.row, medium: state.medium)
    }
    if let column = layout.column(ofX: ResidualEstimator.meanTerms),
      let place = layout.row(ofY: row.mean)
    {
      canvas.write(StyledText("●", theme.strong), at: column, place)
    }
  }

  /// The errors of the sums, and the bounds on them.
  func errorsPlot(_ row: Row, _ state: State) -> Plot {
    let theme = Theme(state.medium)
    let errors = row.series.enumerated().map {
      SIMD2(Double($0 + 1), abs($1 - row.exact))
    }
    let bounds = row.bounds.enumerated().map { SIMD2(Double($0 + 1), $1) }
    let here = row.boundsHere.enumerated().map { SIMD2(Double($0 + 1), $1 > 1e-12 ? $1 : .nan) }
    // Below this, what is left is the rounding of a sum in Double.
    let floor = 1e-12
    let least = max(errors.map(\.y).filter { $0 > floor }.min() ?? floor, floor)
    let most = max(bounds.map(\.y).max() ?? 1, errors.map(\.y).max() ?? 1)
    return Plot(
      series: [
        .init(points: bounds, style: theme.faint, label: "bound, any point", isDotted: true),
        .init(points: here, style: theme.text, label: "bound, here", isDotted: true),
        .init(
          points: errors.map { $0.y > floor ? $0 : SIMD2($0.x, .nan) }, style: theme.model,
          label: "error"),
      ],
      xRange: 1...Double(max(2, row.series.count)), yRange: (least / 2)...(most * 2),
      logarithmicY: true, xLabel: "terms k", cursor: Double(ResidualEstimator.trainingTerms),
      axisStyle: theme.faint, minimumLabelWidth: 6)
  }

  private func drawErrors(_ row: Row, _ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("|series − exact|, ", theme.text) + StyledText(row.name, theme.strong)
          + StyledText(" · nats, log scale", theme.faint)), state)
    canvas.drawPlot(errorsPlot(row, state), in: inside, medium: state.medium)
  }

  private func drawTable(
    _ rows: [Row], chosen: Int, draws: Int, _ state: State, _ frame: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let terms = ResidualEstimator.trainingTerms
    let table = EstimatesTable(
      columns: [
        .init(title: "exact", style: theme.data, reading: "estimates.exact"),
        .init(title: "\(terms) terms", style: theme.model, reading: "estimates.series"),
        .init(title: "roulette", extra: 1, reading: "estimates.roulette"),
      ],
      rows: sumFirst(rows).map {
        .init(
          name: $0.name, numbers: [$0.exact, $0.truncated, $0.mean],
          standardError: $0.standardError)
      },
      chosen: placeSumFirst(chosen, of: rows.count), keys: "[ ] choose a layer")
    let notes = [
      "exact: −ln(1 + tr J + det J), J of the network in f⁻¹, which only the plane makes cheap; the densities on screen use it.",
      "series: −(tr J − tr J²/2 + tr J³/3 − …), cut after \(terms) terms. "
        + "Its error is bounded by the Lipschitz constant, and closer by J's spectral radius here.",
      "roulette: the cut is drawn, about \(ResidualEstimator.meanTerms.text(0)) terms on average, and "
        + "each term divided by its chance: right on average, over \(draws.grouped) draws.",
      training(state),
    ]
    draw(
      table, facts: { facts(rows[chosen], draws: draws, theme, width: $0) }, notes: notes, state,
      frame, on: &canvas)
  }

  /// The errors of a row's estimates, and the bounds on them.
  private func facts(_ row: Row, draws: Int, _ theme: Theme, width: Int) -> [StyledText] {
    func fact(
      _ label: String, _ value: String, _ style: Style, _ reading: String = ""
    ) -> StyledText {
      factLine(label, StyledText(value.shows(reading), style), theme, width: width)
    }
    let deviation = row.standardError * Double(draws).squareRoot()
    return [
      fact(
        "series − exact", NumberText.scientific(row.truncated - row.exact), theme.model,
        "estimates.series.error"),
      fact("its bound at any point", "± " + row.truncated(row.bounds).significant, theme.text),
      fact(
        "its bound here", "± " + row.truncated(row.boundsHere).significant, theme.text,
        "estimates.series.error"),
      fact(
        "roulette − exact", NumberText.scientific(row.mean - row.exact), theme.strong,
        "estimates.roulette.error"),
      fact(
        width >= 38 ? "one draw, standard deviation" : "one draw, ± sd", deviation.text(3),
        theme.text),
    ]
  }

  /// Says which of the methods training uses.
  func training(_ state: State) -> String {
    let method = state.family?.logDetMethod ?? .exact
    return "In training this flow takes: \(method.rawValue). The option log-det (key o) chooses "
      + "another."
  }
}
