import Canvas
import Flows
import Foundation
import Learning

// The probe view's numbers.
extension ProbeScene {
  /// The change of area at the probe: `1.00 → 2.31`.
  var areas: String { "1.00 → " + area }

  private var area: String { ledger.number("probe.area").significant.shows("probe.area") }

  func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("at the probe", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    let width = inside.columns
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let groups = NumberGroups(ledger, areas, state, colors, panel: frame.columns, width: width)
    let (stretches, matrices) = (stretches(theme, colors, width), matrices(theme, width))
    let lines: [StyledText]
    if inside.rows >= 27 {
      let loose = groups.points + [""] + groups.area + [""] + stretches + [""]
      lines = loose + matrices + [""] + groups.formula + groups.check
    } else if inside.rows >= 17 {
      let tight = groups.points + groups.area.dropLast() + stretches.prefix(2)
      lines = tight + matrices.prefix(5) + groups.formula + groups.check
    } else {
      let formula = groups.points + groups.area.dropLast() + groups.formula + groups.check
      lines = formula + matrices.prefix(2) + stretches.prefix(2)
    }
    let notes = notes(theme, width: inside.columns)
    let room = inside.rows - lines.count
    canvas.write(lines: lines + notes.prefix(notes.count <= room ? notes.count : 0), in: inside)
  }

  /// The numbers of the formula, with labels as long as there is room for.
  private struct NumberGroups {
    /// The probe in both spaces.
    var points: [StyledText]
    /// What becomes of area and density there.
    var area: [StyledText]
    var formula: [StyledText]
    /// The same log-determinant by finite differences.
    var check: [StyledText]

    init(
      _ ledger: Ledger, _ areas: String, _ state: State, _ colors: DivergingMap, panel: Int,
      width: Int
    ) {
      let theme = Theme(state.medium)
      let (isNarrow, isTiny) = (panel < 34, panel < 26)
      func fact(_ label: String, _ value: String, _ style: Style? = nil) -> StyledText {
        factLine(label, StyledText(value, style ?? theme.text), theme, width: width)
      }
      points = [
        fact("z", ledger.z.text),
        fact(isTiny ? "x" : "x = f(z)", state.settings.text(ofData: ledger.x)),
      ]
      let logDet = ledger.number("probe.logdet")
      let growth = colors.style(for: Float(logDet))
      let verb = abs(logDet) < 1e-9 ? "keeps area" : logDet > 0 ? "expands" : "contracts"
      area = [
        fact("area", areas, growth),
        fact(
          isNarrow ? "density" : "so density is divided by",
          "÷ \(ledger.number("probe.area").significant)".shows("probe.densityRatio"),
          growth),
        fact(isNarrow ? "f here" : "here the flow", verb.shows("probe.logdet"), growth),
      ]
      formula = formulaLines(ledger, theme, width: width)
      if state.ownPoints != nil {
        let shown = ledger.shown(state).number("probe.logpx")
        formula.append(
          fact("in your units", (shown.text(3, width: 7) + " ").shows("probe.logpx")))
      }
      check = [checkLine(ledger, theme, width: width)]
    }
  }

