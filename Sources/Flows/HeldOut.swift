/// A measurement on held-out points.
public struct HeldOut: Hashable, Sendable {
  /// Mean negative log-likelihood, in nats.
  public var nll: Double
  /// Its standard error, in nats.
  public var standardError: Double
  /// mean(log p_true − log p_model) over the same points, in nats; `nil` where p_true is unknown.
  public var kl: Double?
  /// How many points it was measured on.
  public var count = 0
  /// How many of the points have density 0 under the model; with any, `nll` and `kl` are infinite.
  public var impossible = 0
  /// What solving took, of a flow that is solved.
  public var solver: SolverUse?
  /// The NLL's first part, −mean log p_z(z), in nats: how far out in base space the points land.
  public var baseTerm = Double.nan
  /// The NLL's second part, −mean log|det dz/dx|, in nats: what contracting x → z costs.
  public var volumeTerm: Double { nll - baseTerm }
}

extension HeldOut {
  /// - Parameters:
  ///   - truth: log p_true of each point; `nil` where it is unknown.
  ///   - units: from the units of the points to those of the NLL.
  init(_ inverse: InverseResult, truth: [Double]?, units: Standardization) {
    let density = inverse.logDensity.map { Double($0) - units.logVolume }
    let count = density.count
    let nll = -density.reduce(0, +) / Double(count)
    let squares = density.reduce(0) { $0 + ($1 + nll) * ($1 + nll) }
    let kl = truth.map { truth in
      zip(truth, density).reduce(0) { $0 + $1.0 - $1.1 } / Double(count)
    }
    // One point of density 0 makes everything infinite, and no number of it says how far.
    let error = (squares / Double(max(1, count - 1)) / Double(count)).squareRoot()
    self.init(
      nll: nll, standardError: nll == .infinity ? .infinity : error, kl: kl, count: count,
      impossible: density.count { $0 == -.infinity }, solver: inverse.solver,
      baseTerm: -inverse.logBase.reduce(0) { $0 + Double($1) } / Double(count))
  }
}
