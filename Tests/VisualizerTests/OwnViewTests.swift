import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// A view of its own, as somebody would write it who adds one.
private enum SpiralView: View {
  static let name: ViewName = "spiral"
  static let title = "spiral: round and round"
  static let noun = "the spiral"
  static let summary = "nothing but a spiral"
  static let forms = 3
  static let keys = [
    ViewKey(.adjust(1), "wider, tighter"), ViewKey(.form, "which way round"),
    ViewKey(.own("flip"), "upside down"),
  ]
  static let ownEntries = [
    HelpEntry("|", "turn the spiral over", .view, [Binding("|", .view(.own("flip")), "flip")])
  ]
  static let mouse: String? = ViewKey.mouse

  struct Settings: ViewSettings {
    var width = 1
    var isFlipped = false
    func arguments(isShown: Bool) -> [String] {
      isShown && width != 1 ? ["--width", "\(width)"] : []
    }

    static let options = ["width"]

    mutating func read(_ option: String, _ text: String) throws(FlowError) {
      width = Int(text) ?? width
    }
  }

  struct Memory: ViewMemory {
    var count = 0
  }

  struct SpiralScene: ViewScene {
    var number: Int
    func caption(_ state: State) -> Caption { Caption("round and round, \(number) times") }
    func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
      let words =
        "spiral number \(number), form \(form(in: state)), \(state[Settings.self].width) wide"
      canvas.write(StyledText(words), at: body.column, body.row)
    }
  }

  static func scene(
    _ subject: ViewSubject, remembering memory: inout Memory
  ) -> (any ViewScene)? {
    memory.count += 1
    return SpiralScene(number: memory.count)
  }

  static func viewports(in body: Rect, _ state: State) -> SpaceViewports {
    SpaceViewports(data: state.dataViewport(body))
  }

  static func perform(_ action: ViewAction, on state: inout State) {
    switch action {
    case .adjust(let step): state[Settings.self].width += step
    case .own("flip"): state[Settings.self].isFlipped.toggle()
    default: break
    }
  }
}

/// A view that asks for what the learner on screen does not have.
private enum GreedyView: View {
  static let name: ViewName = "greedy"
  static let title = "greedy"
  static let noun = "the greedy view"
  static let summary = "asks for layers"
  static let needs: Set<LearnerAbility> = [.layers]
  static func scene(
    _ subject: ViewSubject, remembering memory: inout NoViewMemory
  ) -> (any ViewScene)? { nil }
}

/// A registered view is found everywhere, and nowhere else is it named.
@Suite struct OwnViewTests {
  private func withSpiral(_ body: (inout App) throws -> Void) throws {
    try Views.$added.withValue([SpiralView.self, GreedyView.self]) {
      var app = App(try trainedState(columns: 120, rows: 50, steps: 1))
      _ = app.handle(.key(":"))
      for letter in "view spiral" { _ = app.handle(.key(.character(letter))) }
      _ = app.handle(.key(.enter))
      try body(&app)
    }
  }

  @Test func thePaletteAndTheKeyOpenIt() throws {
    try withSpiral { app in
      #expect(app.state.view == SpiralView.name)
      #expect(app.state.message == SpiralView.summary)
      // What `--view` takes and `--form` allows.
      #expect(ViewName.allCases.contains(SpiralView.name) && SpiralView.name.forms == 3)
      _ = app.handle(.key("V"))
      let views = ViewName.allCases.filter { Views.comesBy($0, app.state) }
      let place = try #require(views.firstIndex(of: SpiralView.name))
      #expect(place > 0 && app.state.view == views[place - 1])
      _ = app.handle(.key("v"))
      #expect(app.state.view == SpiralView.name)
    }
  }

  @Test func itIsDrawnFromWhatItRemembers() throws {
    try withSpiral { app in
      #expect(app.render().lines[1].hasPrefix("spiral number 1, form 0, 1 wide"))
      #expect(app.render().lines[1].hasPrefix("spiral number 2"))
    }
  }

  @Test func itsKeysSetItsOwnSettingsAndForm() throws {
    try withSpiral { app in
      for key in ["]", "]", "a", "|"] as [Key] { _ = app.handle(.key(key)) }
      #expect(app.state[SpiralView.Settings.self] == .init(width: 3, isFlipped: true))
      #expect(app.state.form(of: SpiralView.name) == 1)
      _ = app.handle(.scroll(-1, column: 5, row: 5))
      #expect(app.state[SpiralView.Settings.self].width == 2)
      // Another view's settings are as they were.
      #expect(app.state[ViewReach.self] == ViewReach())
    }
  }

  @Test func helpHintsAndKeyTableTellOfIt() throws {
    try withSpiral { app in
      _ = app.handle(.key("]"))
      let hints = KeyTable.hints(in: .watch, view: SpiralView.name).map(\.action)
      #expect(SpiralView.keys.allSatisfy { hints.contains($0.action) })
      #expect(app.render().lines.last?.contains("| flip") == true)
      #expect(KeyTable.markdown.contains("| `|` | turn the spiral over |"))
      #expect(Views.places(of: .adjust(1))?.contains("the spiral") == true)
      _ = app.handle(.key("?"))
      let help = app.render().lines.joined(separator: "\n")
      for words in ["Here: spiral: round and round", "wider, tighter", "upside down", "the probe"] {
        #expect(help.contains(words), "\(words)")
      }
    }
  }

  @Test func theShareLineNamesIt() throws {
    try withSpiral { app in
      for key in ["]", "a"] as [Key] { _ = app.handle(.key(key)) }
      #expect(app.state.shareLine.hasSuffix("--view spiral --width 2 --form 2"))
      let again = try State(arguments: app.state.arguments)
      #expect(again.arguments == app.state.arguments)
    }
  }

  @Test func aClickPlacesTheProbeInIt() throws {
    try withSpiral { app in
      let before = app.state.probe
      _ = app.handle(.click(column: 40, row: 9))
      #expect(app.state.probe != before && app.state.probe.space == .data)
    }
  }

  @Test func itSaysWhatTheLearnerLacks() throws {
    try withSpiral { app in
      var state = app.state
      state.view = GreedyView.name
      state.snapshot?.learner?.abilities = [.density]
      #expect(App(state).render().lines.contains { $0.contains("realnvp has no layers") })
    }
  }

  @Test func withoutARowItIsNowhere() throws {
    #expect(!ViewName.allCases.contains(SpiralView.name))
    #expect(KeyTable.binding(of: "|") == nil)
    #expect(!CommandPalette.commands.contains { $0.title.hasPrefix("view spiral") })
  }
}

/// What every view must say of itself.
@Suite struct ViewRegistryTests {
  @Test func namesAreUnlikeAndEveryKeyIsInTheTable() {
    #expect(Set(ViewName.allCases).count == ViewName.allCases.count)
    for view in Views.all {
      #expect((view.forms > 1) == view.has(.form), "\(view.name)")
      for action in view.ownActions {
        #expect(KeyTable.bindings.contains { $0.action == action && $0.hint != nil })
      }
    }
  }
}
