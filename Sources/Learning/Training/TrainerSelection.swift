/// Which parameters training keeps, and when it has gone on for long enough.
extension Trainer {
  func measureValidation() -> ModelSelection.Measurement {
    let points = target.validation(Course.validationCount)
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
    let kept = course.kept
    return model(of: kept.parameters, step: kept.step)
  }

  public func endRun() { course.endSelection(measureValidation) }

  /// The step at which the model did best on validation points; `nil` where the last one is kept.
  public var bestStep: Int? { course.currentSelection?.best.step }

  /// The step from which on the model learns its training points by heart; `nil` if it does not, or not
  /// clearly.
  public var overfittingSince: Int? { course.currentSelection?.overfittingSince }
}
