import Canvas
import Flows
import Learning

/// What helps a flow to tear its base apart, measured on the run and on those before it.
enum RemediesView: View {
  static let name: ViewName = "remedies"
  static let title = "remedies: a bridge, and what thins it"
  static let noun = "the remedies"
  static let summary = "the bridge between the target's parts, and the remedies that were tried"
  static let keys = [ViewKey(.adjust(1), "learn with the last, next remedy")]
  static let needs: Set<LearnerAbility> = [.density, .inverse]

  static func scene(
    _ subject: ViewSubject, remembering memory: inout RemediesMemory
  ) -> (any ViewScene)? { memory.scene(subject) }

  static func viewports(in body: Rect, _ state: State) -> SpaceViewports {
    SpaceViewports(data: state.dataViewport(RemediesLayout(body).picture))
  }

  /// Learns the same target with another remedy. The run begins anew, for its settings are others.
  static func perform(_ action: ViewAction, on state: inout State) {
    guard case .adjust(let offset) = action else { return }
    if state.isByHand {
      state.message = "a map that is turned by hand learns nothing: choose another flow (f) first"
      return
    }
    // Remedies that share their settings with the one before are measured with it.
    var settings: [Learning.Settings] = []
    for remedy in Remedy.ofRuns {
      let changed = remedy.applied(to: state.settings)
      if !settings.contains(changed), (try? Architecture(changed)) != nil {
        settings.append(changed)
      }
    }
    let present = settings.firstIndex(of: state.settings)
    // Settings of the user's own belong to no remedy: the next is the first, the flow as it is.
    let place = present.map { $0 + offset } ?? 0
    guard !settings.isEmpty else { return }
    state.settings = settings[(place % settings.count + settings.count) % settings.count]
    state.message = Remedy.applied(in: state.settings).first.map { "\($0.name): \($0.summary)" }
  }

  /// A notch of the wheel is turned too easily for a run to begin anew.
  static func scroll(_ notches: Int, column: Int, row: Int, _ state: State) -> Action? { nil }
}

/// Where the view's parts go.
struct RemediesLayout {
  /// The picture of data space; empty where there is no room for it.
  var picture: Rect
  var table: Rect
  /// Words about the remedy at work.
  var words: Rect

  init(_ body: Rect) {
    let width = min(body.columns * 2 / 5, 2 * (body.rows - 2) + 2)
    let tableRows = Remedy.ofRuns.count + 3
    let sides = body.columns(.cells(body.columns >= 76 && body.rows >= 12 ? width : 0), .share(1))
    let square = min(sides[0].rows, (width - 2) / 2 + 2)
    let left = sides[0].rows(.cells(square), .share(1))
    picture = left[0]
    let right = sides[1].rows(.cells(min(tableRows, sides[1].rows)), .share(1))
    table = right[0]
    // Words stand below the table, or below the picture where there is more room.
    let isBelowPicture = left[1].rows * left[1].columns > right[1].rows * right[1].columns
    words = isBelowPicture ? left[1] : right[1]
    if isBelowPicture {
      table = sides[1]
    } else {
      picture = sides[0].rows(.cells(square), .share(1))[0]
    }
  }
}

/// What was measured of a remedy, on the run at hand or on one before it.
struct RemedyTrial: Sendable {
  var step: Int
  var score: RemedyScore
  var parameters: Int
}

/// The remedies view: the model's mass where the target has nothing, and a row for each remedy.
struct RemediesScene: ViewScene {
  /// By the remedy's name; those that were not tried have none.
  var trials: [String: RemedyTrial]
  /// The remedies of the run on screen; none where its settings are the user's own.
  var present: [Remedy]
  /// Of the run on screen.
  var current: RemedyTrial
  /// At the picture's pixels: above 0 the model's density where the target has nothing, below 0 the
  /// target's; full colour at ±1.
  var field: [Float]
  /// The strip between two groups, in order around it; `nil` where there is none.
  var strip: [SIMD2<Float>]?
  /// Why there is no bridge to measure; `nil` where there is.
  var lack: String?

  /// A bridge of as much density as this share of the target's greatest has full colour.
  static let fullShare: Float = 0.02

  func caption(_ state: State) -> Caption {
    let score = current.score
    guard let bridge = score.bridge else { return Caption(lack ?? "no bridge is measured here") }
    let mass = "the bridge has \((100 * bridge).significant) % of the mass"
    let target = score.targetBridge.map { ", the target \((100 * $0).significant) % there" } ?? ""
    let stretch = score.stretch.map { "; f stretches \($0.significant)×" } ?? ""
    let needed = score.stretchNeeded.map { ", and at least \($0.significant)× is needed" } ?? ""
    return Caption(
      mass + target + stretch + needed, mass + stretch + needed, mass + target, mass)
  }
}

