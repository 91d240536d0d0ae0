import Flows
import Learning

/// Writes a run to its file: now and then, so that little is lost whatever happens, and at the end.
struct RunWriter {
  let file: OutputFile
  /// Steps between two of its files; `nil` writes at the end alone.
  let interval: Int?
  /// Whether the state of training is written at the end without an interval, as by a run that went on
  /// from one.
  let keepsState: Bool
  /// Whether the last one could not be written. It is said once, and training goes on.
  private var hasFailed = false

  init(_ file: OutputFile, every interval: Int?, keepsState: Bool) {
    (self.file, self.interval, self.keepsState) = (file, interval, keepsState)
  }

  /// Writes the run where that is due. A file that was there stays whole until the new one is.
  mutating func follow(_ trainer: any Learner) {
    guard let interval, trainer.step.isMultiple(of: interval) else { return }
    let failure = write(trainer, withState: true)
    if let failure, !hasFailed {
      Output.complain("warning: step \(trainer.step): \(failure). Training goes on")
    }
    hasFailed = failure != nil
  }

  /// Writes the run at its end.
  /// - Parameter isCutShort: whether there are steps left that someone may want to take.
  /// - Returns: why it is not in its file.
  func finish(_ trainer: any Learner, isCutShort: Bool) -> FlowError? {
    write(trainer, withState: interval != nil || keepsState || isCutShort)
  }

  private func write(_ trainer: any Learner, withState: Bool) -> FlowError? {
    let model = trainer.keptModel()
    do {
      let file = try file.again()
      if withState {
        try SavedRun(model, trainer.state()).write(to: file)
      } else {
        try model.write(to: file)
      }
      return nil
    } catch {
      return error
    }
  }
}
