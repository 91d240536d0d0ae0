/// A setting that only some families have, by its name on the command line.
public enum FlowOption: String, CaseIterable, Hashable, Sendable {
  /// Bins of a spline.
  case bins
  /// How residual layers compute log-determinants: `exact`, `series` or `roulette`.
  case logDet = "log-det"
  /// Largest error of an iterative inverse or an adaptive solver.
  case tolerance
}

extension Settings {
  /// The options that have been given.
  private var given: Set<FlowOption> {
    var given: Set<FlowOption> = []
    if bins != nil { given.insert(.bins) }
    if logDet != nil { given.insert(.logDet) }
    if tolerance != nil { given.insert(.tolerance) }
    return given
  }

  /// - Throws: ``FlowError`` that names an option which the family does not have.
  public func validateOptions(of family: FlowFamily) throws(FlowError) {
    for option in FlowOption.allCases
    where given.contains(option) && !family.options.contains(option) {
      let having = FlowFamily.all.filter { $0.options.contains(option) }.map(\.name)
      throw FlowError(
        "flow '\(family.name)' has no option '\(option.rawValue)': leave it out, or choose one of "
          + having.joined(separator: ", "))
    }
  }
}
