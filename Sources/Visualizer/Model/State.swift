import Canvas
import Flows
import Learning

/// The point that the ledger reads, in the space it was placed in.
public typealias Probe = Learning.Probe

/// Everything the screen shows, as one value.
public struct State: Sendable {
  /// What the program is used for at the moment.
  var mode = Mode.watch(Watch())
  /// What lies over the screen.
  var overlay: Overlay?
  public var settings: Settings { didSet { family = settings.namedFamily } }
  /// The flow family named in the settings. Kept: to find it each time took 3 to 5 % of a frame.
  private(set) var family: FlowFamily?
  public var running: Bool
  public var speed: Speed
  /// Whether a run that begins again has an ``Opening``: until the user has chosen a speed.
  public var opens = false
  public var layers: Set<PictureLayer> = []
  /// What fills the pictures of the spaces.
  public var picture = Picture.both
  /// Which way the grid is carried, where it shows.
  public var gridWay = GridWay.forward
  public var probe: Probe
  public var focus: Pane
  /// What fills the screen.
  public var view = ViewName.main
  /// The strip that the key `v` holds open; `nil` while it is closed.
  var viewStrip: ViewStrip?
  /// What the views' own keys have set.
  var viewMemos = ViewMemos()
  /// Whether the focused pane has the whole screen.
  public var zoomed = false
  public var colorMap: ColorMap
  public var columns: Int
  public var rows: Int
  public var medium: Medium
  /// A line for the user, until the next key or for about three seconds of training; for one second while
  /// an opening holds step 0, which the caption explains.
  public var message: String? {
    didSet { messageAge = 0 }
  }
  /// Snapshots that have arrived since the message was set.
  var messageAge = 0
  /// Takes the message away after a while of training.
  mutating func ageMessage() {
    messageAge += 1
    let limit = snapshot?.opening?.isHolding == true ? 30 : 90
    if running || race?.running == true, messageAge > limit { message = nil }
  }
  /// What training does first.
  public var beginning = Beginning()
  /// What was kept of lessons.
  public var progress = LessonProgress()
  /// Whether the hints offer lessons in so many words: nobody has taken one here.
  public var offersLessons = false
  /// Keys that stand for others.
  public var ownKeys = OwnKeys()
  /// The lessons to choose from; `nil` has those that are built in.
  public var lessons: [Lesson]?
  /// The latest from the training thread; `nil` until the first arrives.
  public var snapshot: TrainingSnapshot?

