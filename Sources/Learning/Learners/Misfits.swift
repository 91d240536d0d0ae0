import Flows

extension Settings {
  /// Why no learner can be made of these settings; `nil` where one can.
  public var refusal: FlowError? {
    do throws(FlowError) {
      try validate()
      if let rival = Rivals.find(flow) {
        _ = try RivalParts(rival, self)
      } else {
        _ = try Architecture(self)
      }
      return nil
    } catch {
      return error
    }
  }

  /// Clears the settings that do not fit the others any more, such as noise on data after a change to a
  /// target that has none. What is learned, and by what, stays.
  ///
  /// - Returns: what was cleared, each with its value; empty where everything fits, and where clearing
  ///   helps nothing.
  public mutating func dropMisfits() -> [String] {
    guard refusal != nil else { return [] }
    let given = Setting.inForm.filter {
      $0.isGiven(self) && ![Setting.flow.name, Setting.target.name].contains($0.name)
    }
    let foreign = given.filter { !$0.applies(to: self) }
    for misfits in given.map({ [$0] }) + [foreign] {
      var rest = self
      for setting in misfits { setting.clearing(&rest) }
      guard rest.refusal == nil else { continue }
      let words = misfits.map { "\($0.title) \($0.text(self) ?? "")" }
      self = rest
      return words
    }
    return []
  }
}
