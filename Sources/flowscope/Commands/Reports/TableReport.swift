import Canvas
import Flows

/// What `flowscope table` reports.
struct TableReport: Encodable {
  let steps: Int
  let batch: Int
  let seeds: [UInt64]
  let runs: [TableRun]

  /// Mean KL over the seeds of one cell; `nil` where any of its runs has none.
  private func kl(_ flow: String, _ target: String) -> Double? {
    let cell = runs.filter { $0.flow == flow && $0.target == target }
    let values = cell.compactMap(\.kl)
    guard !values.isEmpty, values.count == cell.count else { return nil }
    return values.reduce(0, +) / Double(values.count)
  }

  /// `0.005`, with `!` before it where one of its runs has a warning.
  private func cell(_ flow: String, _ target: String) -> String {
    let isMarked = runs.contains {
      $0.flow == flow && $0.target == target && !$0.warnings.isEmpty
    }
    return kl(flow, target).map { (isMarked ? "!" : "") + fixed($0, 3) } ?? "–"
  }

  /// Flows down, targets across, and below them why cells are empty or marked.
  func text(flows: [String], targets: [String]) -> String {
    let first = max(4, flows.map(\.count).max() ?? 0)
    func row(_ name: String, _ cells: [String]) -> String {
      let padded = zip(cells, targets).map { cell, target in
        cell.leading(max(6, target.count) + 2)
      }
      return name.trailing(first) + padded.joined()
    }
    let seedText =
      "seed\(seeds.count == 1 ? "" : "s") \(seeds.map(String.init).joined(separator: ", "))"
    var lines = [
      "KL in nats after \(steps) steps of batch \(batch), \(seedText)", "", row("", targets),
    ]
    for flow in flows {
      lines.append(
        row(flow, targets.map { cell(flow, $0) }))
    }
    let troubles = runs.compactMap { run in
      run.trouble.map { "– \(run.flow) on \(run.target), seed \(run.seed): \($0)" }
    }
    let warnings = runs.flatMap { run in
      run.warnings.map { "! \(run.flow) on \(run.target), seed \(run.seed): \($0.text)" }
    }
    let notes = troubles + warnings
    if !notes.isEmpty { lines += [""] + notes }
    return lines.joined(separator: "\n")
  }

  /// One line for each run; what is unknown is empty.
  var csv: String {
    let header = "flow,target,seed,parameters,nll,nll_se,entropy,kl,warnings,wall_s"
    let lines = runs.map { run in
      func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      return [
        run.flow, run.target, "\(run.seed)", run.parameters.map(String.init) ?? "", text(run.nll),
        text(run.nllSe), text(run.entropy), text(run.kl),
        run.warnings.map(\.code).joined(separator: ";"), text(run.wallS),
      ].joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n")
  }
}
