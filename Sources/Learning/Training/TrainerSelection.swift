/// Which parameters training keeps, and when it has gone on for long enough.
extension Trainer {
  /// Number of validation points, for targets that have any number of points.
  private static let validationCount = 2000

  /// Measures the model before the first step, where the best one is wanted.
  func beginSelection() {
    guard settings.keeps == .best else { return }
    selection = ModelSelection(measureValidation(), parameters: descent.average.values)
  }

  /// Measures the model where a measurement is due.
  func followSelection() {
    guard let due = selection?.nextStep, step >= due else { return }
    selection?.note(measureValidation()) { descent.average.values }
  }

  private func measureValidation() -> ModelSelection.Measurement {
    let points = target.validation(Self.validationCount)
    let inverse = evaluator.inverse(points, of: model())
    let heldOut = HeldOut(inverse, truth: nil, units: settings.standardization)
    return ModelSelection.Measurement(
      step: step, heldOut: heldOut, logDensity: inverse.logDensity)
  }

  /// Measures the model while one watches: on validation points where they choose what is kept, so that
  /// the curve shows what chose; otherwise on held-out ones.
  public func measureWatched(count: Int) -> HeldOut {
    guard let selection, settings.ownPoints != nil else {
      return measureHeldOut(count: count)
    }
    return selection.last.step == step ? selection.last.heldOut : measureValidation().heldOut
  }

  /// The model that the settings say to keep.
  public func keptModel() -> Model {
    guard let selection else { return model() }
    return model(of: selection.parameters, step: selection.best.step)
  }

  /// The step at which the model did best on validation points; `nil` where the last one is kept.
  public var bestStep: Int? { selection?.best.step }

  /// Whether so many steps have brought nothing better on validation points that more will not, either.
  /// - Parameter patience: steps; `nil` is as many as the best one took, and at least 500.
  public func hasWaitedInVain(patience: Int? = nil) -> Bool {
    bestStep.map { step >= $0 + (patience ?? max(500, $0)) } ?? false
  }

  /// The step from which on the model learns its training points by heart; `nil` if it does not, or not
  /// clearly.
  public var overfittingSince: Int? { selection?.overfittingSince }
}
