import Flows
import Learning

/// Flows side by side on the same target, seed and batch.
public struct Race: Sendable {
  public var lanes: [Settings]
  public var fairness = RaceFairness.steps
  public var running = true
  /// Whether the numbers stand in the place of the curves.
  var showsTable = false
  /// Whether the numbers take the place of the pictures, on a screen without room for both.
  var showsOnlyTable = false
  /// The lane that keys change.
  public var focus = 0
  /// What the race interrupted, and gives back when it ends.
  var interrupted: Mode
  /// Whether the interrupted training was running, and runs again after the race.
  var resumes: Bool
  public var snapshot: RaceSnapshot?

  /// How many flows may race.
  public static let sizes = 2...4

  /// A race of the state's flow against the next one in the registry.
  init(_ state: State) {
    interrupted = state.mode.below
    resumes = state.running
    // Every lane trains on the same target from its first step.
    let first = state.settings.onPresentTargetAlone
    var rival = first
    rival.chooseNext()
    lanes = [first, rival]
  }

  /// A race of flows and rivals, on the state's target.
  init(_ state: State, of kinds: [LearnerKind]) {
    self.init(state)
    let first = lanes[0]
    lanes = kinds.map { kind in
      var lane = first
      if kind.name != first.flow { lane.choose(kind) }
      return lane
    }
    // What learners without a likelihood are compared by stands in the table.
    showsTable = kinds.contains { $0.likelihood != .exact }
  }

  /// The flows and rivals that a list names: `nsf,vae,gan,diffusion`.
  /// - Throws: ``FlowError`` for a name that is in no registry, or for more or fewer than can race.
  public static func kinds(in list: String) throws(FlowError) -> [LearnerKind] {
    let names = list.split(separator: ",").map(String.init)
    guard sizes.contains(names.count) else {
      throw FlowError(
        "'\(list)' names \(names.count): \(sizes.lowerBound) to \(sizes.upperBound) flows can race; name them "
          + "like nsf,vae,gan,diffusion")
    }
    var kinds: [LearnerKind] = []
    for name in names {
      if kinds.contains(where: { $0.name == name }) {
        throw FlowError(
          "'\(list)' names \(name) twice: both would learn the same, name another flow")
      }
      kinds.append(try LearnerKind.named(name))
    }
    return kinds
  }

  /// The lanes by how close they are to the target, the best first; `nil` before all are measured.
  var ranking: [Int]? {
    guard let snapshot, snapshot.lanes.count == lanes.count else { return nil }
    let measure = snapshot.measure
    let scores = snapshot.lanes.compactMap { $0.run.score?.value(by: measure) }
    guard scores.count == lanes.count, snapshot.lanes.allSatisfy({ $0.run.step > 0 }) else {
      return nil
    }
    return scores.indices.sorted { scores[$0] < scores[$1] }
  }

  /// What the race's thread last said of a lane; `nil` before it said anything.
  func report(ofLane lane: Int) -> RaceSnapshot.Lane? {
    guard let snapshot, snapshot.lanes.indices.contains(lane) else { return nil }
    return snapshot.lanes[lane]
  }
}
