import Flows

extension Settings {
  /// The target that the settings name: built in, or the user's own points; `nil` for an unknown name,
  /// or points that are not there.
  public var namedTarget: (any Target)? {
    guard let points = ownPoints else { return targetChoice.found }
    return points.training.isEmpty ? nil : OwnPointsTarget(points)
  }

  /// The target that the settings name: built in, or the user's own points.
  /// - Throws: ``FlowError`` that lists the names there are.
  public func resolvedTarget() throws(FlowError) -> any Target {
    if let namedTarget { return namedTarget }
    guard let points = ownPoints else { return try targetChoice.resolved() }
    throw FlowError(
      "the points of '\(points.name)' are not part of the model; give them again with --data")
  }

  /// The base distribution that the settings name; `nil` for an unknown name.
  public var namedBase: Base? { Bases.find(base) }

  /// Every target that can be chosen: the built-in ones, and the user's points where there are some.
  public var targets: [any Target] {
    guard let points, !points.training.isEmpty else { return Targets.all }
    return Targets.all + [OwnPointsTarget(points)]
  }

  /// The layer between the flow's own and the user's points; `nil` for built-in targets.
  var gaussianFit: GaussianFit? {
    ownPoints?.correlation.map(GaussianFit.init)
  }

  /// What is to be said of a user's points and of a pool. Noise that spreads repeated points over their
  /// cells answers what was said of those.
  public var dataWarnings: [Warning] {
    let pooled = pool.flatMap { try? DataReview.ofPool($0) }
    guard let points = ownPoints else { return [pooled].compactMap { $0 } }
    let isSpread = points.review?.isAnswered(byNoise: noise) ?? false
    return points.warnings.filter { !isSpread || !DataReview.repetitionCodes.contains($0.code) }
      + [pooled].compactMap { $0 }
  }

  /// From the units that the flow learns to the user's own; the identity for built-in targets.
  public var standardization: Standardization {
    ownPoints?.standardization ?? .identity
  }
}
