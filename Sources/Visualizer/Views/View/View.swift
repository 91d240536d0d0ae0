import Canvas
import Flows
import Learning

/// What fills the screen: the panes of the main view, or one idea of change of variables.
///
/// A view is one type in one file, and one line of ``Views/all``. Help, hints, palette, key table,
/// share line, command line, pointing and pictures find everything about it here.
protocol View: SendableMetatype {
  /// How the command line, the share line and the palette call it.
  static var name: ViewName { get }
  /// The name on screen.
  static var title: String { get }
  /// How a sentence calls it: `the morph`.
  static var noun: String { get }
  /// What it is, in few words for help and messages.
  static var summary: String { get }
  /// How many forms it has, for the key `a`.
  static var forms: Int { get }
  /// The keys that mean something of their own in it, in the order of its hints.
  static var keys: [ViewKey] { get }
  /// What its own keys do, for its hints.
  static var ownActions: [Action] { get }
  /// Rows of the key table for keys that no other view has.
  static var ownEntries: [HelpEntry] { get }
  /// What the mouse does there, for the help; `nil` is nothing.
  static var mouse: String? { get }
  /// What it must be able to ask of the learner on screen.
  static var needs: Set<LearnerAbility> { get }
  /// Whether it has something to show of a singular map, which has no inverse and no density.
  static func showsSingular(_ state: State) -> Bool

  /// What its keys set besides the form. Views of one type of settings share one value.
  associatedtype Settings: ViewSettings = NoViewSettings
  /// What it remembers of its evaluations.
  associatedtype Memory: ViewMemory = NoViewMemory

  /// Evaluates what it shows; `nil` as long as there is nothing to show.
  static func scene(_ subject: ViewSubject, remembering memory: inout Memory) -> (any ViewScene)?
  /// The same of a learner that is no flow, for views which need no map; `nil` of other views.
  static func scene(_ subject: PointSubject, remembering memory: inout Memory) -> (any ViewScene)?
  /// What the line below it says of it, in words with numbers of what is shown.
  static func caption(_ scene: Scene, _ state: State) -> Caption
  /// Where it pictures the two spaces: a click there places the probe.
  static func viewports(in body: Rect, _ state: State) -> SpaceViewports

  /// Does what one of its keys means; its form is changed for it.
  static func perform(_ action: ViewAction, on state: inout State)
  /// Does what it does when it comes to the screen.
  static func open(_ state: inout State)
  /// Whether something in it moves by itself.
  static func isMoving(_ state: State) -> Bool
  /// Lets so many seconds pass.
  static func advance(by seconds: Double, _ state: inout State)
  /// Does what a click on a cell means besides placing the probe.
  /// - Returns: what is to be done instead of placing the probe; `nil` places it.
  static func click(column: Int, row: Int, in body: Rect, on state: inout State) -> Action?
  /// What a notch of the wheel over a cell means.
  static func scroll(_ notches: Int, column: Int, row: Int, _ state: State) -> Action?

  /// Whether the arrows move the cursor of its loss curves, not the probe.
  static func readsLoss(_ state: State) -> Bool

  /// What the help says of it.
  static func help(_ state: State) -> PaneHelp
  /// The hint of one of its keys as it applies now; `nil` is what the key table says.
  static func hint(of action: ViewAction, _ state: State) -> String?
  /// What to say when its form has changed, if anything.
  static func formMessage(_ state: State) -> String?
  /// Its part of the share line, after what its settings say.
  static func arguments(of state: State) -> [String]
}

/// Where a view pictures base space and data space; `nil` where it does not.
struct SpaceViewports {
  var base: Viewport?
  var data: Viewport?

  /// Empty rectangles picture nothing.
  init(base: Viewport? = nil, data: Viewport? = nil) {
    self.base = base.flatMap { $0.rect.isEmpty ? nil : $0 }
    self.data = data.flatMap { $0.rect.isEmpty ? nil : $0 }
  }

  /// The point under the pointer.
  func probe(at place: PointerPlace) -> Probe? {
    for (space, viewport) in [(Probe.Space.base, base), (.data, data)] {
      guard let viewport, viewport.rect.contains(place) else { continue }
      return Probe(space: space, point: SIMD2<Double>(viewport.data(at: place)))
    }
    return nil
  }
}

/// A key that means something of its own in a view.
struct ViewKey {
  var action: Action
  /// What it does there, for the help; `nil` leaves it to the key table.
  var help: String?

  init(_ action: Action, _ help: String? = nil) {
    (self.action, self.help) = (action, help)
  }

  init(_ action: ViewAction, _ help: String) {
    self.init(.view(action), help)
  }

  /// A click in one of its pictures places the probe.
  static let mouse = "click or drag: the probe"
}

/// What a view remembers of its evaluations.
protocol ViewMemory {
  init()
}

