import Flows
import Learning

/// Every view, in the order of the key `v`.
///
/// A new view is its own file and one line here.
enum Views {
  private static let builtIn: [any View.Type] = [
    MainView.self, ProbeView.self, MorphView.self, MassView.self, LayersView.self, LossView.self,
    DifferenceView.self, OneDView.self, InvariantsView.self, RemediesView.self, EstimatesView.self,
    FieldView.self, ReverseView.self, DiscriminatorView.self,
  ]

  private static let registry = Registry("view", builtIn) { $0.name.rawValue }

  /// Views that are added for as long as a task or a call lasts; tests register theirs here.
  @TaskLocal static var added: [any View.Type] = []

  static var all: [any View.Type] { registry.all + added }

  /// Adds a view, which then has its keys, help and place in every list. Call it at start-up.
  /// - Throws: ``FlowError`` where the name is taken, or could not be given on a command line.
  static func register(_ view: any View.Type) throws(FlowError) { try registry.register(view) }

  /// Whether the key `v` comes by a view: where the learner on screen has all that the view needs.
  static func comesBy(_ view: ViewName, _ state: State) -> Bool {
    named(view).needs.isSubset(of: state.abilities)
  }

  /// The view of a name; the panes where there is none.
  static func named(_ name: ViewName) -> any View.Type {
    all.first { $0.name == name } ?? MainView.self
  }

  /// A sentence that names the views a key is for; `nil` for a key that belongs to the view on screen alone.
  static func places(of action: ViewAction) -> String? {
    func nouns(_ action: ViewAction) -> String {
      let nouns = all.filter { $0.has(action) }.map { $0.noun }
      return [nouns.dropLast().joined(separator: ", "), nouns.last ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " and ")
    }
    switch action {
    case .play: return "m plays \(nouns(.play)): press v until they show"
    case .adjust: return "[ and ] belong to \(nouns(.adjust(1)))"
    case .form, .own: return nil
    }
  }
}

extension ViewName: CaseIterable {
  public static var allCases: [ViewName] { Views.all.map { $0.name } }

  /// The name on screen.
  var title: String { Views.named(self).title }
  /// What it is, in few words for help and messages.
  public var summary: String { Views.named(self).summary }
  /// How many forms the view has, for the key `a`.
  public var forms: Int { Views.named(self).forms }
}

extension State {
  /// The views that the key `v` comes by, in its order. Their places in it are the numbers on screen.
  var viewsInReach: [ViewName] { ViewName.allCases.filter { Views.comesBy($0, self) } }

  /// The view on screen.
  var shown: any View.Type { Views.named(view) }

  /// Gives a view a form. Nothing happens if the view does not have that form.
  public mutating func setForm(_ form: Int, of view: ViewName) {
    guard (0..<view.forms).contains(form) else { return }
    viewMemos[formOf: view] = form
  }

  /// Does what a key of the views means in the one on screen. Where that changes the settings, training is
  /// to begin anew.
  /// - Returns: what to tell the user, if anything.
  mutating func perform(_ action: ViewAction) -> String? {
    guard shown.has(action) else {
      return action == .form ? "this view has one form" : Views.places(of: action)
    }
    if action == .form {
      setForm(form(of: view).cycled(by: 1, count: shown.forms), of: view)
      return shown.formMessage(self)
    }
    message = nil
    shown.perform(action, on: &self)
    return message
  }

  /// Goes to a view.
  mutating func show(_ view: ViewName) {
    self.view = view
    message = view == .main ? nil : view.summary
    shown.open(&self)
  }
}

/// What each view remembers of its evaluations.
struct ViewMemories {
  private var held: [ViewName: any ViewMemory] = [:]

  /// What the view on screen shows; `nil` for the panes, and where there is nothing to show.
  mutating func scene(of subject: ViewSubject) -> (any ViewScene)? {
    scene(of: subject.state.shown, subject)
  }

  /// The same of a learner that is no flow.
  mutating func scene(of subject: PointSubject) -> (any ViewScene)? {
    scene(of: subject.state.shown, subject)
  }

  private mutating func scene<Shown: View>(
    of view: Shown.Type, _ subject: ViewSubject
  ) -> (any ViewScene)? {
    remembering(view) { view.scene(subject, remembering: &$0) }
  }

  private mutating func scene<Shown: View>(
    of view: Shown.Type, _ subject: PointSubject
  ) -> (any ViewScene)? {
    remembering(view) { view.scene(subject, remembering: &$0) }
  }

  private mutating func remembering<Shown: View>(
    _ view: Shown.Type, _ scene: (inout Shown.Memory) -> (any ViewScene)?
  ) -> (any ViewScene)? {
    // Taken out while it changes, so that nothing is copied.
    var memory = held.removeValue(forKey: view.name) as? Shown.Memory ?? Shown.Memory()
    defer { held[view.name] = memory }
    return scene(&memory)
  }
}
