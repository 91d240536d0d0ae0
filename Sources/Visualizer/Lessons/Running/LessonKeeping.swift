import Flows
import Learning

// What a lesson keeps as it is. While something is asked, that is all that the answer depends on. In a task it is what
// the task is not about: the next steps speak of the model that the task leaves.

/// Does what the learner asks for, unless it would change what the lesson keeps as it is.
func keepingLesson(_ state: inout State, _ act: (inout State) -> [Effect]) -> [Effect] {
  guard let run = state.lesson, run.playing.isEmpty else { return act(&state) }
  var after = state
  let effects = act(&after)
  if let words = run.objection(to: after, from: state, effects) {
    state.message = words
    return []
  }
  state = after
  return effects
}

extension LessonRun {
  /// Why a change may not be made at this place; `nil` where it may.
  fileprivate func objection(to after: State, from before: State, _ effects: [Effect]) -> String? {
    // Who goes elsewhere, or has the task done, comes to another moment of the lesson.
    guard let next = after.lesson, next.lesson.name == lesson.name, next.place == place,
      next.beginning == beginning, next.playing.isEmpty
    else { return nil }
    if prediction != nil || fade != nil, !isDone, isReady {
      let isChanged = after.isAbout(otherThan: before) || effects.contains(where: \.movesRun)
      return isChanged ? "answer first: until then everything stays as it is" : nil
    }
    guard let step, step.verb == .do, isReady else { return nil }
    return step.objection(to: after.settings, from: before)
  }
}

extension State {
  /// Whether a model, a moment or a point is on screen that another state does not have.
  fileprivate func isAbout(otherThan before: State) -> Bool {
    settings != before.settings || probe != before.probe || pastStep != before.pastStep
      || running && !before.running || mode.below.name != before.mode.below.name
  }
}

extension Effect {
  /// Whether the run goes on by this, or begins anew.
  fileprivate var movesRun: Bool {
    switch self {
    case .train(.pause), .train(.speed), .train(.stop): false
    case .train: true
    default: false
    }
  }
}

extension LessonStep {
  /// Why the task leaves a setting as it is; `nil` where the task is about it, or says nothing of keys.
  fileprivate func objection(to settings: Settings, from state: State) -> String? {
    let actions = actions
    guard !actions.isEmpty else { return nil }
    let turned = HandKnob.allCases.filter {
      settings.hand.value(of: $0) != state.settings.hand.value(of: $0)
    }
    let knobs = Set(actions.flatMap { $0.knobs(of: state) })
    var others = settings
    others.hand = state.settings.hand
    let isOtherRun = !others.isSameRun(as: state.settings)
    guard isOtherRun && !actions.contains(where: \.changesRun) || !knobs.isSuperset(of: turned)
    else { return nil }
    return "this step leaves that as it is; i gives a hint"
  }

  /// What its own keys do, and those of its solution.
  private var actions: [Action] {
    let bindings = KeyTable.entries(in: .watch, byHand: true).flatMap(\.bindings)
    let pressed = solution.compactMap { part in
      if case .key(let name) = part { name } else { nil }
    }
    return Set(keys + pressed).flatMap { name in
      let key = Key(named: name)
      return bindings.filter { $0.action.name == name || key.map($0.keys.contains) == true }
        .map(\.action)
    }
  }
}

extension Action {
  /// The knobs that it turns.
  fileprivate func knobs(of state: State) -> [HandKnob] {
    switch self {
    case .hand(.main): Array(state.knobs.prefix(1))
    case .hand(.turn(let knob, _)): [knob]
    case .hand(.flip): [.stretch]
    case .hand(.straighten): HandKnob.allCases
    // Anything may be chosen there.
    case .options, .commands: HandKnob.allCases
    default: []
    }
  }

  /// Whether another run can begin by it.
  fileprivate var changesRun: Bool {
    switch self {
    case .cycleFlow, .chooseFlow, .cycleTarget, .cycleBase, .restart, .reseed, .options, .commands,
      .beginRace, .paint, .choose:
      true
    default: false
    }
  }
}
