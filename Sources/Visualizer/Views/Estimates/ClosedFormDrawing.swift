import Canvas
import Flows
import Foundation
import Learning

// Families without an estimator: why there is nothing to estimate, and three ways to the same number.
extension EstimatesScene {
  func drawClosedForm(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let wide = body.columns >= 76
    let parts =
      wide
      ? body.columns(.share(1), .share(1))
      : body.rows(.share(1), .cells(body.rows >= 16 ? body.rows / 2 : 0))
    drawReason(state, parts[0], on: &canvas)
    drawTerms(state, parts[1], on: &canvas)
  }

  private func drawReason(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("nothing to estimate", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty, let family = state.family else { return }
    let width = min(inside.columns, 60)
    func fact(_ label: String, _ value: Double, _ style: Style) -> StyledText {
      factLine(label, StyledText(value.text(6, width: 10, plus: true), style), theme, width: width)
    }
    let long = width >= 40
    let numbers = [
      fact(
        long ? "the layers' closed forms, Σ" : "layers, Σ", ledger.logDet, theme.model.emphasised),
      fact(
        long ? "2 × 2 Jacobian by tangents" : "tangents", log(abs(ledger.jacobian.determinant)),
        theme.text
      ),
      fact(
        long ? "finite differences of the map" : "differences", ledger.finiteDifferenceLogDet,
        theme.text),
    ]
    var lines = [
      StyledText(family.title, theme.model.emphasised)
        + StyledText(": each layer's Jacobian is \(family.jacobian).", theme.text)
    ]
    if lines[0].width > inside.columns {
      lines = wrapped(lines[0].string, inside.columns).map { StyledText($0, theme.text) }
    }
    lines += wrapped(family.determinantReason, inside.columns).map { StyledText($0, theme.text) }
    lines += [""] + numbers
    let cost = costs(family, theme, width: width)
    lines.append(paragraph: cost, rows: inside.rows)
    let more =
      "Residual flows (iresnet, resflow) and continuous flows (cnf) have estimators: press f."
    lines.append(note: more, width: inside.columns, rows: inside.rows, theme)
    canvas.write(lines: lines, in: inside)
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
        let dense = 2 * Double(size) * Double(size) * Double(size) / 3
        return line(
          width >= 40 ? "in \(size.grouped) dimensions" : "D = \(size.grouped)",
          NumberText.compact(family.determinantOperations(dimensions: size)),
          NumberText.compact(dense), theme.text)
      }
  }

  private func drawTerms(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("each layer's exact term", theme.text),
        right: StyledText("f⁻¹ ◀ x", theme.model)),
      bottom: BorderTitles(right: barLegend(state)), state)
    Waterfall(ledger, state).draw(in: inside.inset(columns: 1, rows: 0), on: &canvas)
  }
}

extension FlowFamily {
  /// About how many operations one layer's log-determinant takes once its entries are there.
  func determinantOperations(dimensions: Int) -> Double {
    if jacobian.contains("orthogonal") || jacobian == "unit triangular" { return 0 }
    return Double(jacobian.contains("rank-one") ? 2 * dimensions : dimensions)
  }

  /// Why a layer's determinant costs nothing to compute exactly.
  var determinantReason: String {
    if jacobian.contains("orthogonal") {
      return "The determinant of an orthogonal matrix is 1 or −1: log|det| = 0 everywhere."
    }
    if jacobian.contains("rank-one") {
      return "By the matrix determinant lemma det(I + u vᵀ) = 1 + vᵀu: one inner product, exact."
    }
    if jacobian == "full, constant" {
      return "The matrix is kept as a product of triangular factors: log|det| is the sum of the "
        + "logarithms on a diagonal, the same for every point."
    }
    if jacobian.contains("unit triangular") {
      return "A triangular matrix with ones on its diagonal has determinant 1: log|det| = 0"
        + (jacobian.contains("diagonal") ? ", except for the one diagonal scaling." : ".")
    }
    if jacobian.contains("triangular") {
      return
        "The determinant of a triangular matrix is the product of its diagonal: log|det| is a sum "
        + "with one term for each feature, exact, and as cheap as the map itself."
    }
    return "The determinant is computed exactly."
  }
}
