import Flows
import Foundation

/// A command line with what the user's configuration adds to it.
struct ConfiguredLine {
  /// As the user wrote them, without `--print-config`.
  private let given: [String]
  private let command: ToolDescription.Command
  private let isNamed: Bool
  let path: String
  private let hasFile: Bool
  let entries: [Configuration.Entry]
  /// Whether the line asks for a report of all that holds.
  let asksForReport: Bool

  static let reportOption = "--print-config"

  /// - Parameters:
  ///   - words: of the command line.
  ///   - usual: the command that a line without one means.
  ///   - machine: names of the options that concern the machine and the terminal alone.
  /// - Returns: `nil` where no configuration is wanted, as for help.
  init?(
    _ words: [String], _ configuration: Configuration, _ tool: ToolDescription, usual: String,
    machine: Set<String>
  ) {
    asksForReport = words.contains(Self.reportOption)
    let words = words.filter { $0 != Self.reportOption }
    given = words
    (path, hasFile) = (configuration.path, !configuration.entries.isEmpty)
    let commands = tool.command.subcommands ?? []
    let named = commands.first { $0.commandName == words.first }
    isNamed = named != nil
    guard let command = named ?? commands.first(where: { $0.commandName == usual }) else {
      return nil
    }
    self.command = command
    entries = configuration.holding(for: words, of: command, machine: machine)
  }

  /// Whether a command line has nothing to do with the configuration.
  static func isBare(_ words: [String]) -> Bool {
    let asks = ["help", "--help", "-h", "--version", "--experimental-dump-help", "---completion"]
    return words.contains { asks.contains($0) || $0.hasPrefix("--generate-completion-script") }
  }

  /// The words with those of all entries.
  var words: [String] { words(adding: entries) }

  func words(adding entries: [Configuration.Entry]) -> [String] {
    let added = entries.flatMap(\.words)
    return isNamed ? given.prefix(1) + added + given.dropFirst() : added + given
  }

  /// Every option of the command: its value, and where that comes from.
  var report: String {
    let rows = command.shownArguments.filter { $0.kind != "positional" }.map { option in
      let (value, source) = holding(option)
      return (option.longName, value, source)
    }
    let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
    let head =
      "flowscope \(command.commandName); the configuration is \(path)"
      + (hasFile ? "" : ", which has no defaults")
    return
      ([head]
      + rows.map { name, value, source in
        let cells = [
          name + String(repeating: " ", count: widths.0 - name.count),
          value + String(repeating: " ", count: min(40, widths.1) - min(40, value.count)), source,
        ]
        return cells.joined(separator: "  ")
      }).joined(separator: "\n")
  }

  private func holding(_ option: ToolDescription.Argument) -> (value: String, source: String) {
    for (index, word) in given.enumerated().reversed() {
      for name in option.names ?? [] {
        if word == "--\(name.name)" {
          let next = index + 1 < given.count ? given[index + 1] : ""
          return (option.kind == "flag" ? "true" : next, "command line")
        }
        if word.hasPrefix("--\(name.name)=") {
          return (String(word.dropFirst(name.name.count + 3)), "command line")
        }
      }
    }
    if let entry = entries.last(where: { $0.name == option.longName }) {
      return (entry.value, entry.place)
    }
    let usual = option.abstract?.firstMatch(of: /default: (.*)\)/).map { String($0.output.1) }
    return (option.defaultValue ?? usual ?? (option.kind == "flag" ? "false" : "–"), "built in")
  }
}
