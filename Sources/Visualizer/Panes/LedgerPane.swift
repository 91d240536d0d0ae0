import Canvas
import Flows
import Foundation
import Learning

/// The formula at the probe; in slow motion, the step that is shown in its parts.
enum LedgerPane: PaneContent {
  static let help = PaneHelp(
    title: "change of variables",
    text: "log p(x) = log p_z(z) − Σ log|det dx_k/dz_k| at the probe, layer by layer from z to x, "
      + "checked against finite differences of the map. + expands and costs density. ≈ stands where "
      + "rounded numbers do not add up in the last digit.",
    keys: [(.moveProbe(dx: -1, dy: 0), "move the probe"), (.swapProbe, "probe z, or x")])

  static func needs(_ state: State) -> Set<LearnerAbility> {
    state.slow == nil && state.kind?.rival == nil ? [.density, .inverse, .layers] : []
  }

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    let room = border.room
    var titles = PaneTitles()
    if let slow = state.slow {
      titles.top.left = StyledText("one training step", border.name)
      titles.top.right = StyledText("\(slow.number) of \(slow.phases.count)", theme.faint)
      return titles
    }
    if state.kind?.rival != nil {
      titles.top.left = StyledText("how it learns", border.name)
      return titles
    }
    titles.top.left = StyledText(
      room >= 34 ? "change of variables at the probe" : "at the probe", border.name)
    titles.top.right = StyledText("z ▶ f", theme.model)
    if state.isSingular { return titles }
    titles.bottom.left = scene.ledger.map { ledger in
      let equation = ledgerEquation(ledger.shown(state), theme)
      let long = StyledText("log p(x) = ", theme.faint) + equation
      let legend = barLegend(state)
      if equation.width + legend.width + 3 <= room { titles.bottom.right = legend }
      return long.width + (titles.bottom.right.map { $0.width + 3 } ?? 0) <= room ? long : equation
    }
    if let left = titles.bottom.left, left.width > room { titles.bottom.left = nil }
    return titles
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    let text = inside.inset(columns: 1, rows: 0)
    if let slow = state.slow {
      drawSlowMotion(slow, scene.slow, state, in: text, on: &canvas)
    } else if state.kind?.rival != nil {
      canvas.write(lines: learningLines(state, width: text.columns), in: text)
    } else if let ledger = scene.ledger {
      drawLedger(ledger, scale: scene.ledgerScale, state, in: text, on: &canvas)
    }
  }

  static func drawStrip(_ scene: Scene, _ state: State, in frame: Rect, on canvas: inout Canvas) {
    if let slow = state.slow {
      drawSlowMotionStrip(slow, scene.slow, state, in: frame, on: &canvas)
    } else if state.kind?.rival != nil {
      canvas.write(
        lines: learningLines(state, width: max(1, frame.columns - 2)),
        in: frame.inset(columns: 1, rows: 0))
    } else if let ledger = scene.ledger {
      drawLedgerStrip(ledger, state, in: frame, on: &canvas)
    }
  }
}

/// The change-of-variables formula at the probe, with its numbers filled in.
///
/// Wide: the formula on the left, the layers' waterfall on the right. Narrow: one below the other,
/// as far as the rows reach.
func drawLedger(
  _ ledger: Ledger, scale: Double?, _ state: State, in inside: Rect, on canvas: inout Canvas
) {
  let theme = Theme(state.medium)
  let place = state.settings.text(ofData: ledger.x)
  let ledger = ledger.shown(state)
  if inside.columns >= 52 {
    let width = inside.columns >= 66 ? 34 : 27
    let body = writeFormula(in: inside, theme, on: &canvas)
    let parts = body.columns(.cells(width), .share(1), gap: inside.columns >= 66 ? 3 : 2)
    write(
      facts(
        ledger, at: place, layers: state.family?.jacobian, theme, width: width, rows: parts[0].rows),
      in: parts[0], on: &canvas)
    Waterfall(ledger, scale: scale, state).draw(in: parts[1], on: &canvas)
    return
  }
  let inside = writeFormula(in: inside, theme, on: &canvas)
  let facts = facts(
    ledger, at: place, layers: state.family?.jacobian, theme, width: min(inside.columns, 34),
    rows: min(inside.rows, 8))
  write(facts, in: inside, on: &canvas)
  let rest = Rect(
    column: inside.column, row: inside.row + facts.count + 1, columns: inside.columns,
    rows: inside.rows - facts.count - 1)
  Waterfall(ledger, scale: scale, state).draw(in: rest, on: &canvas)
}

