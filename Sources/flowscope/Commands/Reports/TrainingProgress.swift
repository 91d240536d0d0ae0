import Learning

extension Learner {
  /// Takes steps with a progress line on standard error: until there are enough, until waiting for better
  /// parameters is in vain, until it is done, or until a signal asks to end.
  /// - Parameter isDone: asked before every step.
  /// - Returns: the loss of the last batch; `nil` where no step was taken.
  /// - Throws: ``FlowError`` as ``Learner/advance()`` does.
  @discardableResult
  func advance(
    steps: Int, patience: Int? = nil, _ interruption: Interruption,
    until isDone: () -> Bool = { false }
  ) throws -> Double? {
    let objective = profile.objective
    var progress = ProgressBar("training", total: steps)
    defer { progress.finish() }
    var last: Double?
    for step in 0..<steps where !interruption.isAsked {
      if isDone() { break }
      let loss = try advance()
      last = loss
      if hasWaitedInVain(patience: patience) { break }
      if step % 16 == 0 || step == steps - 1 {
        progress.show(step + 1, note: "\(objective.name) \(fixed(loss, 3)) \(objective.unit)")
      }
    }
    return last
  }
}
