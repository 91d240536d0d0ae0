import Learning

extension Learner {
  /// Takes steps with a progress line on standard error: until there are enough, until waiting for better
  /// parameters is in vain, until it is done, or until a signal asks to end.
  /// - Parameters:
  ///   - steps: how many there are to be in all, with those that were taken before.
  ///   - isDone: asked before every step.
  ///   - follow: called after every step with the batch's loss.
  /// - Returns: the loss of the last batch; `nil` where no step was taken.
  /// - Throws: ``FlowError`` as ``Learner/advance()`` does.
  @discardableResult
  func advance(
    to steps: Int, patience: Int? = nil, _ interruption: Interruption,
    until isDone: () -> Bool = { false }, after follow: (_ loss: Double) -> Void = { _ in }
  ) throws -> Double? {
    let objective = profile.objective
    var progress = ProgressBar("training", from: step, total: steps)
    defer { progress.finish() }
    var last: Double?
    while step < steps, !interruption.isAsked {
      if isDone() { break }
      let loss = try advance()
      last = loss
      follow(loss)
      if hasWaitedInVain(patience: patience) { break }
      if step % 16 == 1 || step == steps {
        progress.show(step, note: "\(objective.name) \(fixed(loss, 3)) \(objective.unit)")
      }
    }
    return last
  }
}
