import ArgumentParser
import Flows
import Visualizer

/// `flowscope list`: what there is to choose from.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the flows, targets and bases, or the visualizer's keys or views.",
    discussion: "Example: flowscope list --json")

  @Flag(help: "List as one JSON object.")
  var json = false

  @Flag(help: "List the visualizer's keys instead, as a Markdown table.")
  var keys = false

  @Flag(help: "List the names of the visualizer's views instead, one a line.")
  var views = false

  private struct Catalogue: Encodable {
    struct Flow: Encodable {
      let name, title, summary, reference, jacobian, forward, inverse: String
      let layers: Int
      let hidden: [Int]
    }
    struct Target: Encodable {
      let name, summary: String
      let entropy: Double?
    }
    struct Base: Encodable {
      let name, summary: String
    }
    let flows = FlowFamily.all.map {
      Flow(
        name: $0.name, title: $0.title, summary: $0.summary, reference: $0.reference,
        jacobian: $0.jacobian, forward: $0.forwardMethod.description,
        inverse: $0.inverseMethod.description, layers: $0.defaultLayers, hidden: $0.defaultHidden)
    }
    let targets = Targets.all.map {
      Target(name: $0.name, summary: $0.summary, entropy: $0.entropy)
    }
    let bases = Bases.all.map { Base(name: $0.name, summary: $0.summary) }
  }

  func run() throws {
    if keys { return try Output.print(KeyTable.markdown, terminator: "") }
    if views {
      return try Output.print(ViewName.allCases.map(\.rawValue).joined(separator: "\n"))
    }
    let catalogue = Catalogue()
    if json { return try printJSON(catalogue) }
    func section(_ title: String, _ rows: [(String, String)]) throws {
      let width = rows.map(\.0.count).max() ?? 0
      let lines = rows.map { name, summary in
        "\n  \(name)\(String(repeating: " ", count: width - name.count))  \(summary)"
      }
      try Output.print(title + lines.joined())
    }
    try section("Flows (--flow)", catalogue.flows.map { ($0.name, "\($0.title): \($0.summary)") })
    try section(
      "Targets (--target)",
      catalogue.targets.map { target in
        let entropy = target.entropy.map { " (entropy \(fixed($0, 3)) nats)" } ?? ""
        return (target.name, target.summary + entropy)
      })
    try section("Bases (--base)", catalogue.bases.map { ($0.name, $0.summary) })
  }
}
