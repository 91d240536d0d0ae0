import Canvas
import Flows

/// The screen without a terminal.
public enum Snapshot {
  /// Trains for some steps, then draws the screen.
  ///
  /// - Parameters:
  ///   - state: the settings to train and how to draw, including the size in cells.
  ///   - threads: threads for each gradient step; they change the time it takes and nothing else.
  ///   - progress: called after every step with the number of steps taken.
  /// - Throws: ``FlowError`` for settings that cannot be trained, or when training diverges.
  public static func render(
    _ state: State, steps: Int, threads: Int = 2, progress: (Int) -> Void = { _ in }
  ) throws(FlowError) -> Canvas {
    try App(trained(state, steps: steps, threads: threads, progress: progress)).render()
  }

  /// The state after so many steps of training, paused.
  public static func trained(
    _ state: State, steps: Int, threads: Int = 2, progress: (Int) -> Void = { _ in }
  ) throws(FlowError) -> State {
    let session = TrainingSession(state.settings, threads: threads)
    if let trouble = session.trouble { throw FlowError(trouble) }
    while session.step < steps, !session.isByHand {
      guard session.advance() else { throw FlowError(session.trouble ?? "training stopped") }
      progress(session.step)
    }
    session.measure()
    if let trouble = session.history.scores.last?.score.heldOut?.solver?.trouble(state.settings) {
      throw trouble
    }
    var state = state
    state.running = false
    state.snapshot = session.snapshot(stepsPerSecond: 0)
    return state
  }
}
