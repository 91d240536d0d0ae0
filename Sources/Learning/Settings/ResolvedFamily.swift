import Flows

extension Settings {
  /// The target, where it is known by its energy.
  var energy: (any EnergyTarget)? {
    guard case .named(let name) = targetChoice else { return nil }
    return Targets.find(name) as? any EnergyTarget
  }

  /// The flow family that the settings name, in the direction that its target needs; `nil` for an
  /// unknown name, or a family that cannot learn an energy.
  public var namedFamily: FlowFamily? {
    guard let family = FlowFamily.find(flow)?.with(layerOptions) else { return nil }
    if energy == nil { return family }
    return family.canLearnEnergies ? family.forEnergies : nil
  }

  /// The flow family that the settings name, in the direction that its target needs.
  /// - Throws: ``FlowError`` for an unknown name, or a family that cannot learn an energy.
  public func resolvedFamily() throws(FlowError) -> FlowFamily {
    if let namedFamily { return namedFamily }
    switch try LearnerKind.named(flow) {
    case .flow(let family): throw family.refusalOfEnergies
    case .rival(let rival): throw rival.isNoFlow
    }
  }

  /// What the settings name: a flow, in the direction that its target needs, or a rival; `nil` for an
  /// unknown name, or a family that cannot learn an energy.
  public var namedKind: LearnerKind? {
    namedFamily.map(LearnerKind.flow) ?? Rivals.find(flow).map(LearnerKind.rival)
  }

  /// What the settings name: a flow, in the direction that its target needs, or a rival.
  /// - Throws: ``FlowError`` for an unknown name, or a family that cannot learn an energy.
  public func resolvedKind() throws(FlowError) -> LearnerKind {
    if let namedKind { return namedKind }
    return .flow(try resolvedFamily())
  }

  /// The flow's layers without their parameters: for what can be asked of layers before they are
  /// trained. Empty where the settings name no flow.
  var layerSketch: [any Bijection] {
    (namedFamily?.sketch(layers: layers) ?? []) + [gaussianFit].compactMap { $0 }
  }
}

extension FlowFamily {
  /// The family as it learns an energy: by reverse KL, from samples it draws itself. One whose
  /// samples take a search is turned round, so that densities take it instead.
  fileprivate var forEnergies: FlowFamily {
    var family = forwardMethod.isSearch ? replacingLayers { $0.turned } : self
    family.learnsEnergy = true
    // Its samples move with every step.
    family.defaultLearningRate /= 2
    return family
  }

  /// Why it cannot learn an energy, where it cannot.
  fileprivate var refusalOfEnergies: FlowError {
    isFittedToPaths
      ? FlowError(
        "flow '\(name)' learns from data alone, and an energy has none: choose another flow, such as "
          + "cnf, or a target with data")
      : FlowError(
        "flow '\(name)' searches for its samples (\(forwardMethod)), and a search has no gradient: "
          + "reverse KL needs one; choose another flow, such as realnvp")
  }
}

extension Rival {
  /// Why it cannot be evaluated as a flow.
  var isNoFlow: FlowError {
    FlowError("'\(name)' is no flow but a rival of flows: it has no invertible map with layers")
  }
}

extension Bijection {
  /// The same map with its directions exchanged.
  fileprivate var turned: any Bijection { Inverted(self) }
}
