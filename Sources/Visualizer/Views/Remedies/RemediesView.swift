import Canvas
import Flows
import Learning

/// What helps a flow to tear its base apart, measured on the run and on those before it.
enum RemediesView: View {
  static let name: ViewName = "remedies"
  static let title = "remedies: a bridge, and what thins it"
  static let noun = "the remedies"
  static let summary = "the bridge between the target's parts, and the remedies that were tried"
  static let keys = [ViewKey(.adjust(1), "last, next remedy")]
  static let needs: Set<LearnerAbility> = [.density]

  static func scene(
    _ subject: ViewSubject, remembering memory: inout RemediesMemory
  ) -> (any ViewScene)? { memory.scene(subject.points, subject.evaluator) }

  static func scene(
    _ subject: PointSubject, remembering memory: inout RemediesMemory
  ) -> (any ViewScene)? { memory.scene(subject, nil) }

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
    for remedy in Remedy.all {
      let changed = remedy.applied(to: state.settings)
      if !settings.contains(changed), remedy.isPossible(for: state.settings) {
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

  static func hint(of action: ViewAction, _ state: State) -> String? { "other remedies" }

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
  /// How the picture is read; empty where there is no room for it.
  var legend: Rect

  init(_ body: Rect) {
    let isWide = body.columns >= 76 && body.rows >= 12
    let width = min(body.columns * (body.columns >= 110 ? 9 : 8) / 20, 2 * (body.rows - 2) + 2)
    let sides = body.columns(.cells(isWide ? width : 0), .share(1))
    let square = min(sides[0].rows, (width - 2) / 2 + 2)
    let left = sides[0].rows(.cells(square), .share(1))
    (picture, legend) = (left[0], left[1])
    if legend.rows < 4 { legend = Rect(column: body.column, row: body.row, columns: 0, rows: 0) }
    let right = sides[1].rows(
      .cells(min(Remedy.all.count + 3, sides[1].rows)), .share(1))
    (table, words) = (right[0], right[1])
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
    let mass = "the bridge has \((100 * bridge).significant.shows("gap.mass")) % of the mass"
    let target = score.targetBridge.map { ", the target \((100 * $0).significant) % there" } ?? ""
    let stretch =
      score.stretch.map { "; f stretches \($0.significant.shows("gap.stretch"))×" } ?? ""
    let needed = score.stretchNeeded.map { ", and at least \($0.significant)× is needed" } ?? ""
    return Caption(
      mass + target + stretch + needed, mass + stretch + needed, mass + target, mass)
  }
}
