import ArgumentParser

/// How the runs of a command are shared out to other programs and machines.
struct SweepOptions: ParsableArguments {
  @Flag(
    help: """
      Train nothing: print a command for each run, which any machine can make; with --merge for each that \
      is missing.
      """)
  var plan = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Make one run of the plan alone, from 1 on, and print it as one line of JSON.",
      valueName: "number"))
  var cell: Int?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Train nothing: report the runs whose lines are in these files; - is standard input.",
      valueName: "files"), completion: .file())
  var merge: [String] = []

  func validate() throws {
    guard let cell else { return }
    if plan || !merge.isEmpty {
      throw ValidationError(
        "--cell \(cell) and \(plan ? "--plan" : "--merge"): one run is made, or none; choose")
    }
  }

  /// Lines say themselves what they are of: options beside --merge that say it too are refused.
  /// - Parameter given: names of options that decide the runs, where they were given.
  func requireNone(_ given: [String?]) throws {
    guard !merge.isEmpty, let name = given.compactMap({ $0 }).first else { return }
    throw ValidationError(
      "--merge and --\(name): the lines say what they are of; leave --\(name) out")
  }
}
