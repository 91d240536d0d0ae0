import Flows

/// What can change in a run without beginning it anew.
///
/// A change belongs to the settings, with the step it was made at: the same settings make the same run,
/// bit for bit, changes included.
public enum RunChange: Hashable, Sendable {
  /// Adam's step size before warm-up and decay, from here on.
  case learningRate(Double)
  /// Another target from here on: the parameters stay, and learn new points.
  case target(String)
}

extension Settings {
  /// The same run with a change from `step` on, whatever was to come after.
  public func changed(_ change: RunChange, atStep step: Int) -> Settings {
    switch change {
    case .learningRate(let rate): changingLearningRate(to: rate, atStep: step)
    case .target(let name): changingTarget(to: name, atStep: step)
    }
  }

  private func changingLearningRate(to rate: Double, atStep step: Int) -> Settings {
    var settings = self
    let earlier = (learningRateChanges ?? []).filter { $0.step < step }
    if step == 0 {
      settings.learningRate = rate
      settings.learningRateChanges = nil
    } else {
      settings.learningRateChanges = earlier + [RateChange(step: step, rate: rate)]
    }
    return settings
  }

  /// Whether these are settings of the same run, apart from when what can change in a run has changed.
  public func isSameRun(as other: Settings) -> Bool { withoutChanges == other.withoutChanges }

  private var withoutChanges: Settings {
    var settings = self
    (settings.learningRate, settings.learningRateChanges, settings.earlierTargets) = (nil, nil, nil)
    return settings
  }
}

/// A target that a run had until some step.
///
/// A painting grows dot by dot while it is learned, so most of them are the beginning of the one after
/// them: then the number of dots says it all.
public struct EarlierTarget: Hashable, Codable, Sendable {
  /// The first step that was not taken on it.
  public var until: Int
  /// A target's name; or a number: so many dots of the painting after it; or `+` and letters: the
  /// painting after it and these dots.
  public var text: String

  public init(until: Int, text: String) {
    self.until = until
    self.text = text
  }

  /// - Parameters:
  ///   - name: the target's name.
  ///   - next: the name of the target after it.
  init(until: Int, name: String, before next: String) {
    self.until = until
    let isPainted = name.hasPrefix(PaintedTarget.prefix) && next.hasPrefix(PaintedTarget.prefix)
    if isPainted, next.hasPrefix(name) {
      text = String((name.count - Self.head) / 3)
    } else if isPainted, name.hasPrefix(next) {
      text = "+" + name.dropFirst(next.count)
    } else {
      text = name
    }
  }

  /// Letters before the first dot of a painting's name: the prefix and the brush's width.
  private static let head = PaintedTarget.prefix.count + 1

  /// The target's name, where the one after it is `next`.
  func name(before next: String) -> String {
    if let count = Int(text), count >= 0, next.hasPrefix(PaintedTarget.prefix) {
      return String(next.prefix(Self.head + 3 * min(count, PaintedTarget.dotLimit)))
    }
    return text.hasPrefix("+") ? next + text.dropFirst() : text
  }
}

extension Settings {
  /// The name of the target that the step after `step` steps is taken on.
  public func target(atStep step: Int) -> String {
    var name = target
    for earlier in (earlierTargets ?? []).reversed() {
      if earlier.until <= step { break }
      name = earlier.name(before: name)
    }
    return name
  }

  /// When the target of the step after `step` steps became it; 0 is the beginning.
  public func targetStart(atStep step: Int) -> Int {
    earlierTargets?.last { $0.until <= step }?.until ?? 0
  }

  private func changingTarget(to name: String, atStep step: Int) -> Settings {
    var settings = self
    settings.target = name
    var earlier = (earlierTargets ?? []).filter { $0.until < step }
    if step > 0 {
      let before = target(atStep: step - 1)
      if before != name {
        earlier.append(EarlierTarget(until: step, name: before, before: name))
      }
    }
    settings.earlierTargets = earlier.isEmpty ? nil : earlier
    return settings
  }

  /// Whether a run on the present target can go on with another one: where training minimises the same,
  /// on points in the same units.
  public func canGoOn(with name: String) -> Bool {
    func isPlain(_ name: String) -> Bool {
      var settings = self
      settings.target = name
      return settings.energy == nil && points?.name != name
        && (try? Targets.named(name)) != nil
    }
    return isPlain(target) && isPlain(name)
  }

  /// - Throws: ``FlowError`` that names the earlier target that makes no sense.
  public func validateEarlierTargets() throws(FlowError) {
    var last = Int.max
    var name = target
    for earlier in (earlierTargets ?? []).reversed() {
      guard earlier.until > 0, earlier.until < last else {
        throw FlowError(
          "earlier target until step \(earlier.until): steps go up from 1, one for each target")
      }
      last = earlier.until
      let before = earlier.name(before: name)
      if Int(earlier.text) != nil || earlier.text.hasPrefix("+"),
        !name.hasPrefix(PaintedTarget.prefix)
      {
        throw FlowError(
          "earlier target '\(earlier.text)': dots can only be counted of a painting after it")
      }
      _ = try Targets.named(before)
      guard canGoOn(with: before) else {
        throw FlowError(
          "earlier target '\(before)': a run cannot go on from an energy or a file of points to "
            + "another target, nor back")
      }
      name = before
    }
  }
}