  public init(
    settings: Settings = Settings(), running: Bool = true, speed: Speed = .perFrame(10),
    columns: Int = 80, rows: Int = 24, medium: Medium
  ) {
    self.settings = settings
    family = settings.namedFamily
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
  /// Why figures of the model on screen cannot be trusted; empty where they can.
  var resultWarnings: [Warning] {
    guard let mark, let heldOut else { return [] }
    return heldOut.warnings(settings, entropy: entropyFloor(atStep: mark.step)?.entropy)
  }
  /// All warnings about the data and about the figures on screen.
  public var warnings: [Warning] { settings.dataWarnings + resultWarnings }
  /// How many warnings there are, in words; `nil` for none.
  var warningCount: String? {
    warnings.isEmpty ? nil : warnings.count == 1 ? "1 warning" : "\(warnings.count) warnings"
  }
  /// The numbers to be shown in place of those of this moment, which would flicker; `nil` shows these.
  var readout: Readout?
  /// The same of a race's lanes.
  var raceReadout: RaceSnapshot?
  /// The latest measurement up to the model on screen, and its step.
  var newestMark: LossHistory.Mark? { snapshot?.history.scores.last { $0.step <= step } }
  /// The measurement that is shown.
  var mark: LossHistory.Mark? { readout.map(\.mark) ?? newestMark }
  /// The step of the measurement that is shown, where that is not the step of the model on screen:
  /// `@1,200`. Numbers of another step say so.
  var measuredStep: String? {
    mark.flatMap { $0.step == step ? nil : "@" + $0.step.grouped }
  }
  /// Steps a second, as they are shown.
  var stepsPerSecond: Double? { readout?.stepsPerSecond ?? snapshot?.stepsPerSecond }
  /// Whether what is on screen changes by itself, with training.
  var isLive: Bool {
    running && !isByHand && pastStep == nil && slow == nil && trouble == nil
  }
  /// What was measured of the model on screen, or of the last one before it that was measured.
  var score: Score? { mark?.score }
  /// What an exact density said of held-out points in it.
  var heldOut: HeldOut? { score?.heldOut }
  /// What can be asked of the learner; everything before it has said otherwise.
  var abilities: Set<LearnerAbility> {
    snapshot?.learner?.abilities ?? kind?.rival?.abilities
      ?? kind?.family?.abilities ?? LearnerAbility.ofFlows
  }
  /// What training minimises.
  var objective: (any Objective)? { snapshot?.learner?.objective ?? family?.objective }
  /// The user's points, where they are the target.
  var ownPoints: OwnPoints? { target?.ownPoints }
  /// What the points are called that the loss is measured on. Of a user's own points they are validation
  /// points, for they also choose the best step.
  var heldOutName: String { ownPoints == nil ? "held-out" : "validation" }
  /// The target named in the settings.
  var target: (any Target)? { settings.namedTarget }
  /// The flow or the rival named in the settings.
  var kind: LearnerKind? { settings.namedKind }
  /// Half the width of the square of data space that is shown.
  var dataExtent: Double { target?.extent ?? 4 }
  /// Half the width of the square of base space that is shown.
  var baseExtent: Double { settings.namedBase?.distribution.extent ?? 3.5 }
  /// The step being shown in its parts.
  var slow: SlowMotion? { speed == .slowMotion && pastStep == nil ? snapshot?.slow : nil }
  /// What can be turned by hand, the main knob first; empty for flows that are trained.
  var knobs: [HandKnob] { family?.knobs ?? [] }
  /// Why the map cannot be inverted, or need not be invertible; `nil` where it is.
  var handBreak: String? {
    knobs.lazy.compactMap { $0.breakWords(settings.hand.value(of: $0)) }.first
  }
  /// Whether the map was turned so far by hand that it is singular: it has no inverse, and no density.
  var isSingular: Bool { knobs.contains { $0.collapses(at: settings.hand.value(of: $0)) } }
  /// Whether the samples are drawn: where they were asked for, and where there is no density to see.
  var showsSamples: Bool {
    layers.contains(.samples) || !abilities.contains(.density) || isSingular
  }
  /// Whether there is nothing to train: the map is turned by hand.
  public var isByHand: Bool { !knobs.isEmpty && snapshot?.isByHand != false }
  /// The speed that training goes at: the one that was chosen, or the opening's.
  var speedAtWork: Speed { snapshot?.opening?.speed ?? speed }
  /// Why training stopped by itself.
  var trouble: String? { snapshot?.trouble }
  /// Where the panes go on the screen.
  var layout: Layout {
    Layout(
      columns: columns, rows: freeRows, focus: focus, zoomed: zoomed, isCaptioned: lesson == nil)
  }
  /// The rows that a lesson leaves to everything else.
  var freeRows: Int { rows - (lesson?.rows ?? 0) }

  /// What training does first.
  public struct Beginning: Hashable, Sendable {
    /// Steps that are taken as fast as possible.
    public var step = 0
    /// Parts of the step after them that are shown, in slow motion.
    public var part = 0
    /// Whether the first run has an ``Opening``. Who says how fast it goes, where it begins, or that it
    /// waits, has none; a share line says all of that.
    public var opens = false
  }
}

extension State {
  /// What the screen calls the target.
  var targetTitle: String {
    settings.targetChoice.painting == nil ? settings.target : "your painting"
  }
}
