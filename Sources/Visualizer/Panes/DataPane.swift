import Canvas
import Flows
import Learning

/// Data space: the model's density, the warped grid over it, its samples on top.
enum DataPane: PaneContent {
  static let space: Probe.Space? = .data
  static let help = PaneHelp(
    title: "x · data space",
    text: "The model's density, its samples, and the grid of base space pushed through the flow: "
      + "its colours say where f expands and where it contracts.",
    keys: [
      (.cyclePicture, "board, lines, density"), (.toggle(.samples), "the samples"),
      (.cycleGrid, "the grid of z, of x, none"), (.swapProbe, "probe z, or x"),
    ], mouse: "click or drag: the probe")

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    let room = border.room
    var titles = PaneTitles()
    titles.top.left = StyledText(room >= 26 ? "x · data space" : "x · data", border.name)
    titles.top.right = StyledText("z ▶ f", theme.model)
    let showsGrid = state.layers.contains(.grid) && state.gridWay == .forward
    titles.bottom.left = method(
      state.family?.forwardMethod, scene.forwardUse, room: room - (showsGrid ? 13 : 0), theme)
    if showsGrid {
      titles.top.left = StyledText(
        room >= 34 ? "x · data space, z's grid" : room >= 26 ? "x · z's grid" : "x · data",
        border.name)
      titles.bottom.right = gridLegend(state, width: room - (titles.bottom.left?.width ?? 0))
      if Scene.hasFolds(scene.grid) { titles.top.center = StyledText("folds here", theme.alarm) }
    }
    let missing = leftOut(
      scene.samplesLeftOut, of: scene.samplesLeftOut + scene.samples.count,
      state.family?.forwardMethod, room: room - (titles.top.left?.width ?? 0) - 12, theme)
    if let missing { titles.top.center = missing }
    return titles
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    let viewport = Viewport(rect: inside, extent: Float(state.dataExtent))
    let gridShows = state.layers.contains(.grid) && state.gridWay == .forward
    // Without a density the samples are all there is to see.
    let samplesShow =
      state.layers.contains(.samples) || !state.abilities.contains(.density)
    drawPlane(
      scene.plane, fine: scene.fine.data, maximum: scene.dataMaximum,
      baseMaximum: scene.baseMaximum,
      under: samplesShow || state.slow != nil ? .points : gridShows ? .grid : .nothing, state,
      viewport, on: &canvas)
    if let slow = state.slow {
      drawBatch(slow, scene.slow, inBase: false, state, viewport, on: &canvas)
    } else if gridShows {
      drawGrid(scene.grid, state, viewport, on: &canvas)
    }
    if samplesShow {
      drawPoints(scene.samples, Theme(state.medium).model, state, viewport, on: &canvas)
    }
    drawProbe(scene.ledger?.x, state, viewport, on: &canvas)
  }
}
