/// What solving a flow's equation took, over the points of one evaluation.
public struct SolverUse: Hashable, Sendable {
  /// Evaluations of the vector field for a point (NFE), summed over layers: the mean, and the most.
  public var mean: Double
  public var most: Int
  /// Points at which the solver gave up; they have no answer, and their numbers are not numbers.
  public var unfinished: Int
  /// How many points there were.
  public var points: Int

  init?(evaluations: [Float]?, unfinished: [Float]?) {
    guard let evaluations, !evaluations.isEmpty else { return nil }
    points = evaluations.count
    mean = evaluations.reduce(0) { $0 + Double($1) } / Double(points)
    most = Int(evaluations.max() ?? 0)
    self.unfinished = unfinished?.count { $0 > 0 } ?? 0
  }

  /// What to tell where the solver gave up; `nil` where it did not.
  public func trouble(_ settings: Settings) -> FlowError? {
    unfinished == 0
      ? nil : Self.trouble(unfinished: unfinished, of: points, "points", settings)
  }

  static func trouble(
    unfinished: Int, of count: Int, _ what: String, _ settings: Settings
  ) -> FlowError {
    let tolerance = ContinuousOptions(settings).tolerance
    return FlowError(
      "the solver dopri5 could not make its tolerance of \(tolerance) at \(unfinished) of \(count) "
        + "\(what): the error stayed too large in the shortest steps, or \(Solver.mostTurns) steps "
        + "were too few. Choose a larger tolerance, such as \(min(0.1, 10 * tolerance)), or the solver "
        + "rk4")
  }
}
