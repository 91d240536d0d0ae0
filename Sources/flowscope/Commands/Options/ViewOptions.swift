import ArgumentParser
import Canvas
import Flows
import Visualizer

/// How the screen looks at a run; what `y` shows is made of these.
struct ViewOptions: ParsableArguments {
  @Option(
    "colormap",
    "Colours of densities: \(names(State.densityMaps.map(\.rawValue))). (default: viridis)",
    State.densityMaps.map(\.rawValue))
  var colormap: GivenOption?
  @Option(
    "probe",
    "Where the probe is, as in -1,0.5; z:… places it in base space. (default: 0.5,0.5)")
  var probe: GivenOption?
  @Option(
    "picture",
    "What fills the pictures: \(names(Picture.allCases.map { "\($0.rawValue) (\($0.summary))" })). (default: both)",
    Picture.allCases.map(\.rawValue))
  var picture: GivenOption?
  @Option(
    "show", "Layers to show: \(names(PictureLayer.allCases.map(\.rawValue))).",
    PictureLayer.allCases.map(\.rawValue))
  var show: [GivenOption]
  @Option(
    "hide", "Layers to hide, as in --hide grid,samples.", PictureLayer.allCases.map(\.rawValue))
  var hide: [GivenOption]
  @Option(
    "grid",
    "Which way the grid goes: base space's forward, or data space's back. (default: forward)",
    GridWay.allCases.map(\.rawValue))
  var grid: GivenOption?
  @Option(
    "focus", "The pane with the focus: \(names(Pane.allCases.map(\.rawValue))).",
    Pane.allCases.map(\.rawValue))
  var focus: GivenOption?
  @Option(
    "view", "What fills the screen: \(names(ViewName.allCases.map(\.rawValue))). (default: main)",
    ViewName.allCases.map(\.rawValue))
  var view: GivenOption?
  @Option("depth", "How far from z (0) to x (1) the morph is. (default: 0.5)")
  var depth: GivenOption?
  @Option(
    "radius", "Half the width of the mass lens, and the width of the 1-D view's bin. (default: 0.5)"
  )
  var radius: GivenOption?
  @Option("form", "The view's form, from 1; the key a goes through them. (default: 1)")
  var form: GivenOption?
  @Option(
    "layer",
    "The layer that the estimates view shows, in the order of x to z; 0 is all. (default: 0)"
  )
  var layer: GivenOption?
  @Option(
    "dimensions",
    "How many dimensions the estimates view's fourth form multiplies determinants in. (default: 64)"
  )
  var dimensions: GivenOption?
  @Option("cursor", "The step at which the loss is read. (default: that of the model)")
  var cursor: GivenOption?
  @Flag(help: "Give the focused pane the whole screen.")
  var zoom = false

  /// What was given.
  var given: [GivenOption] {
    givenOptions(of: self) + (zoom ? [GivenOption(name: "zoom", text: "")] : [])
  }

  func validate() throws { try check(given) }
}

/// - Throws: ValidationError for options that make no state.
func check(_ options: [GivenOption]) throws {
  var state = State(medium: Medium(colors: .mono, glyphs: .ascii))
  do {
    try state.read(options)
  } catch {
    throw ValidationError(error.description)
  }
}

extension Option where Value == GivenOption? {
  /// An option that ``State/read(_:)`` reads.
  /// - Parameter values: those that a shell completes.
  init(_ name: String, _ help: String, _ values: [String] = []) {
    self.init(
      name: .customLong(name), help: ArgumentHelp(help), completion: .anyOf(values)
    ) { text in
      GivenOption(name: name, text: text)
    }
  }
}

extension Option where Value == [GivenOption] {
  /// One that may be given several times.
  init(_ name: String, _ help: String, _ values: [String] = []) {
    self.init(
      wrappedValue: [], name: .customLong(name), help: ArgumentHelp(help),
      completion: .anyOf(values)
    ) { text in
      GivenOption(name: name, text: text)
    }
  }
}

extension ViewName: ExpressibleByArgument {
  public init?(argument: String) {
    guard let name = ViewName.allCases.first(where: { $0.rawValue == argument }) else { return nil }
    self = name
  }

  public static var allValueStrings: [String] { allCases.map(\.rawValue) }
  public var defaultValueDescription: String { rawValue }
}

private func names(_ names: [String]) -> String { names.joined(separator: ", ") }
