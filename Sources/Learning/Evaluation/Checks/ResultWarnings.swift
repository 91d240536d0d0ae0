import Flows
import Foundation

// The warnings about results that are not what they are called, for train, eval, table and the screen.

extension HeldOut {
  /// Why the numbers of this measurement cannot be trusted, if they cannot.
  /// - Parameter entropy: the target's, in nats, where it is known.
  public func warnings(_ settings: Settings, entropy: Double?) -> [Warning] {
    (check ?? ModelCheck()).warnings(settings, heldOut: self, entropy: entropy)
  }
}

extension ModelCheck {
  /// Why the numbers of a model cannot be trusted, if they cannot.
  /// - Parameters:
  ///   - heldOut: what was measured on held-out points, where that was.
  ///   - entropy: the target's, in nats, where it is known.
  ///   - isOfTarget: whether the points are known to be drawn from the target; others have no bound.
  public func warnings(
    _ settings: Settings, heldOut: HeldOut? = nil, entropy: Double? = nil, isOfTarget: Bool = true
  ) -> [Warning] {
    if isSingular {
      return [
        Warning(
          "singular_map",
          "the map has no inverse: its Jacobian's determinant is 0 at all \(samples) samples, so there is no "
            + "density, and NLL, KL and log p are no numbers")
      ]
    }
    var warnings: [Warning] = []
    let isCoarse = !(solverGap ?? 0 <= Self.solverBound)
    if isCoarse, let solverGap {
      warnings.append(
        Warning(
          "coarse_solver",
          "coarse solver: solved \(Self.finer(settings)), log p changes by \(number(solverGap)) nats in "
            + "the mean, more than \(number(Self.solverBound)); \(Self.remedy(settings))"))
    }
    let cause = isCoarse ? ", for the solver is too coarse" : ""
    if let mass, mass.isOff {
      warnings.append(
        Warning(
          "mass_not_one",
          "the density has mass \(number(mass.value)) where it should have \(number(mass.expected))"
            + "\(cause): log p and NLL are no likelihoods"))
    }
    if let heldOut, Self.isBelow(heldOut, entropy) {
      let floor = entropy.map { ", entropy \(number($0))" } ?? ""
      warnings.append(
        Warning(
          "nll_below_entropy",
          "the NLL is below the target's entropy, which no density can be"
            + "\(isOfTarget ? "" : " at points drawn from the target")\(cause): NLL "
            + "\(number(heldOut.nll)) ± \(number(heldOut.standardError))\(floor)"))
    }
    if areManyUnconverged(settings) {
      warnings.append(
        Warning(
          "unconverged_samples",
          "\(unconverged) of \(samples) samples did not converge: x → z does not bring them back, or "
            + "their log p depends on the solver's steps; 'flowscope sample' marks them"))
    }
    if let heldOut, heldOut.unconverged > 0 {
      warnings.append(
        Warning(
          "unconverged_points",
          "x → z did not converge at \(heldOut.unconverged) of \(heldOut.count) held-out points"))
    }
    return warnings
  }

  /// A search that fails once is reported. A solver of fixed steps is less exact where a field is steep: a
  /// few samples beyond the bound do not change the figures, and their rows are marked anyway.
  private func areManyUnconverged(_ settings: Settings) -> Bool {
    let isSolved = settings.namedFamily?.inverseMethod.isSolved ?? false
    return Double(unconverged) > (isSolved ? Self.solvedShare : 0) * Double(samples)
  }

  /// Whether an NLL is lower than any density can have. Single precision accounts for a few millionths.
  static func isBelow(_ heldOut: HeldOut, _ entropy: Double?) -> Bool {
    if let kl = heldOut.kl, let error = heldOut.klStandardError, kl < -3 * error - 1e-4 {
      return true
    }
    return entropy.map { heldOut.nll < $0 - 3 * heldOut.standardError - 1e-4 } ?? false
  }

  private static func finer(_ settings: Settings) -> String {
    let options = ContinuousOptions(settings)
    return options.solver == .rk4
      ? "in \(2 * options.steps) steps instead of \(options.steps)"
      : "to a tolerance of \(options.tolerance / 10) instead of \(options.tolerance)"
  }

  private static func remedy(_ settings: Settings) -> String {
    ContinuousOptions(settings).solver == .rk4
      ? "take more --solver-steps, or the solver dopri5" : "choose a smaller --tolerance"
  }

  private func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
