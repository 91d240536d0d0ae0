import Flows

/// A change in a run that goes on: what changed, and when.
///
/// It belongs to the settings: the same settings make the same run, bit for bit, changes included.
public struct RunChange: Hashable, Sendable {
  /// What can change in a run without beginning it anew.
  public enum Kind: Hashable, Sendable {
    /// Adam's step size before warm-up and decay, from here on.
    case learningRate(Double)
    /// Another target from here on: the parameters stay, and learn new points.
    case target(TargetChoice)
    /// A map that is turned by hand is turned: from the start, for it does not depend on steps.
    case hand(HandValues)
  }

  /// The steps that were taken before it.
  public var step: Int
  public var kind: Kind

  public init(step: Int, _ kind: Kind) {
    (self.step, self.kind) = (step, kind)
  }

  /// The new step size, if that is what changed.
  ///
  /// It is not inlined because Swift 6.3's optimiser then stops with an ownership error.
  @inline(never)
  public var rate: Double? {
    guard case .learningRate(let rate) = kind else { return nil }
    return rate
  }

  /// The new target, if that is what changed.
  @inline(never)
  public var target: TargetChoice? {
    guard case .target(let target) = kind else { return nil }
    return target
  }
}

extension Settings {
  /// The same run with a change from `step` on, whatever of that kind was to come after.
  public func changed(_ kind: RunChange.Kind, atStep step: Int) -> Settings {
    var settings = self
    switch kind {
    case .learningRate(let rate):
      settings.changes.removeAll { $0.rate != nil && (step == 0 || $0.step >= step) }
      if step == 0 {
        settings.learningRate = rate
      } else {
        settings.add(RunChange(step: step, kind))
      }
    case .target(let target):
      settings.changes.removeAll { $0.target != nil && (step == 0 || $0.step >= step) }
      if step == 0 {
        settings.firstTarget = target
      } else if settings.targetChoice != target {
        settings.add(RunChange(step: step, kind))
      }
    case .hand(let values):
      settings.hand = values
    }
    return settings
  }

  /// Puts a change behind those of earlier steps, and of the same step those of the step size first.
  mutating func add(_ change: RunChange) {
    let place = changes.firstIndex {
      $0.step > change.step
        || $0.step == change.step && change.rate != nil && $0.target != nil
    }
    changes.insert(change, at: place ?? changes.endIndex)
  }

  /// The step size for the step after `step` steps, where these settings say so.
  public func learningRate(atStep step: Int) -> Double? {
    changes.last { $0.rate != nil && $0.step <= step }?.rate ?? learningRate
  }

  /// The target that the step after `step` steps is taken on.
  public func target(atStep step: Int) -> TargetChoice {
    changes.last { $0.target != nil && $0.step <= step }?.target ?? firstTarget
  }

  /// At which step the target of the step after `step` steps was chosen; 0 is the beginning.
  public func targetStart(atStep step: Int) -> Int {
    changes.last { $0.target != nil && $0.step <= step }?.step ?? 0
  }

  /// A round of reflow begins every so many steps on a target, after as many on its data.
  public static let reflowInterval = 1000

  /// Which round of reflow a step belongs to; 0 while flow matching's paths lead to data.
  public func reflowRound(atStep step: Int) -> Int {
    reflow.map { min($0, (step - targetStart(atStep: step)) / Self.reflowInterval) } ?? 0
  }

  /// The same with the present target from the start.
  public var onPresentTargetAlone: Settings {
    changed(.target(targetChoice), atStep: 0)
  }

  /// Whether these are settings of the same run, apart from when what can change in a run has changed.
  public func isSameRun(as other: Settings) -> Bool { withoutChanges == other.withoutChanges }

  /// - Throws: ``FlowError`` that names the first setting in which these are not those of a run that was
  ///   saved after so many steps. Step sizes from there on may differ: they changed nothing yet.
  public func requireSame(
    as saved: Settings, afterStep step: Int, in path: String
  ) throws(FlowError) {
    func compared(_ settings: Settings) -> Settings {
      var settings = settings.withoutDefaults
      settings.changes.removeAll { $0.rate != nil && $0.step >= step }
      return settings
    }
    if points?.fingerprint != saved.points?.fingerprint {
      throw FlowError(
        "--data \(points?.name ?? "is missing"): the run in '\(path)' learns other points, of fingerprint "
          + "\(saved.points?.fingerprint ?? "none"), not \(points?.fingerprint ?? "none"). Give the same "
          + "file, or begin a new run without --resume")
    }
    let (mine, theirs) = (compared(self), compared(saved))
    let ofPoints = [Setting.data, .columns, .fingerprint].map(\.name)
    for setting in Setting.all where !ofPoints.contains(setting.name) {
      let (here, there) = (setting.texts(mine), setting.texts(theirs))
      guard here != there else { continue }
      func words(_ texts: [String], _ settings: Settings) -> String {
        texts.isEmpty
          ? setting.usualText(settings) ?? "its default" : texts.joined(separator: " and ")
      }
      throw FlowError(
        "--\(setting.name) \(words(here, mine)): the run in '\(path)' has \(words(there, theirs)). Leave "
          + "it out, or begin a new run without --resume")
    }
  }

  /// The same on the present target, at no step size in particular, and not turned by hand.
  public var withoutChanges: Settings {
    var settings = onPresentTargetAlone
    settings.learningRate = nil
    settings.hand = HandValues()
    settings.changes = []
    return settings
  }

  /// Whether a run on the present target can go on with another one: where training minimises the same,
  /// on points in the same units, from the same base.
  public func canGoOn(with target: TargetChoice) -> Bool {
    isPlain(targetChoice) && isPlain(target)
      && base == changed(.target(target), atStep: 0).base
  }

  private func isPlain(_ target: TargetChoice) -> Bool {
    guard target != .named(points?.name ?? ""), let target = target.found else {
      return false
    }
    return !(target is any EnergyTarget)
  }

  /// - Throws: ``FlowError`` that names the change that makes no sense.
  public func validateChanges() throws(FlowError) {
    var last = (step: 0, target: firstTarget)
    for change in changes {
      guard let target = change.target else { continue }
      guard change.step > last.step else {
        throw FlowError(
          "earlier target until step \(change.step): steps go up from 1, one for each target")
      }
      for target in [last.target, target] where target.text != points?.name {
        _ = try target.resolved()
      }
      guard isPlain(last.target), isPlain(target) else {
        throw FlowError(
          "earlier target '\(last.target.text)': a run cannot go on from an energy or a file of "
            + "points to another target, nor back")
      }
      last = (change.step, target)
    }
  }
}
