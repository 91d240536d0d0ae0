import Canvas
import Learning

/// The panes: base space, data space, the target and their numbers, see ``Layout``.
enum MainView: View {
  static let name = ViewName.main
  static let title = "panes"
  static let noun = "the panes"
  static let summary = "the panes"
  static let forms = 2
  static let keys = [ViewKey(.form, "the loss, or log KL")]
  /// Its hint has no place of honour: the pane that it changes says it.
  static let ownActions: [Action] = []
  static let needs: Set<LearnerAbility> = []

  /// The panes are drawn from what the observatory evaluates for each of them.
  static func scene(
    _ subject: ViewSubject, remembering memory: inout NoViewMemory
  ) -> (any ViewScene)? { nil }

  static func caption(_ scene: Scene, _ state: State) -> Caption {
    MainCaption(scene: scene, state: state).caption
  }

  static func readsLoss(_ state: State) -> Bool { state.focus == .loss }

  static func help(_ state: State) -> PaneHelp { state.focus.content(for: state).help }

  static func hint(of action: ViewAction, _ state: State) -> String? {
    action == .form ? (state.showsDivergence ? "loss" : "log KL") : nil
  }

  /// Where the loss is not on screen, that is said.
  static func formMessage(_ state: State) -> String? {
    guard !state.layout.slots.contains(where: { $0.pane == .loss }) else { return nil }
    let what = state.showsDivergence ? "the KL on a log axis" : "the loss"
    return "the loss pane shows \(what): press Tab until it is on screen"
  }

  static func scroll(_ notches: Int, column: Int, row: Int, _ state: State) -> Action? {
    state.layout.pane(column: column, row: row)?.pane == .loss ? .travel(.by(notches)) : nil
  }
}
