import Canvas
import Flows
import Foundation
import Learning

/// What `flowscope remedies` reports.
struct RemediesReport: Encodable {
  let flow: String
  let steps: Int
  /// Seeds from 1 on.
  let seeds: Int
  let runs: [RemedyRun]

  private static let header = [
    "remedy", "likelihood", "KL", "KL ≤", "bridge %", "stretch", "needed", "energy", "ms/step",
    "parameters",
  ]

  /// A table for each target, and below it why cells are empty.
  func text(targets: [String], isMarkdown: Bool) -> String {
    let title =
      "\(flow) with each remedy, \(steps) steps, \(seeds == 1 ? "seed 1" : "mean of \(seeds) seeds")"
    let parts = targets.map { target -> String in
      let runs = runs.filter { $0.target == target }
      let rows = names(runs).map { name in row(name, runs.filter { $0.remedy == name }) }
      let table = TextTable(header: Self.header, rows: rows)
      let share = runs.lazy.compactMap(\.bridgeOfTarget).first.map {
        "; \(rounded(100 * $0)) % of its mass is where the bridge is"
      }
      return ["\(target)\(share ?? "")", isMarkdown ? table.markdown : table.text]
        .joined(separator: isMarkdown ? "\n\n" : "\n") + notes(runs)
    }
    return ([title] + parts).joined(separator: "\n\n")
  }

  /// The remedies' names in the order of the runs, each once.
  private func names(_ runs: [RemedyRun]) -> [String] {
    let names = Set(runs.map(\.remedy))
    return Remedy.all.map(\.name).filter(names.contains)
  }

  /// One line: means over the seeds, where every run has the number.
  private func row(_ name: String, _ runs: [RemedyRun]) -> [String] {
    func mean(_ value: (RemedyRun) -> Double?) -> Double? {
      let values = runs.compactMap(value)
      guard !values.isEmpty, values.count == runs.count else { return nil }
      return values.reduce(0, +) / Double(values.count)
    }
    func text(_ value: (RemedyRun) -> Double?, _ write: (Double) -> String) -> String {
      mean(value).map(write) ?? "–"
    }
    let isCounted = runs.contains { $0.bridgeIsCounted == true }
    return [
      name, runs.first?.likelihood?.rawValue ?? "–",
      text(\.kl) { fixed($0, 4) }, text(\.klBound) { fixed($0, 4) },
      text(\.bridge) { rounded(100 * $0) } + (isCounted ? "*" : ""),
      text(\.stretch, rounded), text(\.stretchNeeded, rounded),
      text(\.energyDistance) { fixed($0, 4) }, text(\.msPerStep) { fixed($0, 2) },
      text({ $0.parameters.map(Double.init) }) { fixed($0, 0) },
    ]
  }

  private func notes(_ runs: [RemedyRun]) -> String {
    var notes: [String] = []
    if runs.contains(where: { $0.bridgeIsCounted == true }) {
      notes.append("* counted among 20,000 samples: the model has no density")
    }
    for run in runs {
      let name = "\(run.remedy)\(seeds == 1 ? "" : ", seed \(run.seed)")"
      if let cells = run.cells {
        notes.append(
          "\(name): of cells \(cells.width) wide the KL is \(fixed(cells.kl, 4)) and by the bound that "
            + "training sees \(fixed(cells.klBound, 4)): the bound gives \(fixed(cells.gap, 4)) away"
        )
      }
      if let trouble = run.trouble { notes.append("– \(name): \(trouble)") }
    }
    return notes.isEmpty ? "" : "\n\n" + notes.joined(separator: "\n")
  }
}

extension TextTable {
  /// The same in Markdown.
  var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let rule = header.indices.map { $0 == 0 ? "---" : "--:" }
    return ([line(header), "|" + rule.joined(separator: "|") + "|"] + rows.map(line))
      .joined(separator: "\n")
  }
}

/// With three significant digits: `0.253`, `1.2e-05`.
private func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
