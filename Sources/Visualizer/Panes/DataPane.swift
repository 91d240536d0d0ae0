import Canvas
import Flows
import Learning

/// Data space: the model's density, the warped grid over it, its samples on top.
enum DataPane: PaneContent {
  static let space: Probe.Space? = .data
  static let help = PaneHelp(
    title: "x · data space",
    text:
      "The pushforward: the model's density, its samples, and the board and the grid of base space "
      + "carried by the flow. They show log|det dx/dz|, {expands} where f expands, {contracts} where it "
      + "contracts.",
    keys: [
      (.cyclePicture, "board, lines, density"), (.toggle(.samples), "the samples"),
      (.cycleGrid, "the grid of z, of x, none"), (.swapProbe, "probe z, or x"),
    ], mouse: "click or drag: the probe")

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    let room = border.room
    var titles = PaneTitles()
    let showsGrid = state.layers.contains(.grid) && state.gridWay == .forward
    // A rival has no f.
    if state.kind?.rival == nil { titles.top.right = StyledText("z ▶ f", theme.model) }
    titles.top.left =
      scene.samplesLeftOut > 0
      ? StyledText(room >= 26 ? "x · data space" : "x · data", border.name)
      : name(state, showsGrid: showsGrid, border, room: room - 8, theme)
    if showsGrid || state.showsBoard {
      // What the colours are comes first; how the direction is computed where there is room besides.
      titles.bottom.right = gridLegend(state, width: room)
    }
    let methodRoom = room - (titles.bottom.right.map { $0.width + 3 } ?? 0)
    titles.bottom.left = method(
      state.family?.forwardMethod, scene.forwardUse, isRough: scene.isRough,
      room: methodRoom, theme)
    if let left = titles.bottom.left, left.width > methodRoom { titles.bottom.left = nil }
    if showsGrid, Scene.hasFolds(scene.grid) {
      titles.top.center = StyledText("folds here", theme.alarm)
    }
    if state.handBreak != nil {
      titles.top.center = StyledText("not invertible", theme.alarm)
    }
    let missing = leftOut(
      scene.samplesLeftOut, of: scene.samplesLeftOut + scene.samples.count,
      state.family?.forwardMethod, room: room - (titles.top.left?.width ?? 0) - 12, theme)
    if let missing { titles.top.center = missing }
    return titles
  }

  /// The pane's name and what it shows of the other space and of the samples, the longest form that fits.
  private static func name(
    _ state: State, showsGrid: Bool, _ border: PaneBorder, room: Int, _ theme: Theme
  ) -> StyledText {
    let carried = showsGrid ? "z's grid" : state.showsBoard ? "board of z" : ""
    let samples = dotLegend("samples of the model", theme.model)
    let shows = state.layers.contains(.samples) && state.slow == nil
    func form(_ name: String, _ what: String, _ withSamples: Bool) -> StyledText {
      StyledText(what.isEmpty ? name : name + what, border.name)
        + (withSamples ? StyledText(" ") + samples : "")
    }
    let marks = carried.isEmpty ? "" : ", " + carried
    let forms =
      shows
      ? [
        form("x · data space", marks, true), form("x · data space", "", true), form("x", "", true),
      ]
      : [
        form("x · data space", marks, false), form("x · data", marks, false),
        form("x · ", carried, false),
      ]
    return (forms + [form("x · data space", "", false), form("x · data", "", false)]).fitting(room)
      ?? form("x · data", "", false)
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    let viewport = state.viewport(inside, extent: state.dataExtent)
    let gridShows = state.layers.contains(.grid) && state.gridWay == .forward
    // Without a density the samples are all there is to see.
    let samplesShow = state.showsSamples
    drawPlane(
      scene.plane, maximum: scene.dataMaximum, baseMaximum: scene.baseMaximum,
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
    drawProbe(scene.probeInData, state, viewport, on: &canvas)
  }
}
