import Canvas
import Flows

// Painting with the mouse.

extension State {
  /// The picture that is painted on under the pointer: the target's or the data's; `nil` elsewhere, and
  /// while a view or an overlay hides them.
  fileprivate func paintedPicture(under place: PointerPlace) -> Viewport? {
    guard painting != nil, view == .main, overlay == nil,
      let (pane, frame) = layout.pane(column: place.column, row: place.row),
      pane == .target || pane == .data,
      let viewport = pane.content.viewport(in: frame, self), viewport.rect.contains(place)
    else { return nil }
    return viewport
  }
}

/// Moves the brush to where the mouse is, so that one sees where it would paint.
func moveBrush(to place: PointerPlace, _ state: inout State) {
  guard let viewport = state.paintedPicture(under: place) else { return }
  state.painting?.brush = SIMD2<Double>(viewport.data(at: place))
}

/// Paints a dot where the mouse is pressed.
/// - Returns: what to do, or `nil` where nothing is painted on.
func paintDot(under place: PointerPlace, _ state: inout State) -> [Effect]? {
  guard let viewport = state.paintedPicture(under: place) else { return nil }
  state.focus = .target
  let point = SIMD2<Double>(viewport.data(at: place))
  state.painting?.strokeEnd = point
  return paintDot(at: point, &state)
}

/// Draws a stroke to where the mouse is, with dots at equal distances along its way: a quick hand leaves no
/// gaps, and a slow one no heap.
/// - Returns: what to do, or `nil` where nothing is painted on.
func stroke(to place: PointerPlace, _ state: inout State) -> [Effect]? {
  guard let painting = state.painting, let viewport = state.paintedPicture(under: place)
  else { return nil }
  let end = SIMD2<Double>(viewport.data(at: place))
  var last = painting.strokeEnd ?? painting.brush
  let way = end - last
  let length = (way * way).sum().squareRoot()
  // Half a brush apart; a mouse that is known by its cell cannot be followed more closely than by cells.
  let gap = max(0.5 * painting.deviation, place.isExact ? 0 : Double(viewport.halfBlock))
  let count = Int(min(40, length / gap + 1e-3))
  var effects: [Effect] = []
  if count > 0 {
    // Over a very long way they are farther apart.
    let step = way * (max(gap, length / 40) / length)
    for _ in 1...count {
      last += step
      let new = paintDot(at: last, &state)
      if !new.isEmpty { effects = new }
    }
  }
  state.painting?.strokeEnd = last
  state.painting?.brush = end
  return effects
}
