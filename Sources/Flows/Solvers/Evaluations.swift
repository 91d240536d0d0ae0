import Autodiff

// How often a vector field was evaluated (NFE). Every layer that solves an equation says so for each
// lane.

extension Graph {
  private static let evaluationsName = "evaluations"

  /// Remembers how many evaluations a solution took, one feature.
  package func noteEvaluations(_ count: Value) { note(Self.evaluationsName, count) }

  /// What each solution took, in the order in which they were traced; empty where nothing is solved.
  package var evaluations: [Value] { noted(Self.evaluationsName) }
}
