import Autodiff
import Flows

/// What solving a flow's equation took, over the points of one evaluation.
public struct SolverUse: Hashable, Codable, Sendable {
  /// Evaluations of the vector field for a point (NFE), summed over layers: the mean, and the most.
  public var mean: Double
  public var most: Int
  /// Number of points at which the solver gave up; their results are NaN.
  public var unfinished: Int
  /// Number of points.
  public var points: Int

  init?(evaluations: [Float]?, unfinished: [Float]?) {
    guard let evaluations, !evaluations.isEmpty else { return nil }
    points = evaluations.count
    mean = evaluations.reduce(0) { $0 + Double($1) } / Double(points)
    most = Int(evaluations.max() ?? 0)
    self.unfinished = unfinished?.count { $0 > 0 } ?? 0
  }

  /// What it took for these points and for others.
  func joined(_ other: SolverUse?) -> SolverUse {
    guard let other else { return self }
    var joint = self
    joint.points += other.points
    joint.mean =
      (mean * Double(points) + other.mean * Double(other.points)) / Double(joint.points)
    joint.most = max(most, other.most)
    joint.unfinished += other.unfinished
    return joint
  }

  /// The error to show if the solver gave up at any point; `nil` if it did not.
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

extension SolverUse {
  /// What a picture took that moves, in texts from the longest to the shortest.
  public var formsInMotion: [String] {
    let mean = "\(Int(mean.rounded()))"
    return ["ODE, \(mean) evaluations in motion", "NFE \(mean) in motion", "\(mean) in motion"]
  }
}

extension Method {
  /// How it was computed the last time, in texts from the longest to the shortest. For an adaptive solver
  /// they say how many evaluations that took.
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

/// The outputs that say what repetition and solvers took in each lane.
struct ReportOutputs {
  /// Evaluations of vector fields; `nil` where no equation is solved.
  let evaluations: NumberOutput?
  /// 1 where something did not arrive, else 0; `nil` where nothing is repeated.
  let unconverged: NumberOutput?
}

extension Outputs {
  /// Declares what a report says.
  mutating func add(_ report: SolverReport?) -> ReportOutputs {
    ReportOutputs(
      evaluations: report?.evaluations.map { add(number: $0) },
      unconverged: report?.unconverged.map { add(number: $0) })
  }
}
