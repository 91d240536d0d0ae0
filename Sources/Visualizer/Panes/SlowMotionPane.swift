import Canvas
import Learning

/// The parts of one training step, with the numbers of those that are done.
func drawSlowMotion(
  _ slow: SlowMotion, _ scene: SlowScene?, _ state: State, in inside: Rect,
  on canvas: inout Canvas
) {
  let theme = Theme(state.medium)
  let isWide = inside.columns >= 44
  let roomy = inside.rows >= 2 * slow.phases.count + 1
  var row = inside.row
  for (index, phase) in slow.phases.enumerated() {
    guard row < inside.endRow else { return }
    let isNow = phase == slow.phase
    let isDone = phase.rawValue <= slow.phase.rawValue
    let style = isNow ? theme.model.emphasised : isDone ? theme.text : theme.faint
    let marker = isNow ? (state.medium.glyphs == .ascii ? "> " : "▶ ") : "  "
    canvas.write(
      StyledText("\(marker)\(index + 1) \(phase.title)", style), at: inside.column, row,
      maxWidth: inside.columns)
    if isDone {
      let room = inside.columns - phase.title.count - 5
      var value = slow.value(of: phase, scene)
      if value.count > room { value = bareNumber(value) }
      guard value.count <= room else {
        row += 1
        continue
      }
      canvas.writeTrailing(
        StyledText(value, isNow ? theme.strong : theme.text), before: inside.endColumn, row)
    }
    row += 1
    if isDone, isWide, roomy || isNow {
      let lines = wrapped(slow.explanation(of: phase, scene, state), inside.columns - 4)
      for line in lines.prefix(isNow ? 2 : 1) where row < inside.endRow {
        canvas.write(line, at: inside.column + 4, row, style: theme.faint)
        row += 1
      }
    }
  }
  guard slow.phase.rawValue >= SlowMotion.Phase.gradients.rawValue, row < inside.endRow else {
    return
  }
  if inside.endRow - row > slow.anatomy.layerGradientNorms.count { row += 1 }
  drawGradientBars(
    slow.anatomy, state,
    in: Rect(
      column: inside.column, row: row, columns: inside.columns, rows: inside.endRow - row),
    on: &canvas)
}

/// The same in the three lines below the pictures.
func drawSlowMotionStrip(
  _ slow: SlowMotion, _ scene: SlowScene?, _ state: State, in rect: Rect, on canvas: inout Canvas
) {
  let theme = Theme(state.medium)
  var parts = StyledText(" ")
  for (index, phase) in slow.phases.enumerated() {
    let style =
      phase == slow.phase
      ? theme.model.emphasised : phase.rawValue < slow.phase.rawValue ? theme.text : theme.faint
    let arrow = state.medium.glyphs == .ascii ? "  " : " ▸ "
    parts += StyledText((index > 0 ? arrow : "") + phase.title, style)
  }
  canvas.write(parts, at: rect.column, rect.row, maxWidth: rect.columns)
  let value = slow.value(of: slow.phase, scene)
  let line = StyledText(" \(slow.phase.title) ", theme.faint) + StyledText(value, theme.strong)
  canvas.write(line, at: rect.column, rect.row + 1, maxWidth: rect.columns)
  let norms = slow.anatomy.layerGradientNorms.map(\.norm)
  let room = rect.columns - line.width - 16
  if slow.phase.rawValue >= SlowMotion.Phase.gradients.rawValue, room >= norms.count {
    let bars =
      StyledText("layers 1–\(norms.count) ", theme.faint)
      + StyledText.sparkline(
        norms, width: max(norms.count, min(room, 2 * norms.count)),
        range: 0...max(norms.max() ?? 0, 1e-12),
        style: theme.model, medium: state.medium)
    canvas.writeTrailing(bars, before: rect.endColumn - 1, rect.row + 1)
  }
  canvas.write(
    StyledText(" " + slow.explanation(of: slow.phase, scene, state), theme.faint),
    at: rect.column, rect.row + 2, maxWidth: rect.columns)
}

/// The number in a value, without the words around it.
private func bareNumber(_ value: String) -> String {
  value.split(separator: " ").first { $0.contains(where: \.isNumber) }.map(String.init) ?? value
}

