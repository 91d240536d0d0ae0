import Canvas
import Flows
import Learning

/// The target: its true density where that is known, and data points.
enum TargetPane: PaneContent {
  static let space: Probe.Space? = .data
  static let needsModel = false
  static let help = PaneHelp(
    title: "target",
    text: "The true density that the model should become, and its points.",
    keys: [
      (.cycleTarget(1), "another target"), (.paint(.begin), "paint your own"),
      (.toggle(.samples), "the points"),
    ], mouse: "click or drag: the probe")

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    let room = border.room
    var titles = PaneTitles()
    titles.top.left = StyledText("target ", border.name) + StyledText(state.targetTitle, theme.data)
    let isEmpty = state.painting?.dots.isEmpty == true
    if isEmpty { titles.top.left = StyledText("target ", border.name) + "nothing painted yet" }
    if let painting = state.painting {
      titles.top.right = StyledText("paint", theme.model)
      titles.bottom.left = StyledText(
        painting.dots.count == 1 ? "1 dot" : "\(painting.dots.count) dots", theme.text)
    }
    // An empty painting has no entropy; the run's target still has one.
    titles.bottom.right = (isEmpty ? nil : state.target?.entropy).map {
      StyledText("entropy \($0.text(3).shows("entropy")) nats", theme.faint)
    }
    if let points = state.ownPoints {
      let forms = standardizationTexts(points)
      titles.bottom.left = forms.first { $0.count <= room }.map { StyledText($0, theme.faint) }
      titles.top.right =
        state.settings.dataWarnings.isEmpty
        ? nil : state.warningCount.map { StyledText("\($0): ?", theme.alarm) }
    }
    return titles
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    let viewport = state.viewport(inside, extent: state.dataExtent)
    let pointsShow =
      scene.targetDensity == nil || state.layers.contains(.samples)
    drawTarget(
      scene.targetDensity, maximum: scene.dataMaximum, under: pointsShow ? .points : .nothing,
      state, viewport, on: &canvas)
    if pointsShow {
      drawPoints(scene.data, Theme(state.medium).data, state, viewport, on: &canvas)
    }
    drawProbe(scene.probeInData, state, viewport, on: &canvas)
    if let painting = state.painting {
      if painting.dots.isEmpty { canvas.fill(viewport.rect) }
      drawBrush(painting, state, viewport, on: &canvas)
    }
  }
}

/// How a user's points were standardized, the longest form first.
private func standardizationTexts(_ points: OwnPoints) -> [String] {
  let units = points.standardization
  let names = (points.columns ?? []).map { Int($0) == nil ? $0 : "" } + ["", ""]
  let ranges = (0..<2).map { axis in
    "\(units.mean[axis].significant) ± \(units.deviation[axis].significant)"
  }
  let named = zip(names, ranges).map { $0.isEmpty ? $1 : "\($0) \($1)" }
  let formulas = points.transform.joined(separator: ", ")
  return ["standardized: " + formulas, formulas]
    + [named, ranges].map { $0.joined(separator: ", ") } + ["standardized"]
}
