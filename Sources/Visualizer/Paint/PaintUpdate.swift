import Canvas
import Flows
import Foundation
import Learning

/// Begins to paint: on from the dots of a painting that is the target already.
private func beginPainting(_ state: inout State) {
  var painting = Painting()
  if let painted = state.settings.targetChoice.painting {
    (painting.dots, painting.deviation) = (painted.dots, painted.deviation)
  }
  painting.watch = state.mode.watch
  state.painting = painting
  state.focus = .target
  state.zoomed = false
  state.view = .main
  state.message = "paint with the mouse, or move the brush with the arrows and dot with space"
}

/// Does what a key means while painting, or begins to paint.
func perform(_ action: PaintAction, on state: inout State) -> [Effect] {
  if action == .begin {
    if state.race == nil { beginPainting(&state) }
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

/// Trains on the painting as it is now. The flow goes on from its present parameters where units and
/// loss stay the same, and begins anew where they change. An empty painting leaves the target as it is.
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
    state.mode.watch.returnToNow()
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
