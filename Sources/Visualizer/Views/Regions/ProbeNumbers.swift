import Canvas
import Flows
import Foundation
import Learning

// The probe view's numbers.
extension ProbeScene {
  /// The change of area at the probe: `1.00 → 2.31`.
  var areas: String { "1.00 → \(exp(-ledger.logDet).factor)" }

  func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let narrow = frame.columns < 34
    let tiny = frame.columns < 26
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("at the probe", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    let width = min(inside.columns, 44)
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    func fact(_ label: String, _ value: StyledText) -> StyledText {
      factLine(label, value, theme, width: width)
    }
    func plain(_ text: String) -> StyledText { StyledText(text, theme.text) }
    let growth = colors.style(for: Float(-ledger.logDet))
    let expands = ledger.logDet < 0
    let place = state.settings.text(ofData: ledger.x)
    let points = [
      fact("z", plain(ledger.z.text)), fact(tiny ? "x" : "x = f(z)", plain(place)),
    ]
    let area = [
      fact("area", StyledText(areas, growth)),
      fact(
        narrow ? "density" : "so density is divided by",
        StyledText("÷ \(exp(-ledger.logDet).factor)", growth)),
      fact(
        narrow ? "f here" : "here the flow",
        StyledText(
          abs(ledger.logDet) < 1e-9 ? "keeps area" : expands ? "expands" : "contracts", growth)),
    ]
    let formula =
      [
        fact(tiny ? "log p_z" : "log p_z(z)", plain(ledger.logBase.text(3, width: 7))),
        fact(
          tiny ? "− logdet" : narrow ? "− log|det|" : "− log|det dx/dz|",
          plain(ledger.logDet.text(3, width: 7, plus: true))),
        fact("log p(x)", StyledText(ledger.logDensity.text(3, width: 7), theme.model.emphasised)),
      ]
      + (state.ownPoints == nil
        ? []
        : [
          fact("in your units", plain(ledger.shown(state).logDensity.text(3, width: 7)))
        ])
    let check = [checkLine(ledger, theme, width: width)]
    let lines: [StyledText]
    if inside.rows >= 27 {
      lines =
        points + [""] + area + [""] + stretches(theme, colors, width) + [""]
        + matrices(theme, width)
        + [""] + formula + check
    } else if inside.rows >= 17 {
      lines =
        points + area.dropLast() + stretches(theme, colors, width).prefix(2)
        + matrices(theme, width).prefix(5) + formula + check
    } else {
      lines =
        points + area.dropLast() + formula + check + matrices(theme, width).prefix(2)
        + stretches(theme, colors, width).prefix(2)
    }
    let notes = notes(theme, width: inside.columns)
    let room = inside.rows - lines.count
    canvas.write(lines: lines + notes.prefix(notes.count <= room ? notes.count : 0), in: inside)
  }

  /// What the numbers say, and why the check cannot be exact where it is not.
  private func notes(_ theme: Theme, width: Int) -> [StyledText] {
    var words = [
      "The square's area becomes \(exp(-ledger.logDet).factor) times as much, and the same mass "
        + "lies in it: so its density is divided by that."
    ]
    switch ledger.agreement {
    case .kink:
      words.append(
        "kink: a rectifier switches beside the probe, so the map has two slopes here and "
          + "differences see both.")
    case .solver:
      words.append(
        "solver: the integral of the trace and the map itself come from the same finite steps and "
          + "differ by their error. With twice as many (key o) it is "
          + "\(ledger.refinedGap.significant) nats.")
    case .agrees, .disagrees: break
    }
    return words.flatMap { [""] + wrapped($0, width).map { StyledText($0, theme.faint) } }
  }

  /// The singular values, with the directions that they stretch and where those end up.
  private func stretches(_ theme: Theme, _ colors: DivergingMap, _ width: Int) -> [StyledText] {
    guard let map else { return [StyledText("the Jacobian is singular", theme.alarm)] }
    let lines = zip(["σ₁", "σ₂"], map.axes).map { name, axis in
      // Angles have at most three characters and a sign of degrees.
      let from = (Matrix2.degrees(axis.from).text(0) + "°").leading(4)
      let to = (Matrix2.degrees(axis.to).text(0) + "°").leading(4)
      let turn = width >= 28 ? "  along \(from) ▸ \(to)" : width >= 22 ? " \(from)▸\(to)" : ""
      return factLine(
        name,
        StyledText(axis.factor.factor, colors.style(for: Float(log(axis.factor))))
          + StyledText(turn, theme.faint), theme, width: width)
    }
    let product = map.axes.reduce(1) { $0 * $1.factor }
    return lines + [
      factLine("σ₁ · σ₂", StyledText(product.factor, theme.text), theme, width: width)
    ]
  }

  private func matrices(_ theme: Theme, _ width: Int) -> [StyledText] {
    func rows(_ name: String, _ map: Matrix2<Double>) -> [StyledText] {
      func row(_ left: Double, _ right: Double) -> StyledText {
        matrixRow(left, right, decimals: map.decimals, theme)
      }
      return [
        factLine(name, row(map.a, map.b), theme, width: width),
        factLine("", row(map.c, map.d), theme, width: width),
      ]
    }
    let inverse = ledger.jacobian
    let structure = factLine(
      width >= 30 ? "structure" : "", StyledText(inverse.structure, theme.text), theme,
      width: width)
    return (map.map { rows("dx/dz", $0) } ?? []) + [structure] + rows("dz/dx", inverse)
  }

  func drawLayers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    guard !frame.isEmpty else { return }
    let theme = Theme(state.medium)
    let legend = barLegend(state)
    let equation = ledgerEquation(ledger, theme)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("log|det| of each layer", theme.text),
        right: StyledText("f⁻¹ ◀ x", theme.model)),
      bottom: BorderTitles(
        left: equation,
        right: equation.width + legend.width + 9 <= frame.columns ? legend : nil), state)
    Waterfall(ledger, state).draw(in: inside.inset(columns: 1, rows: 0), on: &canvas)
  }
}