  /// What the numbers mean, and why the check is not exact, where it is not.
  private func notes(_ theme: Theme, width: Int) -> [StyledText] {
    var words = [
      "The square's area becomes \(area) times as much, and the same mass "
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

  /// The singular values, each with the direction that it stretches and the direction of the result.
  private func stretches(_ theme: Theme, _ colors: DivergingMap, _ width: Int) -> [StyledText] {
    guard let map else { return [StyledText("the Jacobian is singular", theme.alarm)] }
    let readings = ["probe.stretch.most", "probe.stretch.least"]
    let factors = readings.map(ledger.number)
    let lines = zip(zip(["σ₁", "σ₂"], readings), zip(factors, map.axes)).map { names, stretch in
      let ((name, reading), (factor, axis)) = (names, stretch)
      // Angles have at most three characters and a sign of degrees.
      let from = (Matrix2.degrees(axis.from).text(0) + "°").leading(4)
      let to = (Matrix2.degrees(axis.to).text(0) + "°").leading(4)
      let turn = width >= 28 ? "  along \(from) ▸ \(to)" : width >= 22 ? " \(from)▸\(to)" : ""
      return factLine(
        name,
        StyledText(factor.significant.shows(reading), colors.style(for: Float(log(factor))))
          + StyledText(turn, theme.faint), theme, width: width)
    }
    let product = factors.reduce(1, *)
    return lines + [
      factLine(
        "σ₁ · σ₂", StyledText(product.significant, theme.text).shows("probe.area"), theme,
        width: width)
    ]
  }

  private func matrices(_ theme: Theme, _ width: Int) -> [StyledText] {
    func rows(_ name: String, _ map: Matrix2<Double>, _ reading: String) -> [StyledText] {
      let first = matrixRow(map, 0, reading, theme)
      // A name that has no room is left out, not cut.
      let hasRoom = width - first.width > name.count
      return [
        factLine(hasRoom ? name : "", first, theme, width: width),
        factLine("", matrixRow(map, 1, reading, theme), theme, width: width),
      ]
    }
    let inverse = ledger.jacobian
    // A value is not shown without its name.
    let name = ["structure", "form"].first { $0.count + inverse.structure.count < width }
    let structure = name.map { name in
      factLine(
        name, StyledText(inverse.structure, theme.text).shows("probe.jacobian.zeros"), theme,
        width: width)
    }
    return (map.map { rows("dx/dz", $0, "probe.jacobian") } ?? [])
      + [structure ?? StyledText()]
      + rows("dz/dx", inverse, "probe.inverseJacobian")
  }

  /// Why log-determinants add, with the layers' own factors at the probe: the longest form that fits.
  private func chainRule(width: Int, rows: Int) -> [String]? {
    let terms = ledger.parts.map { -$0.logDet }.reversed()
    let factors = terms.map { exp($0).significant.shows("probe.area.layer.1") }
    let some =
      factors.count > 5
      ? factors.prefix(3).joined(separator: " · ") + " · … · " + (factors.last ?? "")
      : factors.joined(separator: " · ")
    let jacobian =
      switch factors.count {
      case 1: "J_1"
      case 2: "J_2 J_1"
      case let count: "J_\(count) … J_1"
      }
    let total = exp(-ledger.logDet).significant.shows("probe.area")
    let sum = (-ledger.logDet).text(3, plus: true).shows("probe.logdet")
    let forms = [
      [
        "chain rule: dx/dz = \(jacobian), so determinants (areas) multiply:",
        "\(some) = \(total), and logs add: Σ log|det J_k| = \(sum)",
      ],
      ["chain rule: dx/dz = \(jacobian): areas multiply (\(total)), so logs add (\(sum))"],
      ["chain rule: areas multiply (\(total)), so logs add (\(sum))"],
      ["chain rule: areas multiply, logs add"],
    ]
    return forms.first { $0.count <= rows && $0.allSatisfy { $0.count <= width } }
  }

  func drawLayers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    guard !frame.isEmpty else { return }
    let theme = Theme(state.medium)
    let legend = barLegend(state)
    let equation = ledgerEquation(ledger, theme)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(
          frame.columns >= 36 ? "log|det dx_k/dz_k| of each layer" : "log|det|, by layers",
          theme.text),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: equation.width + 4 <= frame.columns ? equation : nil,
        right: equation.width + legend.width + 9 <= frame.columns ? legend : nil), state)
    var room = inside.inset(columns: 1, rows: 0)
    // The rule comes before the bars of many layers, which can be condensed.
    let spare = room.rows - min(ledger.parts.count, 8) - 2
    if let rule = chainRule(width: room.columns, rows: spare) {
      canvas.write(lines: rule.map { StyledText($0, theme.text) }, in: room)
      (room.row, room.rows) = (room.row + rule.count, room.rows - rule.count)
    }
    Waterfall(ledger, scale: barsEnd, state).draw(in: room, on: &canvas)
  }
}
