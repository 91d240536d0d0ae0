import Canvas
import Learning

/// What a race shows, evaluated.
struct RaceScene: ViewScene {
  /// What one lane shows.
  struct Lane: Sendable {
    /// The density of the lane's model at its pane's pixels; empty before there is a model.
    var density: [Float] = []
    /// Whether the lane's figures are not what they are called.
    var isDoubtful = false
  }

  var race: Race
  var layout: RaceLayout
  var lanes: [Lane]
  /// The density at which the colour maps end; 0 where the target's is unknown.
  var maximum: Float
}

/// What a race remembers of its evaluations: each lane's density is evaluated once for a model and a
/// picture.
struct RaceMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var viewport: Viewport
    var coarse: Bool
  }

  private var densities: [Memo<Key, [Float]>] = []

  /// Evaluates what a race shows; `nil` where it has no room.
  /// - Parameter maximum: the density at which the colour maps end.
  mutating func scene(
    of race: Race, _ state: State, maximum: Float, _ evaluators: inout Evaluators
  ) -> RaceScene? {
    guard let layout = state.raceLayout(race) else { return nil }
    densities += Array(repeating: Memo(), count: max(0, race.lanes.count - densities.count))
    let entropy = state.target?.entropy
    let lanes = race.lanes.indices.map { index in
      var lane = RaceScene.Lane()
      guard let run = race.report(ofLane: index)?.run else { return lane }
      if let warnings = run.heldOut?.warnings(race.lanes[index], entropy: entropy) {
        lane.isDoubtful = !warnings.isEmpty
      }
      guard let model = run.model, let evaluator = evaluators.evaluator(of: model.settings) else {
        return lane
      }
      let viewport = state.dataViewport(layout.lanes[index])
      let key = Key(
        model: ModelKey(settings: model.settings, step: model.step), viewport: viewport,
        coarse: race.running && viewport.pixelColumns > 24)
      lane.density = densities[index].value(for: key) {
        Evaluation.modelDensity(evaluator, model, viewport, coarse: key.coarse)
      }
      return lane
    }
    return RaceScene(race: race, layout: layout, lanes: lanes, maximum: maximum)
  }
}
