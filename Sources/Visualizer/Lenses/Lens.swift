import Canvas
import Learning

/// What a view other than the main one shows: evaluated numbers, and how they are drawn.
///
/// Each view is a file: a scene, how it is evaluated and remembered, how it is drawn.
protocol LensScene: Sendable {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas)
}

/// What views are evaluated from.
struct LensSubject {
  let state: State
  let evaluator: Evaluator
  let model: Model
  let key: ModelKey
  /// The density at which the colour maps end.
  let densityMaximum: Float
  /// Where the view is drawn.
  let body: Rect
}

/// What the views remember of their evaluations.
struct LensMemory {
  private var probe = ProbeMemory()
  private var morph = MorphMemory()
  private var field = FieldMemory()
  private var mass = MassMemory()
  private var layers = LayersMemory()
  private var difference = DifferenceMemory()
  private var oneD = OneDMemory()
  private var marginal = MarginalMemory()
  private var invariants = InvariantsMemory()
  private var estimates = EstimatesMemory()

  mutating func scene(of subject: LensSubject) -> (any LensScene)? {
    switch subject.state.view {
    case .main: nil
    case .probe: probe.scene(subject)
    case .morph: morph.scene(subject)
    case .field: field.scene(subject)
    case .mass: mass.scene(subject)
    case .layers: layers.scene(subject)
    case .loss: LossScene()
    case .difference: difference.scene(subject)
    case .oneD:
      subject.state.lens.isMarginal
        ? marginal.scene(subject, axis: subject.state.lens.axis) : oneD.scene(subject)
    case .invariants: invariants.scene(subject)
    case .estimates: estimates.scene(subject)
    }
  }
}

/// Draws a view, or why there is nothing to see yet.
func drawLens(
  _ scene: (any LensScene)?, _ state: State, in body: Rect, on canvas: inout Canvas
) {
  guard let scene else {
    drawEmpty(state, in: body.inset(), on: &canvas)
    return
  }
  scene.draw(state, in: body, on: &canvas)
}

/// Two pictures side by side, numbers beside them and a strip below: the shape of most views.
///
/// On a screen too small for that, the second picture alone; what has no room is empty.
struct PairLayout: Hashable {
  var first: Rect
  var second: Rect
  var side: Rect
  var below: Rect

  init(_ body: Rect) {
    let empty = Rect(column: body.column, row: body.row, columns: 0, rows: 0)
    (first, second, side, below) = (empty, body, empty, empty)
    guard body.columns >= 56, body.rows >= 14 else { return }
    let width = min(body.columns / 3, 2 * (body.rows - 9) + 2)
    let rows = min((width - 1) / 2 + 2, body.rows)
    let parts = body.columns(.cells(2 * width), .share(1))
    let left = parts[0].rows(.cells(rows), .share(1))
    let pictures = left[0].columns(.cells(width), .share(1))
    (first, second, side, below) = (pictures[0], pictures[1], parts[1], left[1])
    if below.rows < 4 { below = empty }
  }
}

extension Canvas {
  /// Draws a view's panel.
  /// - Returns: the rectangle inside its border, empty where the panel has no room.
  mutating func drawPanel(
    _ rect: Rect, top: BorderTitles = .init(), bottom: BorderTitles = .init(), _ state: State
  ) -> Rect {
    guard rect.columns >= 2, rect.rows >= 2 else {
      return Rect(column: rect.column, row: rect.row, columns: 0, rows: 0)
    }
    return drawFrame(
      rect, top: top, bottom: bottom, style: Theme(state.medium).border, medium: state.medium)
  }

  /// Writes lines of text from the top of a rectangle, as many as fit.
  /// - Returns: the first row without text.
  @discardableResult
  mutating func write(lines: [StyledText], in rect: Rect) -> Int {
    for (row, line) in lines.prefix(rect.rows).enumerated() {
      write(line, at: rect.column, rect.row + row, maxWidth: rect.columns)
    }
    return rect.row + min(lines.count, rect.rows)
  }
}

/// A label at the left and a value at the right of a width.
func factLine(_ label: String, _ value: StyledText, _ theme: Theme, width: Int) -> StyledText {
  let room = max(0, width - value.width - 1)
  return StyledText(label.fitted(to: room).trailing(max(0, width - value.width)), theme.faint)
    + value
}

extension State {
  /// The viewport of base space in a panel.
  func baseViewport(_ frame: Rect) -> Viewport {
    Viewport(rect: frame.inset(), extent: Float(baseExtent))
  }

  /// The viewport of data space in a panel.
  func dataViewport(_ frame: Rect) -> Viewport {
    Viewport(rect: frame.inset(), extent: Float(dataExtent))
  }

  /// Where a view pictures the two spaces, for clicks.
  func lensViewports(in body: Rect) -> (base: Viewport?, data: Viewport?) {
    let pair = PairLayout(body)
    func shown(_ viewport: Viewport) -> Viewport? { viewport.rect.isEmpty ? nil : viewport }
    switch view {
    case .probe where !lens.inPlace: return (nil, nil)
    case .probe, .mass: return (shown(baseViewport(pair.first)), shown(dataViewport(pair.second)))
    case .difference: return (nil, shown(dataViewport(pair.second)))
    case .oneD where lens.isMarginal: return (nil, nil)
    case .oneD: return (nil, OneDLayout(body).picture.flatMap { shown(dataViewport($0)) })
    case .main, .morph, .field, .layers, .loss, .invariants, .estimates: return (nil, nil)
    }
  }
}
