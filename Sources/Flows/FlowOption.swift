/// A setting that only some families have, by its name on the command line.
public enum FlowOption: String, CaseIterable, Hashable, Sendable {
  /// Bins of a spline.
  case bins
  /// How training computes log-determinants that it may estimate.
  case logDet = "log-det"
  /// Largest error of an iterative inverse or an adaptive solver.
  case tolerance
  /// How a continuous flow's equation is solved.
  case solver
  /// Steps of a solver whose steps are fixed.
  case solverSteps = "solver-steps"
  /// Where a continuous flow's gradients come from.
  case gradients
}

extension Settings {
  /// The options that have been given.
  private var given: Set<FlowOption> {
    var given: Set<FlowOption> = []
    if bins != nil { given.insert(.bins) }
    if logDet != nil { given.insert(.logDet) }
    if tolerance != nil { given.insert(.tolerance) }
    if solver != nil { given.insert(.solver) }
    if solverSteps != nil { given.insert(.solverSteps) }
    if gradients != nil { given.insert(.gradients) }
    return given
  }

  /// - Throws: ``FlowError`` that names an option which the family does not have, or a value of one.
  public func validateOptions(of family: FlowFamily) throws(FlowError) {
    for option in FlowOption.allCases
    where given.contains(option) && !family.options.contains(option) {
      let having = FlowFamily.all.filter { $0.options.contains(option) }.map(\.name)
      throw FlowError(
        "flow '\(family.name)' has no option '\(option.rawValue)': leave it out, or choose one of "
          + having.joined(separator: ", "))
    }
    if let logDet, !family.logDets.contains(logDet) {
      throw FlowError(
        "log-det \(logDet.rawValue): flow '\(family.name)' has "
          + family.logDets.map(\.rawValue).joined(separator: ", "))
    }
    if family.options.contains(.solver) { try ContinuousOptions.validate(self) }
  }
}
