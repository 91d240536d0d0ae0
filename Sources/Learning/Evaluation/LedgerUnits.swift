extension Ledger {
  /// The formula in the units that a standardization came from: x and dz/dx of the original
  /// coordinates, with the standardization as the first row.
  public func inOriginalUnits(_ standardization: Standardization) -> Ledger {
    guard standardization != .identity else { return self }
    let shift = -standardization.logVolume
    var ledger = self
    ledger.x = standardization.original(x)
    ledger.rows.insert(Row(name: "standardize", logDet: shift), at: 0)
    if !steps.isEmpty { ledger.steps.insert(Row(name: "standardize", logDet: shift), at: 0) }
    ledger.logDet += shift
    ledger.logDensity += shift
    ledger.finiteDifferenceLogDet += shift
    ledger.oneSidedLogDets =
      (oneSidedLogDets.lowerBound + shift)...(oneSidedLogDets.upperBound + shift)
    ledger.jacobian = standardization.original(jacobian)
    return ledger
  }
}
