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
    text:
      "The base distribution p_z with the board, and your data carried to z by the inverse (dots). "
      + "Training makes them look as if the base had drawn them.",
    keys: [
      (.toggle(.samples), "the points"), (.cycleGrid, "the grid of z, of x, none"),
      (.cycleBase(1), "another base"), (.swapProbe, "probe z, or x"),
    ], mouse: "click or drag: the probe")

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    let room = border.room
    var titles = PaneTitles()
    guard state.kind?.rival == nil else {
      titles.top.left = StyledText("z · normal numbers", border.name)
      return titles
    }
    titles.top.right = StyledText("f⁻¹ ◀ x", theme.model)
    let names =
      (state.showsBoard && scene.pulledBackLeftOut == 0 ? ["z · base space, board"] : []) + [
        "z · base space", "z · base",
      ]
    titles.top.left =
      names.map { StyledText($0, border.name) }.fitting(room - 10)
      ?? StyledText("z · base", border.name)
    let dots = showsDots(scene, state) ? dotLegend("data carried to z", theme.data) : ""
    titles.bottom.left = method(
      state.family?.inverseMethod, scene.inverseUse, isRough: scene.isRough,
      room: room - dots.width - 3, theme)
    titles.top.center = leftOut(
      scene.pulledBackLeftOut, of: scene.pulledBack.count, state.family?.inverseMethod,
      room: room - (titles.top.left?.width ?? 0) - 12, theme)
    if state.isSingular { titles.top.center = StyledText("no inverse", theme.alarm) }
    titles.bottom.right = dots
    if let left = titles.bottom.left, left.width + dots.width + 3 > room {
      titles.bottom.left = dots.width + 3 <= room && dots.width > 0 ? nil : left
    }
    if let family = state.family {
      // Of a layer: the matrix of all layers together is full.
      let structure = StyledText("each layer: \(family.jacobian)", theme.faint)
      let used = (titles.bottom.left?.width ?? 0) + dots.width
      if used + structure.width + 8 <= room { titles.bottom.center = structure }
    }
    if state.layers.contains(.grid), state.gridWay == .back {
      titles.top.left = StyledText(
        room >= 34 ? "z · base space, x's grid" : room >= 26 ? "z · x's grid" : "z · base",
        border.name)
      titles.bottom = BorderTitles(right: gridLegend(state, width: room))
      if Scene.hasFolds(scene.pulledGrid) {
        titles.top.center = StyledText("folds here", theme.alarm)
      }
    }
    return titles
  }

  /// Whether the data's points show: points and lines on top of each other are neither.
  private static func showsDots(_ scene: Scene, _ state: State) -> Bool {
    state.slow == nil && !state.isSingular
      && (scene.pulledGrid.isEmpty || state.layers.contains(.samples))
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    let viewport = state.viewport(inside, extent: state.baseExtent)
    drawPlane(
      scene.basePlane, maximum: scene.baseMaximum, baseMaximum: scene.baseMaximum,
      under: scene.pulledGrid.isEmpty ? .points : .grid, state, viewport, on: &canvas)
    if let slow = state.slow {
      drawBatch(slow, scene.slow, inBase: true, state, viewport, on: &canvas)
    } else {
      if showsDots(scene, state) {
        // Few enough that the board is seen between them.
        let isMono = state.medium.colors == .mono
        let count = inside.columns * inside.rows / (isMono ? 12 : 4)
        drawPoints(
          Array(scene.pulledBack.prefix(count)), Theme(state.medium).data, state, viewport,
          on: &canvas)
      }
      drawGrid(scene.pulledGrid, state, viewport, on: &canvas)
    }
    if state.lesson?.hides("probe.branches") != true {
      drawTwins(scene.twins, state, viewport, on: &canvas)
    }
    drawProbe(scene.ledger?.z, state, viewport, on: &canvas)
  }
}
