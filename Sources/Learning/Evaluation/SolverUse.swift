import Autodiff
import Flows

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

extension Method {
  /// How it was computed the last time, in forms from the longest to the shortest: of an adaptive
  /// solver, how many evaluations that took.
  public func forms(using use: SolverUse?) -> [String] {
    guard case .ode(let solver) = self else { return [description] }
    guard let use, use.mean != Double(use.most) else { return [description, solver] }
    let name = solver.prefix { $0 != " " }
    let mean = "\(Int(use.mean.rounded()))"
    return [
      "ODE, \(name), \(mean) evaluations, up to \(use.most)", "ODE, NFE \(mean), up to \(use.most)",
      "NFE \(mean)",
    ]
  }
}

/// Which of a program's outputs say what repetition and solvers took for each lane.
struct SolverReport {
  /// The values to compute besides.
  let outputs: [Value]
  /// Where a solver's evaluations of the field are, and 1 for lanes that did not arrive; `nil` where
  /// nothing is solved or repeated.
  let evaluations: Int?
  let unconverged: Int?

  /// - Parameter count: how many outputs the program has before these.
  init(_ graph: Graph, after count: Int) {
    let taken = graph.evaluations
    let total = taken.first.map { taken.dropFirst().reduce($0) { $0 + $1 } }
    evaluations = total.map { _ in count }
    let failed = graph.unconverged
    unconverged = failed.map { _ in count + (total == nil ? 0 : 1) }
    outputs = [total, failed].compactMap { $0 }
  }
}
