import Canvas
import Foundation
import Learning

/// A table of `flowscope compare`: aspects down, learners across.
struct ComparisonTable: Sendable {
  /// As `--tables` names it.
  let name: String
  let title: String
  /// What a column is called, and the learner that stands for it.
  let columns: [(title: String, learner: String)]
  let aspects: [Aspect]

  /// The tables of a common introduction to normalizing flows: a flow beside a VAE, a GAN and a diffusion
  /// model, and the representations.
  static func all(flow: String) -> [ComparisonTable] {
    let own = (title: flow, learner: flow)
    return [
      ComparisonTable(
        name: "vae", title: "A flow and a VAE", columns: [own, ("VAE", "vae")],
        aspects: [
          .likelihood, .gap, .divergence, .latent, .inference, .flexibility, .parameters, .modes,
          .highQuality, .stability, .samplePasses, .sampleTime, .timeToQuality,
        ]),
      ComparisonTable(
        name: "gan", title: "A flow and a GAN", columns: [own, ("GAN", "gan")],
        aspects: [
          .likelihood, .divergence, .modes, .highQuality, .reverseKL, .energyDistance, .stability,
          .parameters, .samplePasses, .sampleTime, .timeToQuality,
        ]),
      ComparisonTable(
        name: "diffusion", title: "A flow and a diffusion model",
        columns: [own, ("diffusion", "diffusion")],
        aspects: [
          .likelihood, .gap, .divergence, .samplePasses, .sampleTime, .modes, .highQuality,
          .energyDistance, .stability, .stepTime, .timeToQuality,
        ]),
      ComparisonTable(
        name: "representation", title: "Representations",
        columns: [
          ("autoregressive", "maf"), ("coupling", "realnvp"), ("residual", "resflow"),
          ("continuous", "cnf"), ("discrete, VAE", "vae"),
        ],
        aspects: [
          .likelihood, .gap, .logDeterminant, .densityPasses, .samplePasses, .sampleTime,
          .inference,
          .flexibility, .parameters, .stepTime, .timeToQuality,
        ]),
    ]
  }
}

/// What `flowscope compare` reports.
struct ComparisonReport: Encodable {
  struct Cell: Encodable {
    let learner: String
    let cell: ComparisonCell

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(learner, forKey: .learner)
      try cell.encode(to: encoder)
    }
    private enum Key: String, CodingKey { case learner }
  }
  struct Row: Encodable {
    let aspect: String
    let title: String
    let definition: String
    let cells: [Cell]
  }
  struct Table: Encodable {
    let name: String
    let title: String
    let columns: [String]
    let rows: [Row]
  }

  let target: String
  let steps: Int
  let batch: Int
  let seeds: [UInt64]
  /// The deviation of the VAE's decoder; `nil` where it is learned.
  let sigma: Double?
  /// The energy distance at which a run counts as good.
  let goalDistance: Double
  let tables: [Table]

  init(
    _ tables: [ComparisonTable], of runs: [SeedRuns], target: String, steps: Int, batch: Int,
    seeds: [UInt64], sigma: Double?, goal: SampleGoal
  ) {
    (self.target, self.steps, self.batch, self.seeds) = (target, steps, batch, seeds)
    self.sigma = sigma
    goalDistance = goal.distance
    self.tables = tables.map { table in
      Table(
        name: table.name, title: table.title,
        columns: table.columns.map {
          $0.title == $0.learner ? $0.title : "\($0.title) (\($0.learner))"
        },
        rows: table.aspects.map { aspect in
          Row(
            aspect: aspect.name, title: aspect.title, definition: aspect.definition,
            cells: table.columns.map { column in
              let found = runs.first { $0.name == column.learner }
              return Cell(
                learner: column.learner,
                cell: found.map(aspect.cell) ?? ComparisonCell(reason: "no run was made"))
            })
        })
    }
  }

  /// What all figures are of, in a sentence.
  private var setting: String {
    let seedText = seeds.map(String.init).joined(separator: ", ")
    return
      "On \(target), after \(steps) steps of batch \(batch), seed\(seeds.count == 1 ? "" : "s") "
      + seedText + (sigma.map { ", the VAE's decoder with σ = \(short($0))" } ?? "")
      + (seeds.count == 1 ? "" : ": mean ± standard deviation over the seeds")
  }

  var text: String {
    let parts = tables.map { table in
      let rows = table.rows.map { [$0.title] + $0.cells.map(\.cell.text) }
      return
        ([table.title, "", TextTable(header: [""] + table.columns, rows: rows).text]
        + notes(table)).joined(separator: "\n")
    }
    return ([setting] + parts).joined(separator: "\n\n")
  }

  var markdown: String {
    let parts = tables.map { table in
      let head = "| \(table.title) | " + table.columns.joined(separator: " | ") + " |"
      let line = "|---" + String(repeating: "|--:", count: table.columns.count) + "|"
      let rows = table.rows.map { row in
        "| \(row.title) | " + row.cells.map(\.cell.text).joined(separator: " | ") + " |"
      }
      .map { $0.replacing("|det|", with: "\\|det\\|") }
      return ([head, line] + rows + notes(table)).joined(separator: "\n")
    }
    return ([setting + "."] + parts).joined(separator: "\n\n")
  }

  /// Why cells are empty, each reason once.
  private func notes(_ table: Table) -> [String] {
    var reasons: [(learner: String, reason: String, rows: [String])] = []
    for row in table.rows {
      for cell in row.cells {
        guard let reason = cell.cell.reason else { continue }
        if let index = reasons.firstIndex(where: {
          ($0.learner, $0.reason) == (cell.learner, reason)
        }) {
          reasons[index].rows.append(row.title)
        } else {
          reasons.append((cell.learner, reason, [row.title]))
        }
      }
    }
    guard !reasons.isEmpty else { return [] }
    return [""]
      + reasons.map { entry in
        let rows =
          entry.rows.count == table.rows.count ? "" : ", " + entry.rows.joined(separator: ", ")
        return "– \(entry.learner)\(rows): \(entry.reason)"
      }
  }
}
