import Flows

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

  /// What only some layers have and can be chosen of them.
  var layerOptions: LayerOptions {
    var options = LayerOptions()
    options.bins = bins
    options.logDet = logDet
    options.tolerance = tolerance
    options.solver = solver
    options.solverSteps = solverSteps
    options.gradients = gradients
    return options
  }
}

extension ContinuousOptions {
  init(_ settings: Settings) { self.init(settings.layerOptions) }

  /// - Throws: ``FlowError`` for options of one solver that are given to the other.
  static func validate(_ settings: Settings) throws(FlowError) {
    let solver = settings.solver ?? .rk4
    if solver == .rk4, let tolerance = settings.tolerance {
      throw FlowError(
        "tolerance \(tolerance): the solver rk4 takes fixed steps and keeps to none; choose the "
          + "solver dopri5, or solver-steps")
    }
    if solver == .dopri5, let steps = settings.solverSteps {
      throw FlowError(
        "solver-steps \(steps): the solver dopri5 chooses its steps; choose a tolerance, or the "
          + "solver rk4")
    }
    if solver == .dopri5, settings.gradients == .solver {
      throw FlowError(
        "gradients solver: the solver dopri5 takes as many steps as it needs, which no gradient can "
          + "go back through; choose gradients adjoint, or the solver rk4")
    }
  }
}