/// What the remedies view remembers: the runs that were tried, as long as only the remedy changes.
struct RemediesMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var viewport: Viewport
    var isFine: Bool
  }
  private struct Place: Hashable {
    var target: String
    var viewport: Viewport
  }
  private struct GroundKey: Hashable {
    var target: String
    var isFine: Bool
  }
  private struct Ground {
    var ground: EmptyGround?
    var lack: String?

    init(_ target: any Target, isFine: Bool) {
      do throws(FlowError) {
        ground = try EmptyGround(of: target, isFine: isFine)
      } catch {
        lack = error.description
      }
    }
  }
  private var trials: [String: RemedyTrial] = [:]
  /// The settings without a remedy that the trials belong to.
  private var plain: Settings?
  private var scene = Memo<Key, RemediesScene?>()
  private var coarse = Memo<String, Ground>()
  private var fine = Memo<String, Ground>()
  private var isEmpty = Memo<Place, [Bool]>()
  private var truth = Memo<Place, [Float]?>()

  mutating func scene(_ subject: ViewSubject) -> RemediesScene? {
    let state = subject.state
    guard let target = state.target else { return nil }
    let isFine = !state.running
    let viewport = state.dataViewport(RemediesLayout(subject.body).picture)
    let key = Key(model: subject.key, viewport: viewport, isFine: isFine)
    let ground =
      isFine
      ? fine.value(for: target.name) { Ground(target, isFine: true) }
      : coarse.value(for: target.name) { Ground(target, isFine: false) }
    let place = Place(target: target.name, viewport: viewport)
    let truth = truth.value(for: place) { Evaluation.density(of: target, in: viewport) }
    let isEmpty = isEmpty.value(for: place) {
      viewport.pixelCenters().map { ground.ground?.contains($0) ?? false }
    }
    forgetOthers(subject.model.settings)
    let shown = scene.value(for: key) {
      guard let current = Self.measure(subject, target, ground.ground, isFine: isFine) else {
        return nil
      }
      var scene = RemediesScene(
        trials: [:], present: Remedy.applied(in: subject.model.settings.withoutChanges),
        current: current[0].trial,
        field: [],
        strip: ground.ground?.strip?.corners(reach: 2 * target.extent).map { SIMD2<Float>($0) },
        lack: ground.lack)
      for (name, trial) in current where !name.isEmpty { trials[name] = trial }
      let density = Evaluation.modelDensity(subject.evaluator, subject.model, viewport)
      scene.field = Self.field(
        density, truth, isEmpty, maximum: subject.densityMaximum)
      return scene
    }
    guard var shown else { return nil }
    shown.trials = trials
    return shown
  }

  /// Trials of another flow, target or seed do not compare.
  private mutating func forgetOthers(_ settings: Settings) {
    let plain = Remedy.all[0].applied(to: settings.evaluationKey)
    guard plain != self.plain else { return }
    (self.plain, trials) = (plain, [:])
  }

  /// What is measured of the model under the name of each of its remedies; under no name where it has
  /// none.
  private static func measure(
    _ subject: ViewSubject, _ target: any Target, _ ground: EmptyGround?, isFine: Bool
  ) -> [(name: String, trial: RemedyTrial)]? {
    let settings = subject.model.settings
    let effort: RemedyScore.Effort = isFine ? .still : .live
    let present = Remedy.applied(in: settings.withoutChanges)
    func trial(_ remedy: Remedy) -> RemedyTrial? {
      guard
        let measured = try? RemedySubject(
          remedy, subject.evaluator, subject.model, stretchPoints: effort.stretch)
      else { return nil }
      return RemedyTrial(
        step: subject.model.step,
        score: RemedyScore(measured, target, on: ground, cells: Cells(settings), effort),
        parameters: subject.evaluator.architecture.layout.trainedCount)
    }
    let trials = present.compactMap { remedy in trial(remedy).map { (remedy.name, $0) } }
    if !trials.isEmpty { return trials }
    return trial(Remedy.all[0]).map { [("", $0)] }
  }

  /// The picture: the model on the empty ground, the target elsewhere.
  private static func field(
    _ density: [Float], _ truth: [Float]?, _ isEmpty: [Bool], maximum: Float
  ) -> [Float] {
    let top = maximum > 0 ? maximum : max(density.max() ?? 1, .leastNormalMagnitude)
    return density.indices.map { index in
      if isEmpty[index] { return density[index] / (RemediesScene.fullShare * top) }
      return -(truth?[index] ?? 0) / top
    }
  }
}

extension Remedy {
  /// Those that a run on screen can have: they change its settings and nothing else.
  static var ofRuns: [Remedy] { all.filter { !$0.isAssembled } }
}
