extension Action {
  /// A name for lessons, which does not change: `move-probe`. Actions that differ in direction or size alone
  /// share one.
  public var name: String {
    switch self {
    case .toggleRunning: "run"
    case .step: "step"
    case .stepBack: "step-back"
    case .faster: "faster"
    case .slower: "slower"
    case .restart: "restart"
    case .reseed: "reseed"
    case .cycleFlow: "flow"
    case .cycleTarget: "target"
    case .cycleBase: "base"
    case .chooseFlow: "choose-flow"
    case .toggle(let layer): layer.rawValue
    case .cycleGrid: "grid"
    case .cyclePicture: "picture"
    case .cycleColorMap: "colours"
    case .moveProbe: "move-probe"
    case .cycleFocus: "focus"
    case .zoom: "zoom"
    case .help: "help"
    case .back: "back"
    case .quit: "quit"
    case .share: "share"
    case .travel: "travel"
    case .resume: "resume"
    case .slowMotion: "slow-motion"
    case .beginRace: "race"
    case .hand(let action): action.name
    case .race(let action): "race-" + action.name
    case .paint(let action): action == .begin ? "paint" : "paint-" + action.name
    case .lesson(let action): "lesson-" + action.name
    case .commands: "commands"
    case .options: "options"
    case .choose: "choose"
    case .scroll: "scroll"
    case .cycleView: "view"
    case .swapProbe: "swap-probe"
    case .view(.play): "play"
    case .view(.adjust): "scrub"
    case .view(.form): "form"
    case .view(.own(let name)): name
    }
  }
}

extension RaceAction {
  fileprivate var name: String {
    switch self {
    case .toggleRunning: "run"
    case .fairness: "fairness"
    case .restart: "restart"
    case .reseed: "reseed"
    case .add: "add"
    case .remove: "remove"
    case .table: "table"
    case .leave: "leave"
    case .cycleFlow: "flow"
    case .cycleTarget: "target"
    case .focus: "focus"
    }
  }
}

extension PaintAction {
  fileprivate var name: String {
    switch self {
    case .begin: "begin"
    case .dot: "dot"
    case .undo: "undo"
    case .clear: "clear"
    case .save: "save"
    case .leave: "leave"
    case .width: "width"
    case .move: "move"
    }
  }
}

extension LessonAction {
  fileprivate var name: String {
    switch self {
    case .list: "list"
    case .begin: "begin"
    case .next: "next"
    case .back: "back"
    case .hint: "hint"
    case .leave: "leave"
    }
  }
}
