import Flows
import Foundation

/// The manual page, in the macros of man(7): every command with its options, as the help has them.
///
/// Options that many commands share are described once.
struct ManualPage {
  private let tool: ToolDescription.Command
  private let commands: [ToolDescription.Command]
  /// What at least three commands have, in the order of the first.
  private let shared: [ToolDescription.Argument]

  init(_ description: ToolDescription) {
    tool = description.command
    commands = (tool.subcommands ?? []).filter {
      $0.shouldDisplay != false && $0.commandName != "help"
    }
    var counts: [ToolDescription.Argument: Int] = [:]
    let all = commands.flatMap(\.shownArguments)
    for argument in all { counts[argument, default: 0] += 1 }
    shared = all.reduce(into: []) { shared, argument in
      if counts[argument, default: 0] >= 3, !shared.contains(argument) { shared.append(argument) }
    }
  }

  /// The page.
  /// - Parameter date: as `2026-11-27`.
  func text(date: String) -> String {
    let header = [
      ".\\\" Printed by 'flowscope list --man'.",
      ".TH FLOWSCOPE 1 \(date) \"flowscope \(LibraryVersion.current)\" \"User Commands\"",
      ".SH NAME", "flowscope \\-",
    ]
    let synopsis = [
      ".SH SYNOPSIS", ".B flowscope", ".RI [ options ]", ".br", ".B flowscope",
      ".IR command \" [\" options ]",
      ".SH DESCRIPTION",
    ]
    var lines = header + Self.filled(tool.abstract ?? "") + synopsis
    lines += Self.paragraphs(tool.discussion ?? "")
    lines += [".SH COMMANDS"]
    for command in commands {
      lines += [".SS \"flowscope \(Self.escaped(command.commandName))\""]
      lines += Self.paragraphs(command.abstract ?? "") + Self.paragraphs(command.discussion ?? "")
      let own = command.shownArguments.filter { !shared.contains($0) }
      let common = command.shownArguments.filter(shared.contains)
      lines += own.flatMap(Self.entry)
      if !common.isEmpty {
        let names = common.map { "--" + $0.longName }.joined(separator: ", ")
        lines += [".PP"] + Self.filled("Described below: \(names).")
      }
    }
    lines += [".SH OPTIONS OF SEVERAL COMMANDS"] + shared.flatMap(Self.entry)
    lines += Self.end
    // A heading begins a paragraph by itself.
    let needed = lines.enumerated().filter { index, line in
      line != ".PP" || !lines[index - 1].hasPrefix(".S")
    }
    return needed.map { $0.element + "\n" }.joined()
  }

  private static let end = [
    ".SH EXIT STATUS",
    "0 where all went well, 64 where the command line makes no sense,",
    "128 and the number of the signal where one ended the program,",
    "and 1 for any other failure.",
    ".SH FILES", ".TP", ".I ~/.config/flowscope/config.yaml",
    "Defaults of options; in $XDG_CONFIG_HOME where that is set.",
    ".SH ENVIRONMENT", ".TP", ".B NO_COLOR", "Where it is set, no colours are used.", ".TP",
    ".B XDG_STATE_HOME",
    "The folder that has flowscope/lessons.txt, in which progress in lessons",
    "is kept, and flowscope/bench.jsonl, the history of bench; ~/.local/state",
    "without it.",
  ]

  /// An option with its value and its help.
  private static func entry(_ argument: ToolDescription.Argument) -> [String] {
    let names = (argument.names ?? []).map { "\\fB\\-\\-\(escaped($0.name))\\fR" }
    let value = argument.kind == "flag" ? "" : "\\fI\(escaped(argument.valueName ?? "value"))\\fR"
    let title = [names.joined(separator: ", "), value].filter { !$0.isEmpty }
      .joined(separator: " ")
    var help = argument.abstract ?? ""
    if let values = argument.allValues, !values.isEmpty {
      help += " (values: \(values.joined(separator: ", ")))"
    }
    if let usual = argument.defaultValue, !help.contains("default:") {
      help += " (default: \(usual))"
    }
    return [".TP", title] + (help.isEmpty ? ["\\&"] : filled(help))
  }

  /// Paragraphs are filled; lists and examples keep their lines.
  private static func paragraphs(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.split(separator: "").flatMap { paragraph -> [String] in
      let isKept = paragraph.contains { $0.contains("  ") || $0.hasPrefix("Example:") }
      if isKept { return [".PP", ".nf"] + paragraph.map(escaped) + [".fi"] }
      return [".PP"] + filled(paragraph.joined(separator: " "))
    }
  }

  /// Lines of at most 72 characters.
  private static func filled(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].count + 1 + word.count > 72 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines.filter { !$0.isEmpty }.map(escaped)
  }

  /// The text as roff prints it: hyphens that can be copied, and no line that is taken for a request.
  private static func escaped(_ text: String) -> String {
    let plain = text.replacing("\n", with: " ").replacing("\\", with: "\\e")
      .replacing("-", with: "\\-")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }
}
