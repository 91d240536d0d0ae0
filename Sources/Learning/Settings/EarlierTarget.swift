import Flows

/// How files and command lines write a target that a run had until some step.
///
/// A painting grows dot by dot while it is learned, so most of them are the beginning of the one after
/// them: then the number of dots says it all.
struct EarlierTarget: Hashable, Codable, Sendable {
  /// The first step that was not taken on it.
  var until: Int
  /// A target's name. A number n stands for the first n dots of the next painting in the list, and `+` with letters
  /// for all of that painting's dots and these ones.
  var text: String

  init(until: Int, text: String) {
    (self.until, self.text) = (until, text)
  }

  /// - Parameter next: the target after it.
  init(until: Int, _ target: TargetChoice, before next: TargetChoice) {
    self.until = until
    text = target.text
    guard let painting = target.painting, let next = next.painting else { return }
    if next.begins(with: painting) {
      text = String(painting.count)
    } else if painting.begins(with: next) {
      text = "+" + painting.letters(after: next.count)
    }
  }

  /// - Parameter written: a last step and a target, as in `300:rings`.
  /// - Throws: ``FlowError`` for what is not that.
  init(_ written: some StringProtocol) throws(FlowError) {
    guard let colon = written.firstIndex(of: ":"), let until = Int(written[..<colon]),
      colon < written.index(before: written.endIndex)
    else {
      throw FlowError(
        "'\(written)' is no earlier target: write its last step and its name, as in 300:rings")
    }
    self.init(until: until, text: String(written[written.index(after: colon)...]))
  }

  var written: String { "\(until):\(text)" }

  /// The target, where the one after it is `next`.
  /// - Throws: ``FlowError`` for dots of what is no painting.
  func target(before next: TargetChoice) throws(FlowError) -> TargetChoice {
    let count = Int(text)
    guard count != nil || text.hasPrefix("+") else { return TargetChoice(text) }
    guard let next = next.painting else {
      throw FlowError(
        "earlier target '\(text)': dots can only be counted of a painting after it")
    }
    guard let count else { return .painted(try next.adding(letters: text.dropFirst())) }
    guard let painting = next.first(count) else {
      throw FlowError("earlier target '\(text)': a painting has at least one dot")
    }
    return .painted(painting)
  }
}

extension Settings {
  /// The targets before the present one, as they are written.
  var earlierTargets: [EarlierTarget] {
    var earlier: [EarlierTarget] = []
    var before = firstTarget
    for change in changes {
      guard let target = change.target else { continue }
      earlier.append(EarlierTarget(until: change.step, before, before: target))
      before = target
    }
    return earlier
  }

  /// Sets the targets before the present one.
  /// - Throws: ``FlowError`` for a text that makes no sense before the target after it.
  mutating func setEarlierTargets(_ earlier: [EarlierTarget]) throws(FlowError) {
    var settings = onPresentTargetAlone
    var next = targetChoice
    var targetChanges: [RunChange] = []
    for entry in earlier.reversed() {
      targetChanges.append(RunChange(step: entry.until, .target(next)))
      next = try entry.target(before: next)
    }
    settings.firstTarget = next
    // In the order given, for steps that do not go up are to be found by `validateChanges`.
    let rates = settings.changes
    settings.changes = targetChanges.reversed()
    for change in rates { settings.add(change) }
    self = settings
  }
}
