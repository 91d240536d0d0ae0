import Flows
import Learning

/// Flows side by side on the same target, seed and batch.
public struct Race: Sendable {
  public var lanes: [Settings]
  public var fairness = RaceFairness.steps
  public var running = true
  /// The lane that keys change.
  public var focus = 0
  /// Whether training went on before the race, and does again after it.
  var resumes: Bool
  public var snapshot: RaceSnapshot?

  /// How many flows may race.
  public static let sizes = 2...4

  /// A race of the settings' flow against the next one of the registry.
  init(_ settings: Settings, resumes: Bool) {
    self.resumes = resumes
    // From the start on the same points.
    var first = settings
    first.earlierTargets = nil
    var rival = first
    rival.chooseNextFamily()
    lanes = [first, rival]
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
}
