/// What the help says first: about the pane or view that has the focus, and about the keys and clicks
/// that mean something of their own there.
struct PaneHelp {
  /// Its name, as its border has it.
  var title: String
  /// What it shows, in a sentence or two.
  var text: String
  /// Keys from the key table that belong to it, in its own words.
  var keys: [(action: Action, help: String)] = []
  /// What the mouse does there; `nil` is nothing.
  var mouse: String?

  /// The key table's rows for it: label and help. A key that the table does not have is left out.
  func rows(in mode: Mode) -> [(label: String, help: String)] {
    let entries = KeyTable.entries(in: mode)
    let rows = keys.compactMap { action, help in
      entries.first { $0.bindings.contains { $0.action == action } }.map { ($0.label, help) }
    }
    return rows + (mouse.map { [("mouse", $0)] } ?? [])
  }
}

extension State {
  /// Help for what is in front of the user.
  var paneHelp: PaneHelp? {
    switch mode {
    case .race, .paint: nil
    case .watch: view == .main ? focus.help : view.help
    }
  }
}

extension Pane {
  fileprivate var help: PaneHelp {
    switch self {
    case .base:
      PaneHelp(
        title: "z · base space",
        text: "Your data pulled back through the inverse, over the base density. Training makes it "
          + "look as if it had been drawn from the base.",
        keys: [
          (.toggle(.samples), "the points"), (.cycleGrid, "the grid of z, of x, none"),
          (.cycleBase(1), "another base"), (.swapProbe, "probe z, or x"),
        ], mouse: "click or drag: the probe")
    case .data:
      PaneHelp(
        title: "x · data space",
        text:
          "The model's density, its samples, and the grid of base space pushed through the flow: "
          + "its colours say where f expands and where it contracts.",
        keys: [
          (.toggle(.heatmap), "the density"), (.toggle(.samples), "the samples"),
          (.cycleGrid, "the grid of z, of x, none"), (.swapProbe, "probe z, or x"),
        ], mouse: "click or drag: the probe")
    case .target:
      PaneHelp(
        title: "target",
        text: "The true density that the model should become, and its points.",
        keys: [
          (.cycleTarget(1), "another target"), (.paint(.begin), "paint your own"),
          (.toggle(.samples), "the points"),
        ], mouse: "click or drag: the probe")
    case .loss:
      PaneHelp(
        title: "loss",
        text:
          "Mean negative log-likelihood of the batches and of held-out points, in nats. No model "
          + "gets below the target's entropy; what is left above it is the KL.",
        keys: [
          (.stepBack, "look at earlier steps"), (.travel(.toStart), "the start, and now"),
          (.resume, "go on from there"),
        ], mouse: "click, drag, wheel: a step")
    case .ledger:
      PaneHelp(
        title: "change of variables",
        text:
          "log p(x) = log p_z(z) + Σ log|det| at the probe, layer by layer, checked against finite "
          + "differences of the map.",
        keys: [
          (.moveProbe(dx: -1, dy: 0), "move the probe"), (.swapProbe, "probe z, or x"),
        ])
    case .checks:
      PaneHelp(
        title: "the flow",
        text: "How each direction is computed, and what must hold whatever it has learned.")
    }
  }
}

extension View {
  fileprivate var help: PaneHelp {
    PaneHelp(title: title, text: summary.sentence, keys: keys, mouse: mouse)
  }

  private var keys: [(action: Action, help: String)] {
    var keys: [(action: Action, help: String)] = []
    if let moving { keys.append((.lens(.play), moving)) }
    if let adjusting { keys.append((.lens(.adjust(1)), adjusting)) }
    if let otherForm { keys.append((.lens(.form), otherForm)) }
    if mouse != nil { keys.append((.swapProbe, "in z, or in x")) }
    return keys
  }

  /// What `m` does.
  private var moving: String? {
    switch self {
    case .morph, .field: "play from z to x and back"
    default: nil
    }
  }

  /// What `[` and `]` do.
  private var adjusting: String? {
    switch self {
    case .morph, .field: "back and forth"
    case .mass: "a smaller, larger region"
    case .oneD: "a narrower, wider bin"
    case .estimates: "one layer, or all"
    default: nil
    }
  }

  /// What `a` changes.
  private var otherForm: String? {
    switch self {
    case .probe: "magnified, or in place"
    case .field: "by divergence, or by speed"
    case .mass: "a circle, or a box"
    case .loss: "linear, or log scale"
    case .difference: "difference, or p log p/q"
    case .oneD: "which curve, along what"
    case .estimates: "sums, or log errors"
    default: nil
    }
  }

  private var mouse: String? {
    switch self {
    case .probe, .mass, .difference, .oneD: "click or drag: the probe"
    default: nil
    }
  }
}

extension String {
  /// With a capital letter and a full stop.
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
