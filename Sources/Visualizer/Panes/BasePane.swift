import Canvas
import Flows
import Learning

/// Base space: data pulled back through the inverse, over the base density. A trained flow makes the
/// points look as if the base had drawn them.
enum BasePane: PaneContent {
  static let space: Probe.Space? = .base
  static func needs(_ state: State) -> Set<LearnerAbility> { [.inverse] }
  static let help = PaneHelp(
    title: "z · base space",
    text: "Your data pulled back through the inverse, over the base density. Training makes it "
      + "look as if it had been drawn from the base.",
    keys: [
      (.toggle(.samples), "the points"), (.cycleGrid, "the grid of z, of x, none"),
      (.cycleBase(1), "another base"), (.swapProbe, "probe z, or x"),
    ], mouse: "click or drag: the probe")

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    let room = border.room
    var titles = PaneTitles()
    titles.top.left = StyledText(room >= 26 ? "z · base space" : "z · base", border.name)
    titles.top.right = StyledText("f⁻¹ ◀ x", theme.model)
    titles.bottom.left = method(
      state.family?.inverseMethod, scene.inverseUse,
      room: room - (state.family?.jacobian.description.count ?? 0) - 7, theme)
    titles.top.center = leftOut(
      scene.pulledBackLeftOut, of: scene.pulledBack.count, state.family?.inverseMethod,
      room: room - (titles.top.left?.width ?? 0) - 12, theme)
    titles.bottom.right = state.family.map {
      let room = room - (titles.bottom.left?.width ?? 0) - 5
      let long = "Jacobian \($0.jacobian)"
      return StyledText(long.count <= room ? long : "J \($0.jacobian)", theme.faint)
    }
    if state.layers.contains(.grid), state.gridWay == .back {
      titles.top.left = StyledText(
        room >= 34 ? "z · base space, x's grid" : room >= 26 ? "z · x's grid" : "z · base",
        border.name)
      titles.bottom.right = gridLegend(state, width: room - (titles.bottom.left?.width ?? 0))
      if Scene.hasFolds(scene.pulledGrid) {
        titles.top.center = StyledText("folds here", theme.alarm)
      }
    }
    return titles
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    let viewport = Viewport(rect: inside, extent: Float(state.baseExtent))
    drawPlane(
      scene.basePlane, fine: scene.fine.base, maximum: scene.baseMaximum,
      baseMaximum: scene.baseMaximum,
      under: scene.pulledGrid.isEmpty ? .points : .grid, state, viewport, on: &canvas)
    if let slow = state.slow {
      drawBatch(slow, scene.slow, inBase: true, state, viewport, on: &canvas)
    } else {
      // Points and lines on top of each other are neither.
      if scene.pulledGrid.isEmpty || state.layers.contains(.samples) {
        drawPoints(scene.pulledBack, Theme(state.medium).data, state, viewport, on: &canvas)
      }
      drawGrid(scene.pulledGrid, state, viewport, on: &canvas)
    }
    drawProbe(scene.ledger?.z, state, viewport, on: &canvas)
  }
}
