import ArgumentParser
import Canvas
import Flows
import Foundation
import Learning
import Visualizer

/// `flowscope list`: what there is to choose from.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the flows, targets and bases, or the visualizer's keys.",
    discussion: """
      Example: flowscope list --json
      Example: flowscope list --markdown --flows     # a table of the README
      Example: flowscope list --man | man -l -
      """)

  @Flag(help: "List as one JSON object.")
  var json = false

  @Flag(help: "List as Markdown tables, keys and commands included.")
  var markdown = false

  @Flag(help: "List the names of the visualizer's views instead, one a line.")
  var views = false

  @Flag(help: "Print the manual page instead, for man(1).")
  var man = false

  @Flag
  var tables: [CatalogueTable] = []

  func validate() throws {
    if json, markdown { throw ValidationError("--json and --markdown: choose one of them") }
    if json, tables.contains(.keys) {
      throw ValidationError("--keys and --json: the keys are Markdown only; leave --json out")
    }
  }

  private struct Catalogue: Encodable {
    struct Flow: Encodable {
      let name, title, summary, reference: String
      let likelihood: Likelihood
      /// Of a flow alone, as are its directions and layers.
      let jacobian, forward, inverse: String?
      let layers: Int?
      let hidden: [Int]
    }
    struct Target: Encodable {
      let name, summary: String
      let entropy: Double?
    }
    struct Base: Encodable {
      let name, summary: String
    }
    struct Command: Encodable {
      let name, summary: String
    }
    var flows: [Flow]? = LearnerKind.all.map {
      let family = $0.family
      return Flow(
        name: $0.name, title: $0.title, summary: $0.summary, reference: $0.reference,
        likelihood: $0.likelihood, jacobian: family?.jacobian.description,
        forward: family?.forwardMethod.description, inverse: family?.inverseMethod.description,
        layers: family?.defaultLayers, hidden: $0.defaultHidden)
    }
    var targets: [Target]? = Targets.all.map {
      Target(name: $0.name, summary: $0.summary, entropy: $0.entropy)
    }
    var bases: [Base]? = Bases.all.map { Base(name: $0.name, summary: $0.summary) }
    var commands: [Command]? = Flowscope.configuration.subcommands.map {
      Command(name: $0._commandName, summary: $0.configuration.abstract)
    }

    /// Keeps what was asked for: without a choice, what a flow can be made of.
    init(_ tables: [CatalogueTable]) {
      let chosen = tables.isEmpty ? [.flows, .targets, .bases] : tables
      if !chosen.contains(.flows) { flows = nil }
      if !chosen.contains(.targets) { targets = nil }
      if !chosen.contains(.bases) { bases = nil }
      if !chosen.contains(.commands) { commands = nil }
    }
  }

  func run() throws {
    if views {
      return try Output.print(ViewName.allCases.map(\.rawValue).joined(separator: "\n"))
    }
    if man { return try Output.print(try manualPage(), terminator: "") }
    if markdown || tables == [.keys] {
      let chosen = tables.isEmpty ? CatalogueTable.allCases : tables
      let text = chosen.map(\.markdown).joined(separator: "\n")
      return try Output.print(text, terminator: "")
    }
    let catalogue = Catalogue(tables)
    if json { return try printJSON(catalogue) }
    func lines(_ kinds: [LearnerKind]) -> [(String, String)] {
      kinds.map { ($0.name, "\($0.title): \($0.summary) · \(Self.reference($0))") }
    }
    if catalogue.flows != nil {
      try printSection("Flows (--flow)", lines(LearnerKind.all.filter { $0.rival == nil }))
      let rivals = LearnerKind.all.filter { $0.rival != nil }
      if !rivals.isEmpty { try printSection("Rivals of flows (--flow)", lines(rivals)) }
    }
    try printSection(
      "Targets (--target)",
      catalogue.targets?.map { target in
        let entropy = target.entropy.map { " (entropy \(fixed($0, 3)) nats)" } ?? ""
        return (target.name, target.summary + entropy)
      })
    try printSection("Bases (--base)", catalogue.bases?.map { ($0.name, $0.summary) })
    try printSection("Commands", catalogue.commands?.map { ($0.name, $0.summary) })
    if tables.contains(.keys) { try Output.print(KeyTable.markdown, terminator: "") }
  }

  /// Dated with today's day, or with that of reproducible builds.
  private func manualPage() throws -> String {
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap(Double.init)
    let date = epoch.map { Date(timeIntervalSince1970: $0) } ?? Date()
    return ManualPage(try Flowscope.description)
      .text(date: date.formatted(.iso8601.year().month().day()))
  }

  /// Where a flow comes from: a link wherever that can be followed.
  private static func reference(_ kind: LearnerKind) -> String {
    let papers = kind.papers.map { Link.text($0.citation, $0.address) }
    return papers.isEmpty ? kind.reference : papers.joined(separator: "; ")
  }

  private func printSection(_ title: String, _ rows: [(String, String)]?) throws {
    guard let rows else { return }
    let width = rows.map(\.0.count).max() ?? 0
    let lines = rows.map { name, summary in
      "\n  \(name.trailing(width))  \(summary)"
    }
    try Output.print(title + lines.joined())
  }
}
