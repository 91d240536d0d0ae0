import Flows

/// What `flowscope table` reports.
struct ResultTable: Encodable {
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

  /// Flows down, targets across, and below them why cells are empty.
  func text(flows: [String], targets: [String]) -> String {
    let first = max(4, flows.map(\.count).max() ?? 0)
    func row(_ name: String, _ cells: [String]) -> String {
      let padded = zip(cells, targets).map { cell, target in
        String(repeating: " ", count: max(0, max(6, target.count) + 2 - cell.count)) + cell
      }
      return name + String(repeating: " ", count: first - name.count) + padded.joined()
    }
    let seedText =
      "seed\(seeds.count == 1 ? "" : "s") \(seeds.map(String.init).joined(separator: ", "))"
    var lines = [
      "KL in nats after \(steps) steps of batch \(batch), \(seedText)", "", row("", targets),
    ]
    for flow in flows {
      lines.append(
        row(flow, targets.map { target in kl(flow, target).map { fixed($0, 3) } ?? "–" }))
    }
    let troubles = runs.compactMap { run in
      run.trouble.map { "– \(run.flow) on \(run.target), seed \(run.seed): \($0)" }
    }
    if !troubles.isEmpty { lines += [""] + troubles }
    return lines.joined(separator: "\n")
  }

  /// One line for each run; what is unknown is empty.
  var csv: String {
    let header = "flow,target,seed,parameters,nll,nll_se,entropy,kl,wall_s"
    let lines = runs.map { run in
      func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      return [
        run.flow, run.target, "\(run.seed)", run.parameters.map(String.init) ?? "", text(run.nll),
        text(run.nllSe), text(run.entropy), text(run.kl), text(run.wallS),
      ].joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n")
  }
}
