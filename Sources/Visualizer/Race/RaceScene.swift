import Canvas
import Learning

/// What a race shows, evaluated.
struct RaceScene: ViewScene {
  /// What one lane shows.
  struct Lane: Sendable {
    /// The board and the density of the lane's model at its pane's pixels; `nil` before there is a model.
    var plane: PlaneField?
    /// Samples of the lane's model, where it has no density.
    var samples: [SIMD2<Float>] = []
    /// Evaluations of a network for one of the lane's samples, one after another.
    var passes: Double?
    /// Whether the lane's figures are not what they are called.
    var isDoubtful = false
  }

  var race: Race
  var layout: RaceLayout
  var lanes: [Lane]
  /// The density at which the colour maps end; 0 where the target's is unknown.
  var maximum: Float

  func caption(_ state: State) -> Caption {
    guard let ranking = race.ranking, let snapshot = race.snapshot, let best = ranking.first,
      let worst = ranking.last
    else { return Caption("no lane is ahead yet: each has still to take a step") }
    func score(_ lane: Int) -> String {
      snapshot.lanes[lane].run.score?.text(by: snapshot.measure) ?? ""
    }
    func name(_ lane: Int) -> String { race.lanes[lane].flow }
    let leads = "\(name(best)) leads with \(score(best))"
    let step = snapshot.lanes[best].run.step.grouped
    return Caption(
      "\(leads) after \(step) steps; \(name(worst)) is last with \(score(worst))",
      "\(leads); \(name(worst)) is last with \(score(worst))", leads)
  }
}

/// What a race remembers of its evaluations: each lane's picture is evaluated once for a model and a
/// place.
struct RaceMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var viewport: Viewport
  }

  private var planes: [Memo<Key, PlaneField>] = []
  private var sampled: [SampledLearner] = []

  /// How many samples of a lane are drawn.
  private static let sampleCount = 400

  /// Evaluates what a race shows; `nil` where it has no room.
  /// - Parameter maximum: the density at which the colour maps end.
  mutating func scene(
    of race: Race, _ state: State, maximum: Float, _ evaluators: inout Evaluators
  ) -> RaceScene? {
    guard let layout = state.raceLayout(race) else { return nil }
    let missing = max(0, race.lanes.count - planes.count)
    planes += Array(repeating: Memo(), count: missing)
    sampled += Array(repeating: SampledLearner(), count: missing)
    let entropy = state.target?.entropy
    let lanes = race.lanes.indices.map { index in
      var lane = RaceScene.Lane()
      guard let run = race.report(ofLane: index)?.run else { return lane }
      if let warnings = run.heldOut?.warnings(race.lanes[index], entropy: entropy) {
        lane.isDoubtful = !warnings.isEmpty
      }
      guard let model = run.model, let learner = run.learner else { return lane }
      lane.passes = sampled[index].passes(of: model, learner, at: run.history.scores.last?.step)
      guard learner.abilities.contains(.density) else {
        lane.samples = sampled[index].samples(of: model, learner, count: Self.sampleCount)
        return lane
      }
      let viewport = state.dataViewport(layout.lanes[index])
      let key = Key(
        model: ModelKey(settings: model.settings, step: model.step), viewport: viewport)
      guard learner.abilities.contains(.inverse) else {
        let density = evaluators.ofPoints(model.settings, learner).density
        lane.plane = density.map { density in
          planes[index].value(for: key) { PlaneField(density: density, model, viewport) }
        }
        return lane
      }
      guard let evaluator = evaluators.evaluator(of: model.settings) else { return lane }
      lane.plane = planes[index].value(for: key) { PlaneField(evaluator, model, viewport) }
      return lane
    }
    return RaceScene(race: race, layout: layout, lanes: lanes, maximum: maximum)
  }
}