/// Writes the formula in the longest form that fits.
/// - Returns: what is left below it.
private func writeFormula(in rect: Rect, _ theme: Theme, on canvas: inout Canvas) -> Rect {
  let forms = [
    ["log p(x) = log p_z(z) − Σ log|det dx_k/dz_k|"],
    ["log p(x) = log p_z(z)", "  − Σ log|det dx_k/dz_k|"],
    ["log p(x) = log p_z(z)", "− Σ log|det|"],
  ]
  let form = forms.first { $0.allSatisfy { $0.count <= rect.columns } }
  let lines = (form ?? ["log p = log p_z", "− Σ log|det|"]).map { StyledText($0, theme.faint) }
  write(lines, in: rect, on: &canvas)
  return rect.rows(.cells(min(lines.count, rect.rows)), .share(1))[1]
}

/// The formula as numbers in one line: `−2.455 − (+0.611) = −3.066`.
func ledgerEquation(_ ledger: Ledger, _ theme: Theme) -> StyledText {
  StyledText(
    ledger.text("probe.logpz") + " − (" + ledger.text("probe.logdet", plus: true)
      + ") " + ledger.sumSign + " ", theme.text)
    + StyledText(ledger.text("probe.logpx"), theme.model.emphasised)
}

extension Ledger {
  /// A reading at the probe with three decimals, as text that shows it.
  func text(_ name: String, width: Int = 0, plus: Bool = false) -> String {
    let value = number(name)
    return (width > 0 ? value.text(3, width: width, plus: plus) : value.text(3, plus: plus))
      .shows(name)
  }

  /// `=` or `≈`: whether the formula adds up with three decimals, as it is printed.
  var sumSign: String {
    Visualizer.sumSign(
      [number("probe.logpz"), 0 - number("probe.logdet")], to: number("probe.logpx"), decimals: 3)
  }
}

/// The formula in three lines, one number below the other: log p_z(z), less log|det dx/dz|, is log p(x).
func formulaLines(_ ledger: Ledger, _ theme: Theme, width: Int) -> [StyledText] {
  func number(_ name: String, plus: Bool = false) -> String {
    ledger.text(name, width: 6, plus: plus)
  }
  func line(_ labels: [String], _ value: StyledText) -> StyledText {
    let label = labels.first { $0.count + value.width < width } ?? labels[labels.count - 1]
    return factLine(label, value, theme, width: width)
  }
  let less = StyledText("− (" + number("probe.logdet", plus: true) + ")", theme.text)
  return [
    line(["log p_z(z)", "log p_z"], StyledText(number("probe.logpz") + " ", theme.text)),
    line(["log|det dx/dz|", "log|det|", "det"], less),
    line(
      ["log p(x)", "log p"],
      StyledText("\(ledger.sumSign)  ", theme.text)
        + StyledText(number("probe.logpx") + " ", theme.model.emphasised)),
  ]
}

/// A label on the left and a value on the right, for each number of the formula.
private func facts(
  _ ledger: Ledger, at place: String, layers jacobian: JacobianStructure?, _ theme: Theme,
  width: Int, rows: Int
) -> [StyledText] {
  func fact(_ label: String, _ value: StyledText) -> StyledText {
    factLine(label, value, theme, width: width)
  }
  let point = [
    fact("x", StyledText(place, theme.text)),
    fact(width >= 25 ? "z = f⁻¹(x)" : "z", StyledText(ledger.z.text, theme.text)),
  ]
  let formula = formulaLines(ledger, theme, width: width)
  let check = [checkLine(ledger, theme, width: width)]
  let matrix =
    ledger.forwardJacobian.map { j in
      [
        fact("dx/dz", matrixRow(j, 0, "probe.jacobian", theme)),
        fact("", matrixRow(j, 1, "probe.jacobian", theme)),
      ]
    } ?? [fact("dx/dz", StyledText("singular", theme.alarm))]
  // Of a layer: the matrix of all layers together is full.
  let words = jacobian.map { "each layer: \($0)" } ?? ""
  let structure = words.isEmpty || words.count > width ? [] : [StyledText(words, theme.faint)]
  let size = ledger.number("probe.area").significant
  switch rows {
  case 15...:
    return [""] + point + [""] + formula + [""] + check + [""] + matrix
      + [fact("|det dx/dz|, area", StyledText("×" + size, theme.text).shows("probe.area"))]
      + [fact("so density", StyledText("÷" + size, theme.text).shows("probe.densityRatio"))]
      + structure
  case 11...: return point + formula + [""] + check + [""] + matrix + structure
  default: return Array((point + formula + check + matrix + structure).prefix(rows))
  }
}

/// One row of a 2×2 matrix, from 0, always as wide: `[ +0.17  −5.26]`.
/// - Parameter reading: its name up to the number of an entry: `probe.jacobian`.
func matrixRow(
  _ matrix: Matrix2<Double>, _ row: Int, _ reading: String, _ theme: Theme
) -> StyledText {
  let entries = (0...1).map { column in
    matrix.entries[2 * row + column].text(matrix.decimals, width: 6, plus: true)
      .shows("\(reading).\(row + 1)\(column + 1)")
  }
  return StyledText("[", theme.faint) + StyledText(entries.joined(separator: " "), theme.text)
    + StyledText("]", theme.faint)
}

