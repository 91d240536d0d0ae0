import Autodiff
import Flows

/// A learner at one moment: everything that training from there on depends on.
public struct LearnerState: Sendable {
  /// Steps taken.
  public let step: Int
  let parameters: [Float]
  /// What the optimizer of each phase remembers.
  let moments: [Adam<Float>.Moments]
  let average: [Float]
  let lastGood: [Float]
  let selection: ModelSelection?
  /// The round of reflow; `nil` outside of rounds.
  var round: ReflowRound?

  /// About how much memory it takes.
  public var bytes: Int {
    4 * (parameters.count * (1 + 2 * moments.count) + average.count + lastGood.count)
      + 4 * (round?.teacher.count ?? 0)
      + 4 * (selection.map { $0.parameters.count + $0.best.logDensity.count } ?? 0)
  }
}
