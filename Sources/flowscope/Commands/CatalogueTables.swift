import ArgumentParser
import Flows
import Learning
import Visualizer

/// What `flowscope list` has a table of.
enum CatalogueTable: String, CaseIterable, EnumerableFlag {
  case flows, targets, bases, keys, commands

  static func help(for value: CatalogueTable) -> ArgumentHelp? {
    value == .keys
      ? "List the visualizer's keys, always as Markdown."
      : "List only the \(value.rawValue); several such options go together."
  }

  /// The table in Markdown, as it stands in the README, with its last line break.
  var markdown: String {
    switch self {
    case .keys: KeyTable.markdown
    case .flows:
      table(
        ["`--flow`", "", "z → x", "x → z"],
        LearnerKind.all.map { kind in
          let words = kind.rival.map {
            ($0.samplingWords, "no inverse; likelihood \($0.likelihood)")
          }
          let methods = kind.family.map {
            ($0.forwardMethod.description, $0.inverseMethod.description)
          }
          let (forward, inverse) = methods ?? words ?? ("", "")
          return ["`\(kind.name)`", "\(kind.title): \(kind.summary)", forward, inverse]
        })
    case .targets:
      table(
        ["`--target`", "", "entropy in nats"],
        Targets.all.map {
          ["`\($0.name)`", $0.summary, $0.entropy.map { fixed($0, 3) } ?? "–"]
        }, numbers: [2])
    case .bases:
      table(["`--base`", ""], Bases.all.map { ["`\($0.name)`", $0.summary] })
    case .commands:
      table(
        ["command", "", "for example"],
        Flowscope.configuration.subcommands.map {
          let configuration = $0.configuration
          let name = "flowscope \($0._commandName)"
          return ["`\(name)`", configuration.abstract, "`\(configuration.firstExample ?? name)`"]
        })
    }
  }

  private func table(_ header: [String], _ rows: [[String]], numbers: Set<Int> = []) -> String {
    func line(_ cells: [String]) -> String {
      // An empty cell is one space wide, not two.
      "|" + cells.map { $0.isEmpty ? " |" : " \(escaped($0)) |" }.joined() + "\n"
    }
    let rule = "|" + header.indices.map { numbers.contains($0) ? "--:|" : "---|" }.joined() + "\n"
    return line(header) + rule + rows.map(line).joined()
  }

  /// A bar would end the cell.
  private func escaped(_ cell: String) -> String {
    cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}

extension CommandConfiguration {
  /// The first line `Example: …` of the discussion, without its comment.
  fileprivate var firstExample: String? {
    let mark = "Example: "
    let lines = discussion.split(separator: "\n").map(String.init)
    guard let example = lines.first(where: { $0.hasPrefix(mark) }) else { return nil }
    let command = example.dropFirst(mark.count).prefix { $0 != "#" }
    return String(command.reversed().drop { $0 == " " }.reversed())
  }
}