/// The ledger in three lines, for screens with no room for its pane.
func drawLedgerStrip(_ ledger: Ledger, _ state: State, in frame: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  let place = state.settings.text(ofData: ledger.x)
  let ledger = ledger.shown(state)
  let column = frame.column + 1
  let room = max(0, frame.columns - 2)
  func label(_ text: String) -> StyledText { StyledText(text, theme.faint) }
  func value(_ text: String) -> StyledText { StyledText(text, theme.text) }
  func signed(_ name: String) -> StyledText {
    StyledText(ledger.text(name, width: 6, plus: true), theme.text)
  }
  let map = ledger.forwardJacobian
  let j = map.map { map in
    let entries = zip(["11", "12", "21", "22"], map.entries).map { place, entry in
      entry.text(map.decimals, width: 5, plus: true).shows("probe.jacobian.\(place)")
    }
    return "[\(entries[0]) \(entries[1])] [\(entries[2]) \(entries[3])]"
  }
  let points =
    label("x ") + value(place) + label(" ▸ z ") + value(ledger.z.text)
  let matrix = label("   dx/dz ") + value(j ?? "singular")
  let equation = ledgerEquation(ledger, theme)
  let sum = label("log|det dx/dz| ") + signed("probe.logdet")
  let terms = termsInARow(ledger.terms, ledger, theme)
  let layers = termsInARow(ledger.layerTerms, ledger, theme)
  let check =
    label("   finite differences ") + signed("probe.logdet.differences")
    + agreement(ledger, theme, long: true)
  let shortCheck = label("  checked") + agreement(ledger, theme)
  // For every line the longest form that fits.
  let lines = [
    [points + matrix, points],
    [
      label("log p(x) = log p_z(z) − Σ log|det dx_k/dz_k| = ") + equation,
      label("log p(x) = log p_z(z) − log|det dx/dz| = ") + equation,
      label("log p(x) = ") + equation,
    ],
    [sum + terms + check, sum + terms + shortCheck]
      + (ledger.rows.count > 1 ? [sum + layers + check, sum + layers + shortCheck] : [])
      + [sum + check, sum + shortCheck],
  ]
  for (row, forms) in lines.enumerated() {
    guard let form = forms.first(where: { $0.width <= room }) ?? forms.last else { continue }
    canvas.write(form, at: column, frame.row + row, maxWidth: room)
  }
}

/// The terms of log|det dx/dz| in a row, after `=`, or after `≈` where they do not add up as printed.
private func termsInARow(_ terms: [Ledger.Row], _ ledger: Ledger, _ theme: Theme) -> StyledText {
  // The terms have two decimals and their sum three: they are equal where the third is a zero.
  let printed = terms.map { ($0.logDet * 100).rounded() / 100 }
  let sign = sumSign(printed, to: ledger.number("probe.logdet"), decimals: 3)
  return StyledText(" \(sign) ", theme.faint)
    + StyledText(
      terms.map { $0.logDet.text(2, width: 5, plus: true).shows("probe.logdet.layer.1") }
        .joined(separator: " "), theme.text)
}

/// The log-determinant by finite differences, and whether it agrees. The mark follows the name, so that
/// the number is right below the sum that it checks.
func checkLine(_ ledger: Ledger, _ theme: Theme, width: Int) -> StyledText {
  // The formula's numbers have a bracket behind them.
  let value = StyledText(
    ledger.text("probe.logdet.differences", width: 7, plus: true) + " ", theme.text)
  let forms = [
    ("by finite differences", true), ("finite differences", true), ("differences", true),
    ("differences", false), ("check", false),
  ].map { StyledText($0, theme.faint) + agreement(ledger, theme, long: $1) }
  let room = width - value.width - 1
  let name = forms.first { $0.width <= room } ?? StyledText("check", theme.faint)
  return name.padded(to: max(0, width - value.width)) + value
}

/// Whether the finite differences agree with the layers' sum.
/// - Parameter long: whether there is room to say why they cannot.
func agreement(_ ledger: Ledger, _ theme: Theme, long: Bool = false) -> StyledText {
  switch ledger.agreement {
  case .agrees: StyledText(" ✓", theme.model)
  case .kink: StyledText(long ? " ≈ kink" : " ≈", theme.faint)
  case .solver: StyledText(long ? " ≈ solver" : " ≈", theme.faint)
  case .disagrees: StyledText(" ✗", theme.alarm)
  }
}

private func write(_ lines: [StyledText], in rect: Rect, on canvas: inout Canvas) {
  for (row, line) in lines.prefix(rect.rows).enumerated() {
    canvas.write(line, at: rect.column, rect.row + row, maxWidth: rect.columns)
  }
}
