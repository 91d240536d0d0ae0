import ArgumentParser
import Canvas
import Visualizer

/// How the screen looks at a run; what `y` shows is made of these.
struct ViewOptions: ParsableArguments {
  @Option(
    help: "Colours of densities: \(State.densityMaps.map(\.rawValue).joined(separator: ", ")).",
    transform: parseColorMap)
  var colormap = ColorMap.viridis
  @Option(
    help:
      "Where the probe is, as in --probe=-1,0.5; z:… places it in base space. (default: 0.5,0.5)",
    transform: parseProbe)
  var probe: Probe?
  @Option(
    help: "Layers to show: \(PictureLayer.allCases.map(\.rawValue).joined(separator: ", ")).",
    transform: parseLayers)
  var show: Set<PictureLayer> = []
  @Option(help: "Layers to hide, as in --hide grid,samples.", transform: parseLayers)
  var hide: Set<PictureLayer> = []
  @Option(
    help:
      "What fills the pictures: \(Picture.allCases.map { "\($0.rawValue) (\($0.summary))" }.joined(separator: ", "))."
  )
  var picture = Picture.both
  @Option(help: "Which way the grid goes: base space's forward, or data space's back.")
  var grid = GridWay.forward
  @Option(
    help: "The pane with the focus: \(Pane.allCases.map(\.rawValue).joined(separator: ", ")).")
  var focus: Pane?
  @Option(
    help: "What fills the screen: \(ViewName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var view = ViewName.main
  @Option(help: "How far from z (0) to x (1) the morph is.")
  var depth = 0.5
  @Option(help: "Half the width of the mass lens, and the width of the 1-D view's bin.")
  var radius = 0.5
  @Option(help: "The view's form, from 1; the key a goes through them.")
  var form = 1
  @Option(help: "The layer that the estimates view shows, in the order of x to z; 0 is all.")
  var layer = 0
  @Option(help: "The step at which the loss is read. (default: that of the model)")
  var cursor: Int?
  @Flag(help: "Give the focused pane the whole screen.")
  var zoom = false

  /// Sets the state's view.
  func apply(to state: inout State) {
    state.colorMap = colormap
    if let probe { state.probe = probe }
    state.layers.formUnion(show)
    state.layers.subtract(hide)
    state.picture = picture
    state.gridWay = grid
    if let focus { state.focus = focus }
    state.lossCursor = cursor
    state.zoomed = zoom
    state.view = view
    state[Passage.self].depth = depth
    state[ViewReach.self].radius = radius
    state[LayerChoice.self].layer = max(0, layer)
    state.setForm(form - 1, of: view)
  }

  func validate() throws {
    guard (1...view.forms).contains(form) else {
      throw ValidationError(
        "--form \(form): view \(view.rawValue) has "
          + (view.forms == 1 ? "one form" : "forms 1 to \(view.forms)"))
    }
  }
}

extension Picture: ExpressibleByArgument {}
extension Pane: ExpressibleByArgument {}
extension GridWay: ExpressibleByArgument {}
extension ViewName: ExpressibleByArgument {
  public init?(argument: String) {
    guard let name = ViewName.allCases.first(where: { $0.rawValue == argument }) else { return nil }
    self = name
  }

  public static var allValueStrings: [String] { allCases.map(\.rawValue) }
  public var defaultValueDescription: String { rawValue }
}

private func parseColorMap(_ text: String) throws -> ColorMap {
  guard let map = State.densityMaps.first(where: { $0.rawValue == text }) else {
    let names = State.densityMaps.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("'\(text)' is no colour map: choose one of \(names)")
  }
  return map
}

private func parseProbe(_ text: String) throws -> Probe {
  guard let probe = Probe(text) else {
    throw ValidationError("'\(text)' is no point: write two numbers, as in 0.5,-1 or z:0,1")
  }
  return probe
}

private func parseLayers(_ text: String) throws -> Set<PictureLayer> {
  try Set(
    text.split(separator: ",").map { word in
      guard let layer = PictureLayer(rawValue: String(word)) else {
        let names = PictureLayer.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("'\(word)' is no layer: choose from \(names)")
      }
      return layer
    })
}
