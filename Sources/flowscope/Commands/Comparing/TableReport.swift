import Canvas
import Flows
import Learning

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

  /// `8 of 8, 97 %`: modes covered in the mean over the seeds, and the share of samples of high quality.
  private func modes(_ flow: String, _ target: String) -> String {
    let cell = runs.filter { $0.flow == flow && $0.target == target }
    guard let covered = Spread(cell.compactMap { $0.modes.map(Double.init) })?.mean,
      let quality = Spread(cell.compactMap(\.highQuality))?.mean,
      let total = cell.lazy.compactMap(\.modesOf).first
    else { return "–" }
    let count = covered == covered.rounded() ? fixed(covered, 0) : fixed(covered, 1)
    return "\(count) of \(total), \(fixed(100 * quality, 0)) %"
  }

  /// The table of the targets that have modes; empty where there is none.
  private func modesText(flows: [String], targets: [String]) -> [String] {
    let targets = targets.filter { target in
      runs.contains { $0.target == target && $0.modes != nil }
    }
    guard !targets.isEmpty else { return [] }
    let table = TextTable(
      header: [""] + targets,
      rows: flows.map { flow in [flow] + targets.map { modes(flow, $0) } })
    return ["", "Modes with a sample within 3σ, and the share of such samples", "", table.text]
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
    lines += modesText(flows: flows, targets: targets)
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
    let header =
      "flow,target,seed,parameters,nll,nll_se,entropy,kl,warnings,modes,modes_of,high_quality,"
      + "reverse_kl,energy_distance,energy_distance_se,wall_s"
    return ([header] + runs.map(line)).joined(separator: "\n")
  }

  private func line(_ run: TableRun) -> String {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    func text(_ count: Int?) -> String { count.map { "\($0)" } ?? "" }
    let quality: [String] = [
      text(run.parameters), text(run.nll), text(run.nllSe), text(run.entropy), text(run.kl),
      run.warnings.map(\.code).joined(separator: ";"),
    ]
    let samples: [String] = [
      text(run.modes), text(run.modesOf), text(run.highQuality), text(run.reverseKl),
      text(run.energyDistance), text(run.energyDistanceSe),
    ]
    let cells: [String] =
      [run.flow, run.target, "\(run.seed)"] + quality + samples + [text(run.wallS)]
    return cells.joined(separator: ",")
  }
}
