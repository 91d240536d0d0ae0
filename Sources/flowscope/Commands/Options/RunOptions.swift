import ArgumentParser
import Flows
import Learning

/// Where a trained model is written, how often, and which run goes on.
struct RunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the trained model to this safetensors file; - is standard output, and the report then goes "
        + "to standard error."), completion: .file())
  var out: String?
  @Flag(help: "Replace what --out names even where it is not a model.")
  var force = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write --out every so many steps and at the end, with all that --resume needs.",
      valueName: "steps"))
  var checkpoint: Int?
  @Option(
    help: ArgumentHelp(
      "Go on with the run in this file, bit for bit; its settings hold, and --steps is the total.",
      valueName: "file"), completion: .file())
  var resume: String?

  func validate() throws {
    guard let checkpoint else { return }
    guard checkpoint > 0 else {
      throw ValidationError("--checkpoint \(checkpoint): choose a whole number of steps above 0")
    }
    if out == nil {
      throw ValidationError("--checkpoint \(checkpoint): name the file to write with --out")
    }
  }

  /// The file to write. It is opened before training, so that a bad path is reported at once.
  /// - Parameter inputs: files that are read, which it must not be.
  func outputFile(inputs: [String?]) throws -> OutputFile? {
    guard let out else { return nil }
    let file = try OutputFile(
      out, replacing: force ? .everything : .models, inputs: inputs.compactMap { $0 })
    if let checkpoint, !file.isRegular {
      throw ValidationError(
        "--checkpoint \(checkpoint) and --out \(out): only a file can be written again and again")
    }
    return file
  }

  /// The run to go on with; `nil` where a new one begins.
  func saved() throws -> (run: SavedRun, path: String)? {
    try resume.map { (try SavedRun(readingFrom: $0), $0) }
  }
}
