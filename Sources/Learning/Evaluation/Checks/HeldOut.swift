/// A measurement on held-out points.
public struct HeldOut: Hashable, Sendable {
  /// Mean negative log-likelihood, in nats.
  public var nll: Double
  /// Its standard error, in nats.
  public var standardError: Double
  /// mean(log p_true − log p_model) over the same points, in nats; `nil` where p_true is unknown.
  public var kl: Double?
  /// The standard error of `kl`, in nats.
  public var klStandardError: Double?
  /// How many points it was measured on.
  public var count = 0
  /// How many of the points have density 0 under the model; with any, `nll` and `kl` are infinite.
  public var impossible = 0
  /// Number of points at which a search or a solver did not arrive.
  public var unconverged = 0
  /// Further checks of the model, if they were made.
  public var check: ModelCheck?
  /// What the solver needed; `nil` for a flow without one.
  public var solver: SolverUse?
  /// The first part of the NLL, −mean log p_z(z), in nats: large if points land far out in base space.
  public var baseTerm = Double.nan
  /// The second part of the NLL, −mean log|det dz/dx|, in nats: large if x → z contracts.
  public var volumeTerm: Double { nll - baseTerm }
}

/// Written without its further checks, which can be made again.
extension HeldOut: Codable {
  private enum CodingKeys: String, CodingKey {
    case nll, standardError, kl, klStandardError, count, impossible, unconverged, solver, baseTerm
  }
}

extension HeldOut {
  /// A measurement made elsewhere, with nothing but its NLL.
  public init(nll: Double, standardError: Double) {
    self.init(nll: nll, standardError: standardError, kl: nil)
  }

  /// - Parameters:
  ///   - truth: log p_true of each point; `nil` where it is unknown.
  ///   - units: from the units of the points to those of the NLL.
  init(_ inverse: InverseResult, truth: [Double]?, units: Standardization) {
    self.init(logDensity: inverse.logDensity, truth: truth, units: units)
    unconverged = inverse.converged.count { !$0 }
    solver = inverse.solver
    baseTerm = Mean(inverse.logBase.map { -Double($0) }).value
  }

  /// - Parameters:
  ///   - logDensity: log p of each point in nats, or a bound of it.
  ///   - truth: log p_true of each point; `nil` where it is unknown.
  ///   - units: from the units of the points to those of the NLL.
  init(logDensity: [Float], truth: [Double]?, units: Standardization) {
    let density = logDensity.map { Double($0) - units.logVolume }
    let nll = Mean(density.map { -$0 })
    let kl = truth.map { truth in Mean(zip(truth, density).map { $0 - $1 }) }
    // One point of density 0 makes the mean infinite, and its standard error too.
    self.init(
      nll: nll.value, standardError: nll.value == .infinity ? .infinity : nll.standardError,
      kl: kl?.value, klStandardError: kl?.standardError, count: density.count,
      impossible: density.count { $0 == -.infinity })
  }
}
