import Canvas
import Flows

// Painting with the mouse.

extension State {
  /// The picture that is painted on at a cell: the target's or the data's; `nil` elsewhere, and
  /// while a view or an overlay hides them.
  fileprivate func paintedPicture(column: Int, row: Int) -> Viewport? {
    guard painting != nil, view == .main, overlay == nil,
      let (pane, frame) = layout.pane(column: column, row: row), pane == .target || pane == .data,
      let viewport = pane.content.viewport(in: frame, self),
      viewport.rect.contains(column: column, row: row)
    else { return nil }
    return viewport
  }
}

/// Paints a dot where the mouse is pressed.
/// - Returns: what to do, or `nil` where nothing is painted on.
func paintDot(underColumn column: Int, row: Int, _ state: inout State) -> [Effect]? {
  guard let viewport = state.paintedPicture(column: column, row: row) else { return nil }
  state.focus = .target
  return paintDot(at: SIMD2<Double>(viewport.data(column: column, row: row)), &state)
}

/// Draws a stroke from the brush to a cell, so that a quick hand leaves no gaps.
/// - Returns: what to do, or `nil` where nothing is painted on.
func stroke(toColumn column: Int, row: Int, _ state: inout State) -> [Effect]? {
  guard let painting = state.painting,
    let viewport = state.paintedPicture(column: column, row: row)
  else { return nil }
  let end = SIMD2<Double>(viewport.data(column: column, row: row))
  let way = end - painting.brush
  let length = (way * way).sum().squareRoot()
  // Dots a cell apart, and no closer than the brush is wide.
  let gap = max(0.5 * painting.deviation, Double(viewport.halfBlock))
  let count = max(1, min(40, Int((length / gap).rounded())))
  var effects: [Effect] = []
  for part in 1...count {
    let new = paintDot(at: painting.brush + way * (Double(part) / Double(count)), &state)
    if !new.isEmpty { effects = new }
  }
  return effects
}
