import ArgumentParser
import Learning

/// Where rows of numbers are written, the same for every command that prints such.
struct RowsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the rows to this file instead of standard output, which - is: a NumPy array of named columns "
        + "where it ends in .npy, CSV where it ends in .csv.", valueName: "file"),
    completion: .file(extensions: ["csv", "npy"]))
  var out: String?
  @Flag(help: "Replace what --out names.")
  var force = false

  func validate() throws {
    guard let out, out != "-" else { return }
    let ending = FileEnding.of(out)
    if !["", "csv", "txt", "npy"].contains(ending) {
      throw ValidationError(
        "--out \(out): rows are written as .csv or .npy, not as .\(ending); choose one of these")
    }
  }

  /// The file to write, checked before the work begins; `nil` for standard output.
  /// - Parameter inputs: files that are read, which it must not be.
  /// - Throws: `FlowError` if it cannot be written, or exists and is not to be replaced.
  func file(inputs: [String] = []) throws -> OutputFile? {
    guard let out, out != "-" else { return nil }
    return try OutputFile(out, replacing: force ? .everything : .nothing, inputs: inputs)
  }
}
