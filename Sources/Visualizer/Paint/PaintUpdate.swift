import Canvas
import Flows
import Foundation
import Learning

/// Carries out a key of the painter.
func perform(_ action: PaintAction, on state: inout State) -> [Effect] {
  if action == .begin {
    var painting = Painting()
    if let painted = state.settings.targetChoice.painting {
      (painting.dots, painting.deviation) = (painted.dots, painted.deviation)
    }
    state.painting = painting
    state.focus = .target
    state.zoomed = false
    state.view = .main
    state.message = "paint with the mouse, or move the brush with the arrows and dot with space"
    return []
  }
  guard var painting = state.painting else { return [] }
  switch action {
  case .begin: return []
  case .leave:
    state.painting = nil
    state.message = nil
    return []
  case .move(let dx, let dy):
    let limit = SIMD2(repeating: 4.0)
    let step = SIMD2(Double(dx), Double(dy)) * 0.25
    painting.brush = (painting.brush + step).clamped(lowerBound: -limit, upperBound: limit)
    state.painting = painting
    return []
  case .save:
    guard !painting.dots.isEmpty else {
      state.message = "there is nothing painted to save"
      return []
    }
    return [.write(name: "painted.csv", text: painting.csv)]
  case .dot: return paintDot(at: painting.brush, &state)
  case .undo: _ = painting.dots.popLast()
  case .clear: painting.dots = []
  case .width(let offset):
    let widths = Painting.widths
    let here = widths.firstIndex { $0 >= painting.deviation - 1e-9 } ?? widths.count - 1
    painting.deviation = widths[min(max(here + offset, 0), widths.count - 1)]
  }
  state.painting = painting
  return train(&state)
}

/// Adds a dot, unless there is one just there.
func paintDot(at point: SIMD2<Double>, _ state: inout State) -> [Effect] {
  guard var painting = state.painting else { return [] }
  painting.brush = point
  let isThere = painting.dots.contains { dot in
    let gap = dot - point
    return (gap * gap).sum() < 0.0025
  }
  if isThere {
    state.painting = painting
    return []
  }
  guard painting.dots.count < PaintedDots.limit else {
    state.message = "\(PaintedDots.limit) dots are as many as a painting can have"
    return []
  }
  painting.dots.append(point)
  state.painting = painting
  return train(&state)
}

/// Draws a stroke from the brush to a cell of the target's or the data's picture, so that a quick hand
/// leaves no gaps.
/// - Returns: what to do, or `nil` where nothing is being painted there.
func stroke(toColumn column: Int, row: Int, _ state: inout State) -> [Effect]? {
  guard let painting = state.painting, state.panel == nil, !state.helpOpen,
    let (pane, frame) = state.layout.pane(column: column, row: row),
    pane == .target || pane == .data, let viewport = pane.content.viewport(in: frame, state),
    viewport.rect.contains(column: column, row: row)
  else { return nil }
  let end = SIMD2<Double>(viewport.data(column: column, row: row))
  let way = end - painting.brush
  let length = (way * way).sum().squareRoot()
  // Dots a cell apart, and no closer than the brush is wide.
  let gap = max(0.5 * painting.deviation, Double(viewport.pixelSize))
  let count = max(1, min(40, Int((length / gap).rounded())))
  var effects: [Effect] = []
  for part in 1...count {
    let new = paintDot(at: painting.brush + way * (Double(part) / Double(count)), &state)
    if !new.isEmpty { effects = new }
  }
  return effects
}

/// Trains on the painting as it is now: on from the parameters that there are, where the last target
/// lets it. An empty one leaves the last target as it is.
private func train(_ state: inout State) -> [Effect] {
  guard let painted = state.painting?.painted else { return [] }
  let target = TargetChoice.painted(painted)
  guard target != state.settings.targetChoice else { return [] }
  var effects: [Effect]
  if state.settings.canGoOn(with: target), state.snapshot?.model != nil {
    if state.settings.targetChoice.painting == nil {
      state.message = "the flow goes on from \(state.targetTitle) to your dots; r begins it anew"
    }
    // The training thread says at which step.
    let step = state.snapshot?.step ?? 0
    state.settings = state.settings.changed(.target(target), atStep: step)
    (state.pastStep, state.resumesFrom, state.lossCursor) = (nil, nil, nil)
    effects = [.train(.change(.target(target)))]
  } else {
    state.settings.targetChoice = target
    state.message = "a new start: what was learned before has other units or another loss"
    effects = startAgain(&state)
  }
  if !state.running {
    state.running = true
    effects.append(.train(.run))
  }
  return effects
}
