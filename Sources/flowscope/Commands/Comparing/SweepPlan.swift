import ArgumentParser
import Flows
import Learning

/// What all lines of a sweep have in common: the command, with everything that decides its runs written out.
struct SweepPlan: Codable, Hashable {
  var command: String
  /// That of the program; figures of different ones do not compare.
  var version = LibraryVersion.current.description
  /// The options, each a name and a value: `--steps`, `2000`.
  var arguments: [String]
  /// How many runs there are.
  var cells: Int

  /// The command that makes one run, from 1 on.
  func line(_ cell: Int) -> String {
    (["flowscope", command] + arguments + ["--cell", String(cell)]).joined(separator: " ")
  }
}

/// One run of a sweep: what `--cell` prints on a line, and `--merge` reads.
struct SweepLine<Run: Codable>: Codable {
  var plan: SweepPlan
  /// From 1 on.
  var cell: Int
  var run: Run
}

/// A command that makes many runs, each of which can be made by itself.
protocol SweepingCommand: ParsableCommand {
  associatedtype Run: Codable
  var sweep: SweepOptions { get }
  /// - Throws: `FlowError` for names that there are not.
  func planned() throws -> SweepPlan
  /// Makes one run of the plan; the first is 0.
  func made(_ index: Int, _ interruption: Interruption) throws -> Run
  /// What a run is called: `nsf on moons, seed 1`.
  func title(_ index: Int) throws -> String
  /// Reports runs, in their order.
  /// - Parameter whole: the command that the runs are of.
  func show(_ runs: [Run], of whole: Self) throws
}

extension SweepingCommand {
  /// Does what `--plan`, `--cell` or `--merge` asks for.
  /// - Returns: whether one of them was given.
  func sweeps() throws -> Bool {
    if !sweep.merge.isEmpty {
      try merge()
    } else if sweep.plan {
      let plan = try planned()
      try Output.print((1...plan.cells).map(plan.line).joined(separator: "\n"))
    } else if let cell = sweep.cell {
      try make(cell)
    } else {
      return false
    }
    return true
  }

  private func make(_ cell: Int) throws {
    let plan = try planned()
    guard (1...plan.cells).contains(cell) else {
      throw ValidationError("--cell \(cell): the plan has runs 1 to \(plan.cells)")
    }
    let interruption = Interruption()
    interruption.wait()
    let run = try made(cell - 1, interruption)
    // Half a run would be taken for a whole one.
    if let status = interruption.status { throw ExitCode(status) }
    try Output.print(try jsonLine(SweepLine(plan: plan, cell: cell, run: run)))
  }

  private func merge() throws {
    let lines = try SweepLines<Run>(readingFrom: sweep.merge, of: Self._commandName)
    let missing = (1...lines.plan.cells).filter { lines.runs[$0] == nil }
    if sweep.plan {
      if missing.isEmpty { return Output.complain("no run is missing") }
      return try Output.print(missing.map(lines.plan.line).joined(separator: "\n"))
    }
    let whole = try Self.parse(lines.plan.arguments)
    try show(lines.runs.sorted { $0.key < $1.key }.map(\.value), of: whole)
    guard !missing.isEmpty else { return }
    let titles = try missing.prefix(5).map { try whole.title($0 - 1) }.joined(separator: "; ")
    throw FlowError(
      "\(missing.count) of \(lines.plan.cells) runs are missing: \(titles)"
        + (missing.count > 5 ? "; …" : "") + ". Add --plan for the commands that make them")
  }
}
