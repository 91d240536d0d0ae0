import Flows

extension Settings {
  /// The target, where it is known by its energy.
  var energy: (any EnergyTarget)? {
    guard case .named(let name) = targetChoice else { return nil }
    return (try? Targets.named(name)) as? any EnergyTarget
  }

  /// The flow family that the settings name, in the direction that its target needs.
  /// - Throws: ``FlowError`` for an unknown name, or a family that cannot learn an energy.
  public func resolvedFamily() throws(FlowError) -> FlowFamily {
    var family = try FlowFamily.named(flow)
    if family.options.contains(.solver) {
      let method = ContinuousOptions(self).method
      (family.forwardMethod, family.inverseMethod) = (method, method)
    }
    return energy == nil ? family : try family.forEnergies()
  }
}

extension FlowFamily {
  /// The family as it learns an energy: by reverse KL, from samples it draws itself. One whose
  /// samples take a search is turned round, so that densities take it instead.
  func forEnergies() throws(FlowError) -> FlowFamily {
    guard !isFittedToPaths else {
      throw FlowError(
        "flow '\(name)' learns from data alone, and an energy has none: choose another flow, such as "
          + "cnf, or a target with data")
    }
    var family = self
    family.learnsEnergy = true
    // Its samples move with every step.
    family.defaultLearningRate /= 2
    guard forwardMethod.isSearch else { return family }
    guard !inverseMethod.isSearch else {
      throw FlowError(
        "flow '\(name)' searches for its samples (\(forwardMethod)), and a search has no gradient: "
          + "reverse KL needs one; choose another flow, such as realnvp")
    }
    family.forwardMethod = inverseMethod
    family.inverseMethod = forwardMethod
    family.build = { [build] builder in
      build(&builder).map { $0.turned }
    }
    return family
  }
}

extension Bijection {
  /// The same map with its directions exchanged.
  fileprivate var turned: any Bijection { Inverted(self) }
}
