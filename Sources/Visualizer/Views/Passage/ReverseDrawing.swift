import Canvas
import Foundation
import Learning

extension ReverseScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let layout = MorphLayout(body)
    drawPicture(state, layout, on: &canvas)
    drawSide(state, layout.side, on: &canvas)
    Scrubber(depth: morph.depth, stages: steps, passed: passed, captions: captions)
      .draw(state, layout, on: &canvas)
  }

  private var captions: [String] {
    let chance = isAncestral ? "with new noise in every step" : "no step has chance in it"
    return [
      "dots: \(chance), straight from step to step; light: density of the flow at the same time",
      "dots: \(chance); light: the flow's density", chance,
    ]
  }

  private func drawPicture(_ state: State, _ layout: MorphLayout, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let frame = layout.picture
    let place =
      passed == 0 && fraction == 0
      ? "z · all noise" : passed == steps ? "x · no noise" : "step \(passed) of \(steps)"
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(place, theme.strong), right: StyledText(sampler, theme.model)),
      bottom: BorderTitles(
        left: StyledText("σ \(noise.text(3))", theme.text),
        right: StyledText("edges ±\(Double(morph.extent).text(1))", theme.faint)), state)
    guard !inside.isEmpty else { return }
    let viewport = layout.viewport(extent: morph.extent, state)
    drawDensity(
      morph.density, maximum: morph.densityMaximum, under: .points, state, viewport, on: &canvas)
    drawTrails(state, viewport, on: &canvas)
    // Not so many that they hide the density.
    let count = min(samples.count, max(100, inside.columns * inside.rows / 3))
    drawPoints(Array(samples.prefix(count)), theme.model, state, viewport, on: &canvas)
  }

  /// Where a few of the samples have been of late.
  private func drawTrails(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    guard state.medium.glyphs != .ascii else { return }
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    raster.isDotted = state.medium.colors == .mono
    let style = Theme(state.medium).strong
    let recent = passage.prefix(passed + 1).suffix(max(2, steps / 3))
    for particle in 0..<min(8, samples.count) {
      raster.polyline(
        recent.map { viewport.dot($0[particle]) } + [viewport.dot(samples[particle])],
        style: style)
    }
    canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
  }

  // MARK: - Numbers

  private func drawSide(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    guard frame.columns >= 24 else { return }
    let theme = Theme(state.medium)
    let needed = lines(theme, frame.inset().inset(columns: 1, rows: 0)).count + 2
    let hasBars = bound != nil && frame.rows - needed >= 7
    let parts = frame.rows(
      hasBars ? .cells(needed) : .share(1), hasBars ? .share(1) : .cells(0))
    let inside = canvas.drawPanel(
      parts[0], top: BorderTitles(left: StyledText("noise and bound", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    canvas.write(lines: lines(theme, inside), in: inside)
    if hasBars { drawTerms(state, parts[1], on: &canvas) }
  }

  private func lines(_ theme: Theme, _ inside: Rect) -> [StyledText] {
    let width = min(inside.columns, 64)
    let isLong = width >= 38
    func fact(_ long: String, _ short: String, _ value: String, _ style: Style) -> StyledText {
      factLine(isLong ? long : short, StyledText(value, style), theme, width: width)
    }
    var lines = [
      fact("noise left, σ", "noise left, σ", noise.text(3), theme.strong),
      fact("data there, α", "data there, α", signal.text(3), theme.text),
      fact("network passes for a sample", "passes", "\(steps)", theme.text),
    ]
    if let bound, let nll, let first = bound.terms.first {
      let rest = bound.terms.dropFirst().reduce(0, +)
      lines += [
        fact("last step, −log p(x₀|x₁)", "last step", first.text(3, plus: true), theme.text),
        fact(
          "the other \(steps - 1), KL in nats", "other \(steps - 1)", rest.text(3, plus: true),
          theme.text),
      ]
      if abs(bound.fixed) > 0 {
        lines.append(
          fact("fixed layers", "fixed layers", bound.fixed.text(3, plus: true), theme.text))
      }
      lines += [
        fact(
          "ancestral NLL, at most", "NLL at most",
          "\(bound.mean.text(3)) ± "
            + bound.standardError.text(3), theme.model),
        fact("the flow's NLL, exactly", "flow, exact", nll.text(3), theme.strong),
      ]
    }
    lines.append(
      fact("mean way to the flow's ends", "from the flow", distance.significant, theme.text)
    )
    for word in notes { lines.append(note: word, width: inside.columns, rows: inside.rows, theme) }
    return lines
  }

  private var notes: [String] {
    isAncestral
      ? [
        "Each step takes expected noise away and adds less anew, so one z has many x. At every step the dots "
          + "have about the density of the flow, which moves points without chance.",
        "a: without chance",
      ]
      : [
        "Each step takes expected noise away and adds none: z decides x. With more steps (--noise-steps) the ends "
          + "go to those of the flow.", "a: with chance",
      ]
  }

  // MARK: - Terms

  /// A bar for each step's term of the bound, from noise to data; steps share a bar where there is no room.
  private func drawTerms(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    guard let bound, let last = bound.terms.first else { return }
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("the bound, step by step", theme.text)
          + StyledText(" · nats", theme.faint)),
      bottom: BorderTitles(
        left: StyledText("z", theme.faint), right: StyledText("x", theme.faint)), state
    ).inset(columns: 1, rows: 0)
    guard inside.columns >= 12, inside.rows >= 3 else { return }
    // The last step's term is of another kind, and mostly far below zero: it stands beside the bars as a number.
    let terms = Array(bound.terms.dropFirst().reversed())
    let label = "last step \(last.text(2, plus: true))"
    let bars = Rect(
      column: inside.column, row: inside.row + 1, columns: inside.columns, rows: inside.rows - 1)
    let each = (terms.count + bars.columns - 1) / max(1, bars.columns)
    let groups = stride(from: 0, to: terms.count, by: max(1, each)).map {
      terms[$0..<min($0 + max(1, each), terms.count)].reduce(0, +)
    }
    let most = groups.max() ?? 0
    guard most > 0, most.isFinite else { return }
    canvas.write(
      StyledText("┬ \(most.text(2))\(each > 1 ? ", \(each) steps a bar" : "")", theme.faint),
      at: inside.column, inside.row)
    canvas.writeTrailing(StyledText(label, theme.faint), before: inside.endColumn, inside.row)
    let width = max(1, bars.columns / max(1, groups.count))
    let blocks: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    for (index, group) in groups.enumerated() {
      let height = Int((max(0, group) / most * Double(8 * bars.rows)).rounded())
      let here = passed / max(1, each)
      let style = index == here ? theme.strong : index < here ? theme.model : theme.faint
      for level in 0..<bars.rows where height > 8 * level || level == 0 {
        let part = min(max(height - 8 * level, 1), 8)
        for column in 0..<max(1, width - (width > 2 ? 1 : 0)) {
          canvas[bars.column + index * width + column, bars.endRow - 1 - level] = Cell(
            blocks[part - 1], style)
        }
      }
    }
  }
}