/// The norm of each layer's part of the gradient: as bars, or in one line where there is no room.
private func drawGradientBars(
  _ anatomy: StepAnatomy, _ state: State, in rect: Rect, on canvas: inout Canvas
) {
  let theme = Theme(state.medium)
  let norms = anatomy.layerGradientNorms
  let most = norms.map(\.norm).max() ?? 0
  guard !norms.isEmpty, rect.columns >= 26 else { return }
  guard norms.count <= rect.rows else {
    let line =
      StyledText("layers 1–\(norms.count) ", theme.faint)
      + StyledText.sparkline(
        norms.map(\.norm), width: rect.columns - 18, range: 0...max(most, 1e-12),
        style: theme.model, medium: state.medium)
    canvas.write(line, at: rect.column + 4, rect.row)
    return
  }
  for (row, entry) in norms.enumerated() {
    let y = rect.row + row
    canvas.write(entry.layer, at: rect.column + 4, y, style: theme.faint)
    canvas.drawBar(
      entry.norm, in: Rect(column: rect.column + 13, row: y, columns: rect.columns - 22, rows: 1),
      range: 0...max(most, 1e-12), positive: theme.model, negative: theme.model,
      axis: theme.faint, medium: state.medium)
    canvas.writeTrailing(
      StyledText(NumberText.compact(entry.norm), theme.text), before: rect.endColumn, y)
  }
}

/// The batch in a picture of a space: as drawn, then coloured by log|det dx/dz|.
func drawBatch(
  _ slow: SlowMotion, _ scene: SlowScene?, inBase: Bool, _ state: State, _ viewport: Viewport,
  on canvas: inout Canvas
) {
  let theme = Theme(state.medium)
  if inBase, slow.phase == .batch || !slow.phases.contains(.inverse) {
    let text = slow.phase == .batch ? "not pulled back yet" : "not needed: the field is learned"
    canvas.write(
      StyledText(text, theme.faint), in: viewport.rect, row: viewport.rect.rows - 1,
      alignment: .center)
    return
  }
  let points = inBase ? scene?.z ?? [] : slow.anatomy.points
  let map = DivergingMap(limit: logDetLimit, medium: state.medium)
  let colours = slow.phase == .logDets ? scene?.logDet : nil
  var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
  for (index, point) in points.enumerated() {
    raster.point(
      viewport.dot(point), style: colours.map { map.style(for: $0[index]) } ?? theme.data)
  }
  canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
}

extension SlowMotion {
  /// The number that a part comes to.
  func value(of phase: Phase, _ scene: SlowScene?) -> String {
    switch phase {
    case .batch: "\(anatomy.points.count.grouped) points"
    case .inverse: scene.map { "mean log p_z \($0.meanLogBase.text(3))" } ?? ""
    case .logDets: scene.map { "mean \($0.meanLogDet.text(3, plus: true)) nats" } ?? ""
    case .loss: "\(anatomy.loss.text(3))" + (phases.contains(.inverse) ? " nats" : "")
    case .gradients: "norm \(NumberText.compact(anatomy.gradientNorm))"
    case .update: "moved by \(NumberText.compact(anatomy.updateNorm))"
    }
  }

  /// What is done and with which numbers, in a sentence.
  func explanation(of phase: Phase, _ scene: SlowScene?, _ state: State) -> String {
    let settings = anatomy.before.settings
    let (base, det) = (scene?.meanLogBase ?? .nan, scene?.meanLogDet ?? .nan)
    switch phase {
    case .batch:
      let noise = settings.noise.map { ", with noise of ± \($0)" } ?? ""
      let source =
        settings.pool == nil
        ? "fresh samples of \(state.targetTitle), none seen before" : "from the fixed data pool"
      let cells = Cells(settings).map { ", in cells \($0.width) wide" } ?? ""
      return source + cells + noise
    case .inverse: return "the same points carried to base space: z = f⁻¹(x)"
    case .logDets: return "coloured by how f stretches there: log|det dx/dz|"
    case .loss:
      guard phases.contains(.inverse) else {
        return "mean \(objective.formula)"
      }
      return
        "−(mean log p_z − mean log|det dx/dz|) = −(\(base.text(3)) − (\(det.text(3, plus: true))))"
    case .gradients:
      let bound = settings.gradientBound
      let clip = anatomy.gradientNorm > bound ? ", clipped to \(NumberText.compact(bound))" : ""
      return "which way each parameter changes the loss, by layer" + clip
    case .update:
      guard phases.contains(.inverse), let scene else {
        return "Adam, step size \(NumberText.scientific(anatomy.learningRate))"
      }
      return "Adam, step size \(NumberText.scientific(anatomy.learningRate)): this batch now costs "
        + "\(scene.lossAfter.text(3)) nats, \((scene.lossAfter - anatomy.loss).text(4, plus: true))"
    }
  }
}
