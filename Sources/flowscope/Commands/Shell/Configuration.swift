import Flows
import Foundation
import Learning
import Yams

/// The user's defaults, from `config.yaml` in `$XDG_CONFIG_HOME/flowscope`, or in `~/.config/flowscope`.
///
///     defaults:
///       flow: nsf
///       colormap: magma
///       fps: 30
///
/// Each is an option of some command, by its name without dashes; it holds wherever that command is not told
/// otherwise.
struct Configuration {
  /// A default with the place where it stands.
  struct Entry {
    let name: String
    let value: String
    /// `config.yaml:3`.
    let place: String
    /// With the column, and the whole path.
    let exactPlace: String
    let isFlag: Bool

    /// The option as a command line has it; empty for a flag that is off.
    var words: [String] { isFlag ? (value == "true" ? ["--\(name)"] : []) : ["--\(name)=\(value)"] }
  }

  let path: String
  private(set) var entries: [Entry] = []

  /// - Throws: `FlowError` that names file, line and column, and what could stand there.
  init(
    _ tool: @autoclosure () throws -> ToolDescription,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    let given = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
    path = (given ?? home + "/.config") + "/flowscope/config.yaml"
    guard FileManager.default.fileExists(atPath: path) else { return }
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    let root: Node?
    do {
      root = try compose(yaml: text)
    } catch {
      throw FlowError("\(path): \(error)")
    }
    guard let root, !text.allSatisfy(\.isWhitespace) else { return }
    guard let sections = root.mapping else {
      throw wrong(root, "write 'defaults:' and below it options, as in 'flow: nsf'")
    }
    for (key, value) in sections {
      guard key.string == "defaults" else {
        throw wrong(key, "'\(key.string ?? "")' is no section: there is one, 'defaults'")
      }
      guard let defaults = value.mapping else {
        throw wrong(value, "write options below 'defaults:', as in 'flow: nsf'")
      }
      let options = try tool().options
      for (key, value) in defaults { entries.append(try entry(key, value, options)) }
    }
  }

  private func entry(
    _ key: Node, _ value: Node, _ options: [ToolDescription.Argument]
  ) throws(FlowError) -> Entry {
    let name = key.string ?? ""
    guard let option = options.first(where: { $0.longName == name }) else {
      throw wrong(
        key, FlowError(unknown: "option", name, among: options.map(\.longName)).description)
    }
    let parts = value.sequence.map { $0.compactMap(\.scalar?.string) }
    guard let text = value.scalar?.string ?? parts?.joined(separator: ",") else {
      throw wrong(value, "'\(name)' takes one value: write it on the same line, or a list")
    }
    let isFlag = option.kind == "flag"
    if isFlag, !["true", "false"].contains(text) {
      throw wrong(value, "'\(name)' is on or off: write true or false")
    }
    do {
      try Self.check(text, of: name)
    } catch {
      throw wrong(value, "\(error)")
    }
    let line = value.mark?.line ?? 0
    return Entry(
      name: name, value: text, place: "config.yaml:\(line)", exactPlace: place(value),
      isFlag: isFlag)
  }

  /// Checks the value of a setting, with a learner that has it.
  private static func check(_ text: String, of name: String) throws(FlowError) {
    guard let setting = Setting.named(name), setting.name != Setting.data.name else { return }
    var settings = Settings()
    for kind in LearnerKind.all where !setting.applies(to: settings) { settings.flow = kind.name }
    guard setting.applies(to: settings) else { return }
    _ = try setting.chosen(text, in: settings, step: 0)
  }

  private func place(_ node: Node) -> String {
    "\(path):\(node.mark?.line ?? 0):\(node.mark?.column ?? 0)"
  }

  private func wrong(_ node: Node, _ why: String) -> FlowError {
    FlowError("\(place(node)): \(why)")
  }
}

// What holds for one command line.
extension Configuration {
  /// The entries that hold for a command line: those of options that the command has and the line leaves
  /// open.
  ///
  /// A shared line says all of a run, in that it names flow, seed and target or data: no setting is added to
  /// it, only what concerns the machine. Settings that the chosen flow does not have are left out.
  /// - Parameters:
  ///   - words: of the command line, the command's name among them.
  ///   - machine: names of the options that concern the machine and the terminal alone.
  func holding(
    for words: [String], of command: ToolDescription.Command, machine: Set<String>
  ) -> [Entry] {
    func isGiven(_ name: String) -> Bool {
      words.contains { $0 == "--\(name)" || $0.hasPrefix("--\(name)=") }
    }
    let saysAll =
      isGiven("flow") && isGiven("seed") && (isGiven("target") || isGiven("data"))
      || ["resume", "model", "merge", "cell"].contains(where: isGiven)
    var settings = Settings()
    settings.flow = value(of: "flow", in: words) ?? settings.flow
    return entries.filter { entry in
      guard let option = command.arguments?.first(where: { $0.longName == entry.name }),
        !(option.names ?? []).contains(where: { isGiven($0.name) })
      else { return false }
      if saysAll { return machine.contains(entry.name) }
      guard let setting = Setting.named(entry.name) else { return true }
      // The target is the one or the other.
      if setting.name == Setting.target.name { return !isGiven(Setting.data.name) }
      if setting.name == Setting.data.name { return !isGiven(Setting.target.name) }
      if case .ownPoints = setting.scope { return isGiven(Setting.data.name) }
      return setting.applies(to: settings)
    }
  }

  /// The value of an option on the line, or else of its entry.
  private func value(of name: String, in words: [String]) -> String? {
    for (index, word) in words.enumerated() {
      if word.hasPrefix("--\(name)=") { return String(word.dropFirst(name.count + 3)) }
      if word == "--\(name)", index + 1 < words.count { return words[index + 1] }
    }
    return entries.last { $0.name == name }?.value
  }
}
