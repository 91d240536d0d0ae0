import ArgumentParser
import Flows
import Learning

/// Where `flowscope bench` keeps its runs, and which earlier one it compares with.
struct HistoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Append the run to this file. (default: bench.jsonl in the state folder)", valueName: "file"),
    completion: .file())
  var history: String?
  @Flag(help: "Keep nothing of this run.")
  var noHistory = false
  @Option(
    help: ArgumentHelp(
      "Compare with the latest run of this machine in a history; 'last' is the usual history.",
      valueName: "file"), completion: .file())
  var compare: String?
  @Option(
    help: ArgumentHelp(
      "Compare with the run whose date, version or commit begins so.", valueName: "text"))
  var run: String?
  @Option(
    help: ArgumentHelp(
      "With --compare: fail where a case is slower beyond its spread and by more than this.",
      valueName: "percent"))
  var failAbove: Double?
  @Option(
    help:
      "How often to measure everything, in turn; the spread is then that of the medians. (1 to 100; default: 1, and 3 with --compare)"
  )
  var repeats: Int?

  func validate() throws {
    if let repeats, !(1...100).contains(repeats) {
      throw ValidationError("--repeats \(repeats): choose 1 to 100")
    }
    if history != nil, noHistory {
      throw ValidationError("--history and --no-history contradict each other: give one of them")
    }
    for (name, given) in [("--run", run != nil), ("--fail-above", failAbove != nil)]
    where given && compare == nil {
      throw ValidationError("\(name) says how to compare: add --compare FILE, or --compare last")
    }
    if let failAbove, !(failAbove >= 0 && failAbove.isFinite) {
      throw ValidationError("--fail-above \(failAbove): choose 0 or a positive number of percent")
    }
  }

  var repeatCount: Int { repeats ?? (compare == nil ? 1 : 3) }

  /// The run to compare with, read before anything is measured; `nil` where none was asked for.
  /// - Throws: ``FlowError`` for a file that is no history, or has no such run.
  func earlierRun(on machine: BenchMachine) throws(FlowError) -> BenchRecord? {
    guard let compare else { return nil }
    let path = compare == "last" ? BenchHistory.usualPath : compare
    guard compare == "last" || OutputFile.isTaken(path) else {
      throw FlowError(
        "cannot read '\(path)': there is no such file; 'flowscope bench --history FILE' writes one")
    }
    return try BenchHistory(path).earlier(run, machine: machine)
  }

  /// The history that the run is appended to, found to be one and writable; `nil` for none. Where the
  /// user named no file, a history that cannot be had is no reason not to measure.
  /// - Throws: ``FlowError`` for a named file that cannot be appended to.
  func keptHistory() throws(FlowError) -> BenchHistory? {
    guard !noHistory else { return nil }
    do {
      let found = try BenchHistory(history ?? BenchHistory.usualPath)
      try found.requireWritable()
      return found
    } catch {
      if history != nil { throw error }
      Output.complain("warning: this run is not kept: \(error)")
      return nil
    }
  }
}
