import Canvas
import Foundation
import Learning

// The difference in numbers, and its parts as bars.
extension DifferenceScene {
  func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("how far apart", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty, !difference.isEmpty else { return }
    let width = inside.columns
    let long = width >= 34
    func fact(
      _ label: String, _ value: Double, _ style: Style, _ reading: String = ""
    ) -> StyledText {
      let digits = value.text(4, plus: false).shows(reading)
      return factLine(label, StyledText(digits, style), theme, width: width)
    }
    let heldOut = state.heldOut?.kl
    let side = DifferenceMemory.square(state.dataExtent, modes: state.target?.modes ?? [])
      .pixelColumns
    var lines = [
      fact(long ? "KL(target ‖ model), ∫" : "KL, ∫", divergence, theme.strong, "kl"),
      fact(long ? "  where the model lacks mass" : "lacking", missing, theme.data),
      fact(long ? "  where it has too much" : "excess", surplus, theme.model),
      heldOut.map { fact(long ? "KL on held-out points" : "held-out", $0, theme.text, "kl") }
        ?? StyledText(),
      fact(long ? "total variation" : "variation", totalVariation, theme.text),
      fact(long ? "∫q in the window" : "∫q", modelMass, theme.text, "window.mass"),
      fact(long ? "∫p in the window" : "∫p", targetMass, theme.text),
    ]
    if inside.rows >= 14 { lines += extremes(state, long: long, width: width, theme) }
    if let bridge {
      // The longer form, or at least the shorter one.
      for (index, form) in bridge.words.enumerated() {
        let text = wrapped(form, inside.columns).map { StyledText($0, theme.text) }
        let count = lines.count
        lines.append(paragraph: text, rows: inside.rows, isApart: index == 0)
        if lines.count > count { break }
      }
    }
    let words = [
      "KL and its two parts are in nats, from a grid of \(side) × \(side) points.",
      "\((100 * totalVariation).text(1)) % of the mass would have to move to make the model the target.",
    ]
    for word in words {
      lines.append(note: word, width: inside.columns, rows: inside.rows, theme)
    }
    canvas.write(lines: lines, in: inside)
  }

  /// Where the model has most too much and most too little, and the peaks of both densities.
  private func extremes(
    _ state: State, long: Bool, width: Int, _ theme: Theme
  ) -> [StyledText] {
    guard let body = state.layout.body else { return [] }
    let places = state.dataViewport(PairLayout(body).second).pixelCenters()
    guard places.count == difference.count,
      let most = difference.indices.max(by: { difference[$0] < difference[$1] }),
      let least = difference.indices.min(by: { difference[$0] < difference[$1] })
    else { return [] }
    func place(_ name: String, _ index: Int, _ style: Style) -> StyledText {
      let place = state.settings.text(ofData: SIMD2<Double>(places[index]))
      let value = StyledText(Double(difference[index]).text(4, plus: true), style)
      let long = StyledText("at \(place)  ", theme.text) + value
      return factLine(
        name, name.count + long.width < width ? long : value, theme, width: width)
    }
    func peak(_ name: String, _ density: [Float]) -> StyledText {
      let value = Double(density.reduce(0) { $1.isFinite ? max($0, $1) : $0 })
      return factLine(name, StyledText(value.text(4), theme.text), theme, width: width)
    }
    return [
      place(long ? "most too much" : "most", most, theme.model),
      place(long ? "most too little" : "least", least, theme.data),
      peak(long ? "peak of the model" : "peak q", model),
      peak(long ? "peak of the target" : "peak p", truth ?? []),
    ]
  }

  /// The parts of the KL as bars, one for each ratio of the model's density to the target's. Bars to the
  /// right add to the KL, bars to the left take from it. They are two rows thick where there is room.
  func bandLines(_ width: Int, rows: Int, _ state: State, _ theme: Theme) -> [StyledText] {
    let (name, number) = (15, 12)
    let bar = (width - name - 2 * number - 2) | 1
    guard bar >= 9 else { return [] }
    let reach = max(bands.map { abs($0.divergence) }.max() ?? 0, 1e-9)
    let head =
      "model / target".trailing(name + 1 + bar) + "KL, nats".leading(number)
      + "target mass".leading(number)
    let isThick = rows >= 2 * bands.count + 1
    let lines = bands.flatMap { band -> [StyledText] in
      var strip = Canvas(columns: bar, rows: 1)
      strip.drawBar(
        band.divergence, in: Rect(columns: bar, rows: 1), range: -reach...reach,
        positive: theme.data, negative: theme.model, axis: theme.border, medium: state.medium)
      let cells = StyledText(cells: (0..<bar).map { strip[$0, 0] })
      let line =
        StyledText(band.name.trailing(name + 1), theme.text) + cells
        + StyledText(
          band.divergence.text(4, plus: true).leading(number)
            + ((100 * band.mass).text(1) + " %").leading(number), theme.text)
      return isThick
        ? [line, StyledText("".trailing(name + 1)) + cells] : [line]
    }
    return [StyledText(head, theme.faint)] + lines
  }
}