/// For views that evaluate nothing.
struct NoViewMemory: ViewMemory {}

/// What views are evaluated from.
struct ViewSubject {
  let state: State
  let evaluator: Evaluator
  let model: Model
  let key: ModelKey
  /// The density at which the colour maps end.
  let densityMaximum: Float
  /// Where the view is drawn.
  let body: Rect
  /// Seconds on a clock while training runs; `nil` is a picture that stands still.
  var time: Double? = nil

  /// What is left where a density is all that is asked for.
  var points: PointSubject {
    PointSubject(
      state: state, density: evaluator, discriminator: nil, model: model, key: key,
      densityMaximum: densityMaximum, body: body)
  }
}

/// What views are evaluated from that need no map between the spaces: a density alone, or what judges
/// points.
struct PointSubject {
  let state: State
  /// log p(x) in nats; `nil` where the learner has no density.
  let density: (any PointEvaluator)?
  /// The log-odds that a point is of the data; `nil` where nothing judges.
  let discriminator: (any PointEvaluator)?
  let model: Model
  let key: ModelKey
  /// The density at which the colour maps end.
  let densityMaximum: Float
  /// Where the view is drawn.
  let body: Rect
}

extension View {
  static func scene(
    _ subject: ViewSubject, remembering memory: inout Memory
  ) -> (any ViewScene)? { scene(subject.points, remembering: &memory) }
  static func scene(
    _ subject: PointSubject, remembering memory: inout Memory
  ) -> (any ViewScene)? { nil }

  static var forms: Int { 1 }
  static var keys: [ViewKey] { [] }
  static var ownEntries: [HelpEntry] { [] }
  static var mouse: String? { nil }
  static var needs: Set<LearnerAbility> { [.density, .inverse] }
  static func showsSingular(_ state: State) -> Bool { needs.isEmpty }

  /// What its scene says.
  static func caption(_ scene: Scene, _ state: State) -> Caption {
    scene.view?.caption(state) ?? Caption()
  }

  static func viewports(in body: Rect, _ state: State) -> SpaceViewports { SpaceViewports() }

  static func perform(_ action: ViewAction, on state: inout State) {}
  static func open(_ state: inout State) {}
  static func isMoving(_ state: State) -> Bool { false }
  static func advance(by seconds: Double, _ state: inout State) {}
  static func click(column: Int, row: Int, in body: Rect, on state: inout State) -> Action? { nil }

  /// The wheel turns what `[` and `]` adjust.
  static func scroll(_ notches: Int, column: Int, row: Int, _ state: State) -> Action? {
    has(.adjust(1)) ? .view(.adjust(notches)) : nil
  }

  static func readsLoss(_ state: State) -> Bool { false }

  static func help(_ state: State) -> PaneHelp {
    PaneHelp(
      title: title, text: summary.sentence,
      keys: keys.compactMap { key in key.help.map { (key.action, $0) } }
        + (mouse == nil ? [] : [(.swapProbe, "in z, or in x")]), mouse: mouse)
  }

  static func hint(of action: ViewAction, _ state: State) -> String? { nil }
  static func formMessage(_ state: State) -> String? { nil }
  static func arguments(of state: State) -> [String] { formArguments(state) }

  /// What its settings say in the share line.
  static func settingsArguments(_ state: State, on shown: any View.Type) -> [String] {
    state[Settings.self].arguments(isShown: sharesSettings(with: shown))
  }

  /// The options that its settings write and read.
  static var settingOptions: [String] { Settings.options }

  /// Reads an option of its settings.
  /// - Returns: whether it is one of them.
  /// - Throws: ``FlowError`` that names the value and what to choose.
  static func readSetting(
    _ option: String, _ text: String, _ state: inout State
  ) throws(FlowError) -> Bool {
    guard settingOptions.contains(option) else { return false }
    try state[Settings.self].read(option, text)
    return true
  }

  /// Whether another view has the same settings.
  static func sharesSettings(with other: any View.Type) -> Bool {
    func isSame<Other: View>(_ other: Other.Type) -> Bool { Other.Settings.self == Settings.self }
    return isSame(other)
  }

  /// The option of the command line for the form; none for the first form.
  static func formArguments(_ state: State) -> [String] {
    let form = form(in: state)
    return form == 0 ? [] : ["--form", String(form + 1)]
  }

  /// Its present form, from 0.
  static func form(in state: State) -> Int { state.form(of: name) }

  static var ownActions: [Action] { keys.map(\.action) }

  /// Whether one of its keys does this.
  static func has(_ action: ViewAction) -> Bool {
    keys.contains { key in
      // `[` and `]` are one.
      if case .view(.adjust) = key.action, case .adjust = action { return true }
      return key.action == .view(action)
    }
  }
}

extension String {
  /// With a capital letter and a full stop.
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
