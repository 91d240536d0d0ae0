import Canvas
import Flows
import Learning

/// What a pane of the main screen shows. A pane is one type in one file, and one line of
/// ``Pane/content``.
protocol PaneContent: SendableMetatype {
  /// What the help says of it.
  static var help: PaneHelp { get }
  /// The space that it pictures; `nil` for panes of numbers.
  static var space: Probe.Space? { get }
  /// Whether it is empty until there is a model.
  static var needsModel: Bool { get }
  /// What it must be able to ask of the learner, for what it shows now.
  static func needs(_ state: State) -> Set<LearnerAbility>
  /// What its border says: its name, its direction, how that is computed.
  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles
  /// Draws what its border holds.
  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas)
  /// Draws it in its shortest form, without a border.
  static func drawStrip(_ scene: Scene, _ state: State, in frame: Rect, on canvas: inout Canvas)
  /// What a click on a cell means besides placing the probe.
  static func click(column: Int, row: Int, in frame: Rect, _ state: State) -> Action?
}

/// What a pane's border gives its titles.
struct PaneBorder {
  /// How the pane's name is written: the focused one's is strong.
  var name: Style
  /// Cells that a border has for text.
  var room: Int
}

/// The titles of a pane's border.
struct PaneTitles {
  var top = BorderTitles()
  var bottom = BorderTitles()
}

extension PaneContent {
  static var space: Probe.Space? { nil }
  static var needsModel: Bool { true }
  static func needs(_ state: State) -> Set<LearnerAbility> { [] }
  static func drawStrip(_ scene: Scene, _ state: State, in frame: Rect, on canvas: inout Canvas) {}
  static func click(column: Int, row: Int, in frame: Rect, _ state: State) -> Action? { nil }

  /// Where it pictures its space; `nil` for panes of numbers.
  static func viewport(in frame: Rect, _ state: State) -> Viewport? {
    switch space {
    case .base: state.baseViewport(frame)
    case .data: state.dataViewport(frame)
    case nil: nil
    }
  }
}

/// How a direction is computed, in the longest form that fits.
/// - Parameter isRough: whether its picture was solved in fewer steps, because it moves.
func method(
  _ method: Method?, _ use: SolverUse?, isRough: Bool, room: Int, _ theme: Theme
) -> StyledText? {
  let forms =
    isRough ? use.map(\.formsInMotion) ?? [] : method?.forms(using: use) ?? []
  return (forms.first { $0.count <= room } ?? forms.last).map {
    StyledText($0.numbersShow("nfe"), theme.faint)
  }
}

/// How many points are missing from the picture because they did not converge; `nil` for none.
func leftOut(
  _ count: Int, of all: Int, _ method: Method?, room: Int, _ theme: Theme
) -> StyledText? {
  guard count > 0, let method else { return nil }
  let forms = [
    "\(method.failure) at \(count) of \(all)", "\(method.failure) at \(count)",
    "\(count) not converged", "\(count) left out",
  ]
  return forms.first { $0.count <= room }.map { StyledText($0, theme.alarm) }
}
