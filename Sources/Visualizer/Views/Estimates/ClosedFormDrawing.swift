import Canvas
import Flows
import Foundation
import Learning

// Families without an estimator: why log|det| is a closed form, and three ways to the same number.
extension EstimatesScene {
  func drawClosedForm(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let wide = body.columns >= 76
    let halves = body.columns(.share(1), .share(1))
    guard wide else {
      let parts = body.rows(.share(1), .cells(body.rows >= 16 ? body.rows / 2 : 0))
      drawReason(state, parts[0], on: &canvas)
      return drawTerms(state, parts[1], on: &canvas)
    }
    // The text takes what it needs, and the layers' matrices the rest: below text and bars where there is
    // much of it, and below the text where there is room for a line each.
    let text = reasonLines(state, halves[0].inset().inset(columns: 1, rows: 0)).count + 2
    let needed = max(text, 2 * ledger.terms.count + 6)
    if !matrices.isEmpty, body.rows - needed >= 16 {
      let parts = body.rows(.cells(needed), .share(1))
      let above = parts[0].columns(.share(1), .share(1))
      drawReason(state, above[0], on: &canvas)
      drawTerms(state, above[1], on: &canvas)
      return drawMatrices(state, parts[1], on: &canvas)
    }
    let fits = !matrices.isEmpty && body.rows - text >= matrices.count + 3
    let parts = halves[0].rows(fits ? .cells(text) : .share(1), fits ? .share(1) : .cells(0))
    drawReason(state, parts[0], on: &canvas)
    if fits { drawMatrices(state, parts[1], on: &canvas) }
    drawTerms(state, halves[1], on: &canvas)
  }

  private func drawReason(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    guard let family = state.family else { return }
    let answers = family.jacobian.determinantAnswers
    let answer = answers.first { $0.count <= frame.columns - 6 } ?? answers.last ?? ""
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText(answer, theme.strong)), state
    ).inset(columns: 1, rows: 0)
    canvas.write(lines: reasonLines(state, inside), in: inside)
  }

  /// Why the determinant is cheap, with its numbers, as far as there is room.
  private func reasonLines(_ state: State, _ inside: Rect) -> [StyledText] {
    let theme = Theme(state.medium)
    guard !inside.isEmpty, let family = state.family else { return [] }
    let width = min(inside.columns, 60)
    func fact(
      _ label: String, _ value: Double, _ style: Style, _ reading: String
    ) -> StyledText {
      let digits = value.text(6, width: 10, plus: true).shows(reading)
      return factLine(label, StyledText(digits, style), theme, width: width)
    }
    let long = width >= 40
    let numbers = [
      fact(
        long ? "the layers' closed forms, Σ" : "layers, Σ", ledger.number("probe.logdet"),
        theme.model.emphasised, "probe.logdet"),
      fact(
        long ? "2 × 2 Jacobian by tangents" : "tangents", 0 - log(abs(ledger.jacobian.determinant)),
        theme.text, "probe.logdet"
      ),
      fact(
        long ? "finite differences of the map" : "differences",
        ledger.number("probe.logdet.differences"), theme.text, "probe.logdet.differences"),
    ]
    var lines = [
      StyledText(family.title, theme.model.emphasised)
        + StyledText(": each layer's Jacobian is \(family.jacobian).", theme.text)
    ]
    if lines[0].width > inside.columns {
      lines = wrapped(lines[0].string, inside.columns).map { StyledText($0, theme.text) }
    }
    lines += wrapped(family.jacobian.determinantReason, inside.columns).map {
      StyledText($0, theme.text)
    }
    lines += [""] + numbers
    lines.append(paragraph: prices(family, theme, width: width), rows: inside.rows)
    let cost = costs(family, theme, width: width)
    lines.append(paragraph: cost, rows: inside.rows)
    let (residual, continuous) = (names(with: .series), names(with: .hutchinson))
    let more =
      "Residual flows (\(residual)) and continuous flows (\(continuous)) have estimators: press f."
    lines.append(note: more, width: inside.columns, rows: inside.rows, theme)
    return lines
  }

  private func names(with method: LogDetMethod) -> String {
    FlowFamily.names(with: method).joined(separator: ", ")
  }

  /// What a log-determinant would cost in more dimensions than two.
  private func costs(_ family: FlowFamily, _ theme: Theme, width: Int) -> [StyledText] {
    let column = width >= 40 ? 14 : 10
    func line(_ label: String, _ own: String, _ dense: String, _ style: Style) -> StyledText {
      StyledText(label.trailing(width - 2 * column), theme.faint)
        + StyledText(own.leading(column) + dense.leading(column), style)
    }
    return [line("operations", "this form", width >= 40 ? "dense matrix" : "dense", theme.faint)]
      + [2, 784, 3072].map { size in
        line(
          width >= 40 ? "in \(size.grouped) dimensions" : "D = \(size.grouped)",
          NumberText.compact(family.jacobian.determinantOperations(dimensions: size)),
          NumberText.compact(JacobianStructure.denseOperations(dimensions: size)), theme.text)
      }
  }

  /// What the two directions cost of a flow that takes one of them feature by feature: passes of the
  /// network by the number of dimensions, and points a second measured here.
  private func prices(_ family: FlowFamily, _ theme: Theme, width: Int) -> [StyledText] {
    let ways = [(family.inverseMethod, "density"), (family.forwardMethod, "samples")]
    guard ways.contains(where: { $0.0.isSequential }) else { return [] }
    let column = width >= 40 ? 14 : 10
    func line(_ label: String, _ texts: [String], _ style: Style) -> StyledText {
      StyledText(label.trailing(width - 2 * column), theme.faint)
        + StyledText(texts.map { $0.leading(column) }.joined(), style)
    }
    let sizes = [2, 8, 64, 784]
    let rates = [cost?.densityRate, cost?.sampleRate]
    return [line("network passes", ways.map(\.1), theme.faint)]
      + sizes.map { size in
        line(
          width >= 40 ? "in \(size) dimensions" : "D = \(size)",
          ways.map { ($0.0.isSequential ? size.grouped : "1").shows("passes.\($0.1).\(size)") },
          theme.text)
      }
      + [
        line(
          width >= 40 ? "points a second here" : "points/s",
          rates.map { $0.map { NumberText.compact($0) } ?? "not steady" }, theme.model)
      ]
  }

  func drawTerms(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("log|det dx_k/dz_k| of each layer", theme.text),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(right: barLegend(state)), state)
    Waterfall(ledger, scale: barsEnd, state).draw(
      in: inside.inset(columns: 1, rows: 0), on: &canvas)
  }
}
