import Foundation

/// The program's commands and options, as the argument parser describes them (`--experimental-dump-help`).
struct ToolDescription: Decodable {
  struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool?
    let abstract: String?
    let discussion: String?
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// What the help shows, without the help itself.
    var shownArguments: [Argument] {
      (arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.longName) }
    }
  }

  struct Argument: Decodable, Hashable {
    struct Name: Decodable, Hashable {
      let kind: String
      let name: String
    }
    /// `positional`, `option` or `flag`.
    let kind: String
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?
    let defaultValue: String?
    let abstract: String?
    let allValues: [String]?

    /// `flow` of `--flow`; empty for a value without a name.
    var longName: String { preferredName?.name ?? "" }
  }

  let command: Command

  /// - Parameter text: JSON.
  /// - Throws: `DecodingError` where the parser describes itself otherwise than it did.
  init(_ text: String) throws {
    self = try JSONDecoder().decode(ToolDescription.self, from: Data(text.utf8))
  }

  /// Every option and flag of the commands, each name once.
  var options: [Argument] {
    let all = (command.subcommands ?? []).flatMap(\.shownArguments).filter {
      $0.kind != "positional"
    }
    return all.reduce(into: []) { options, option in
      if !options.contains(where: { $0.longName == option.longName }) { options.append(option) }
    }
  }

  /// Whether some command has an option of that name that takes a value.
  func takesValue(_ option: String) -> Bool {
    (command.subcommands ?? []).contains { command in
      (command.arguments ?? []).contains { argument in
        argument.kind == "option" && (argument.names ?? []).contains { "--" + $0.name == option }
      }
    }
  }
}
