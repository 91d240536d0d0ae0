import Canvas
import Flows
import Learning

/// A pane of the screen.
public enum Pane: String, CaseIterable, Sendable {
  /// Base space z, with data pulled back into it.
  case base
  /// Data space x: the model's density, samples and warped grid.
  case data
  /// The distribution to learn.
  case target
  /// Training and held-out loss over steps.
  case loss
  /// The change-of-variables formula at the probe.
  case ledger
  /// How the flow computes each direction, and what must hold of it.
  case checks
}

/// A layer of the data-space picture that can be switched.
public enum PictureLayer: String, CaseIterable, Sendable {
  case samples, grid
}

/// The point that the ledger reads, in the space it was placed in.
public struct Probe: Hashable, Sendable {
  public enum Space: Sendable {
    case data, base
  }
  public var space: Space
  public var point: SIMD2<Double>

  public init(space: Space, point: SIMD2<Double>) {
    self.space = space
    self.point = point
  }
}

/// Everything the screen shows, as one value.
public struct State: Sendable {
  public var settings: Settings
  public var running: Bool
  public var speed: Speed
  public var layers: Set<PictureLayer> = []
  /// What fills the pictures of the spaces.
  public var picture = Picture.both
  /// Which way the grid is carried, where it shows.
  public var gridWay = GridWay.forward
  public var probe: Probe
  /// Whether the probe is to be placed in its other space, where its partner is.
  var swapsProbe = false
  public var focus: Pane
  /// What fills the screen.
  public var view = ViewName.main
  /// What the views' own keys have set.
  var viewMemos = ViewMemos()
  /// What can be asked of the learner: of a flow, everything.
  var abilities = Set(LearnerAbility.allCases)
  /// Whether the focused pane has the whole screen.
  public var zoomed = false
  public var helpOpen = false
  /// First line of the help that shows.
  public var helpScroll = 0
  /// What lies over the panes and takes the keys.
  var panel: Panel?
  public var colorMap: ColorMap
  public var columns: Int
  public var rows: Int
  public var medium: Medium
  /// The step that was gone back to; `nil` shows the newest model.
  public var pastStep: Int?
  /// The step at which the loss is read; `nil` is that of the model on screen.
  public var lossCursor: Int?
  /// The race on screen, instead of everything else.
  public var race: Race?
  /// The target that is being painted.
  public var painting: Painting?
  /// The speed before slow motion.
  var formerSpeed: Speed?
  /// The past step that training was told to go on from, until it does.
  var resumesFrom: Int?
  /// A line for the user, until the next key or for about three seconds of training.
  public var message: String? {
    didSet { messageAge = 0 }
  }
  /// Snapshots that have arrived since the message was set.
  var messageAge = 0
  /// Takes the message away after a while of training.
  mutating func ageMessage() {
    messageAge += 1
    if running || race?.running == true, messageAge > 90 { message = nil }
  }
  /// The latest from the training thread; `nil` until the first arrives.
  public var snapshot: TrainingSnapshot?

  public init(
    settings: Settings = Settings(), running: Bool = true, speed: Speed = .perFrame(10),
    columns: Int = 80, rows: Int = 24, medium: Medium
  ) {
    self.settings = settings
    self.running = running
    self.speed = speed
    probe = Probe(space: .data, point: SIMD2(0.5, 0.5))
    focus = .data
    colorMap = .viridis
    self.columns = columns
    self.rows = rows
    self.medium = medium
  }

  /// The colour maps for densities, in the order of the `c` key.
  public static let densityMaps: [ColorMap] = [.viridis, .magma, .cividis, .grey]

  /// The model on screen: the newest, or one of the last few.
  var model: Model? {
    guard let pastStep else { return snapshot?.model }
    return snapshot?.recent.last { $0.step <= pastStep } ?? snapshot?.model
  }
  /// The step of the model on screen.
  public var step: Int { model?.step ?? 0 }
  /// Why the figures of the model on screen are not what they are called, if they are not.
  var resultWarnings: [Warning] {
    heldOut?.warnings(settings, entropy: target?.entropy) ?? []
  }
  /// What is to be said of the data and of the figures on screen.
  public var warnings: [Warning] { settings.dataWarnings + resultWarnings }
  /// How many there are, in words, with the key that shows them; `nil` for none.
  var warningCount: String? {
    warnings.isEmpty ? nil : warnings.count == 1 ? "1 warning" : "\(warnings.count) warnings"
  }
  /// The latest held-out measurement up to the model on screen.
  var heldOut: HeldOut? {
    snapshot?.history.heldOut.last { $0.step <= step }?.value
  }
  /// The user's points, where they are the target.
  var ownPoints: OwnPoints? { (target as? OwnPointsTarget)?.points }
  /// What the points are called that the loss is measured on: a user's choose when to stop.
  var heldOutName: String { ownPoints == nil ? "held-out" : "validation" }
  /// The target named in the settings.
  var target: (any Target)? { try? settings.resolvedTarget() }
  /// The flow family named in the settings.
  var family: FlowFamily? { try? settings.resolvedFamily() }
  /// Half the width of the square of data space that is shown.
  var dataExtent: Double { target?.extent ?? 4 }
  /// Half the width of the square of base space that is shown.
  var baseExtent: Double { (try? Bases.named(settings.base))?.distribution.extent ?? 3.5 }
  /// The step being shown in its parts.
  var slow: SlowMotion? { speed == .slowMotion && pastStep == nil ? snapshot?.slow : nil }
  /// Why training stopped by itself.
  var trouble: String? { snapshot?.trouble }
  /// The layout of the screen as it is.
  var layout: Layout {
    Layout(columns: columns, rows: rows, focus: focus, zoomed: zoomed)
  }
}

extension State {
  /// The target as it is called on screen.
  var targetTitle: String {
    settings.target.hasPrefix(PaintedTarget.prefix) ? "your painting" : settings.target
  }
}
