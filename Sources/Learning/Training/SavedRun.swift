import Flows

/// A training run in a file: its model, and all that training from there on depends on.
///
///     try SavedRun(trainer.keptModel(), trainer.state()).write(to: OutputFile("m.safetensors"))
///     let saved = try SavedRun(readingFrom: "m.safetensors")
///     let trainer = try Learners.make(saved.model.settings, threads: 2)
///     try trainer.resume(saved)
///
/// What follows is the same, bit for bit, as if training had not stopped. Everything random is drawn
/// from the seed and the number of the step, so both are the state of the random numbers. The file is a
/// model file like any other.
public struct SavedRun: Sendable {
  public let model: Model
  /// `nil` in files of models alone, from which no training can go on.
  public let state: LearnerState?
  /// The version that wrote it; `nil` for files from before they said so.
  public let version: LibraryVersion?

  public init(_ model: Model, _ state: LearnerState) {
    (self.model, self.state, version) = (model, state, .current)
  }

  /// - Throws: ``FlowError`` when the file is missing, damaged, or is not a model of this program.
  public init(readingFrom path: String) throws(FlowError) {
    let checkpoint = try Checkpoint.read(from: path)
    do {
      try self.init(checkpoint)
    } catch {
      throw FlowError("\(path): \(error)")
    }
  }

  init(_ checkpoint: Checkpoint) throws(FlowError) {
    model = try Model(checkpoint)
    state = try LearnerState(checkpoint)
    version = checkpoint.metadata["version"].flatMap(LibraryVersion.init)
  }

  /// Writes the file, all of it or nothing.
  /// - Throws: ``FlowError`` when it cannot be written.
  public func write(to file: OutputFile) throws(FlowError) {
    var checkpoint = try model.checkpoint()
    try state?.write(to: &checkpoint)
    try checkpoint.write(to: file)
  }

  /// The state to go on from.
  /// - Throws: ``FlowError`` for a file of a model alone, or of a newer version.
  public func resumable() throws(FlowError) -> LearnerState {
    if let version, version > .current {
      throw FlowError(
        "it was written by flowscope \(version), and this is \(LibraryVersion.current), which would not "
          + "take the same steps; go on with \(version)")
    }
    guard let state else {
      throw FlowError(
        "it holds a model, but not the state of its training; --checkpoint and an interrupted run write "
          + "that. Train anew, with --checkpoint")
    }
    return state
  }
}

extension Learner {
  /// Goes on from a saved run of the same settings.
  /// - Throws: ``FlowError`` for a file of a model alone, of a newer version, or of another learner.
  public func resume(_ run: SavedRun) throws(FlowError) {
    let state = try run.resumable()
    try state.requireFit(self.state())
    restore(state)
  }
}
