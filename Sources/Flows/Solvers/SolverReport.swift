import Autodiff

/// What a layer says, lane by lane, of a result that it found by repetition or by solving an equation.
/// These are values of the graph: a program computes those that it makes outputs of.
public struct SolverReport {
  /// How often a vector field was evaluated, one feature; `nil` where no differential equation is solved.
  public var evaluations: Value?
  /// 1 in lanes where the result was not found, else 0, one feature; `nil` where that cannot be known, as
  /// of a solver of fixed steps.
  public var unconverged: Value?
  /// How far the result is from satisfying its equation, one feature, 0 or more; `nil` where that is not
  /// computed. An adaptive solver bounds the error of every step instead.
  public var error: Value?

  public init(evaluations: Value? = nil, unconverged: Value? = nil, error: Value? = nil) {
    (self.evaluations, self.unconverged, self.error) = (evaluations, unconverged, error)
  }

  /// Of a result with this error, computed after the last turn, whatever the number of turns.
  /// - Parameters:
  ///   - error: one feature, 0 or more.
  ///   - bound: how large it may be. An error that is not a number is too large.
  public init(error: Value, bound: Value) {
    self.init(unconverged: 1 - error.isLess(than: bound), error: error)
  }

  /// Of a result that several reports belong to: evaluations add up, and all of them must have
  /// converged. `nil` where there is no report.
  public static func joined(_ reports: [SolverReport?]) -> SolverReport? {
    let reports = reports.compactMap(\.self)
    guard let first = reports.first else { return nil }
    return reports.dropFirst().reduce(first) { all, one in
      SolverReport(
        evaluations: join(all.evaluations, one.evaluations) { $0 + $1 },
        unconverged: join(all.unconverged, one.unconverged) { $0.maximum($1) },
        error: join(all.error, one.error) { $0.maximum($1) })
    }
  }

  private static func join(
    _ a: Value?, _ b: Value?, _ combine: (Value, Value) -> Value
  ) -> Value? {
    guard let a, let b else { return a ?? b }
    return combine(a, b)
  }
}
