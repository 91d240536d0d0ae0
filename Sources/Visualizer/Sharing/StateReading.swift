import Canvas
import Flows
import Learning

// A state from the arguments that `State.arguments` writes.

extension State {
  /// The state that the arguments of a share line describe, before anything is trained.
  ///
  ///     let state = try State(arguments: ["--flow", "nsf", "--target", "rings", "--view", "morph"])
  ///
  /// - Parameters:
  ///   - arguments: those of ``arguments``; `flowscope` and `watch` may come first.
  ///   - columns: of the screen, in cells.
  ///   - rows: of the screen, in cells.
  ///   - medium: what the screen can show.
  /// - Throws: ``FlowError`` that names the option or the value, and what could stand there; also where
  ///   a file of points cannot be read.
  public init(
    arguments: [String], columns: Int = 80, rows: Int = 24,
    medium: Medium = Medium(colors: .trueColor, glyphs: .braille)
  ) throws(FlowError) {
    var words = arguments[...]
    for word in ["flowscope", "watch"] where words.first == word { words.removeFirst() }
    var draft = SettingsDraft()
    var options: [GivenOption] = []
    while let word = words.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard word.hasPrefix("--"), let first = parts.first else {
        throw FlowError("'\(word)' is no option: options begin with --, as in --flow nsf")
      }
      let name = String(first.dropFirst(2))
      let setting = Setting.named(name)
      guard setting != nil || GivenOption.isKnown(name) else {
        throw FlowError("unknown option '\(first)': copy the whole line that y shows")
      }
      var text = parts.count > 1 ? String(parts[1]) : nil
      if text == nil { text = GivenOption.isFlag(name) ? "" : words.popFirst() }
      guard let text else { throw FlowError("\(first): a value is missing after it") }
      if let setting {
        try draft.read(text, as: setting)
      } else {
        options.append(GivenOption(name: name, text: text))
      }
    }
    let settings = try draft.settings { source, path throws(FlowError) in
      try source.points(at: path)
    }
    self.init(settings: settings, columns: columns, rows: rows, medium: medium)
    try read(options)
  }

  /// Reads options about how a run goes and how it is looked at, in whatever order they were given.
  /// - Throws: ``FlowError`` that names the value and what to choose.
  public mutating func read(_ options: [GivenOption]) throws(FlowError) {
    for row in StateOption.all {
      for option in options where option.name == row.name { try row.read(option.text, &self) }
    }
    for option in options where !StateOption.all.contains(where: { $0.name == option.name }) {
      for view in Views.all where try view.readSetting(option.name, option.text, &self) { break }
    }
    if beginning.part > 0, speed != .slowMotion {
      throw FlowError(
        "--part \(beginning.part): only --speed slow-motion shows a step in its parts")
    }
  }
}

/// An option of the command line about a state, as it was given.
public struct GivenOption: Hashable, Sendable {
  /// Without dashes: `colormap`.
  public var name: String
  public var text: String

  public init(name: String, text: String) {
    (self.name, self.text) = (name, text)
  }

  /// Whether there is an option of that name.
  public static func isKnown(_ name: String) -> Bool {
    StateOption.all.contains { $0.name == name }
      || Views.all.contains { $0.settingOptions.contains(name) }
  }

  /// The names of all options that a state writes in its share line besides the settings.
  public static var knownNames: [String] {
    StateOption.all.map(\.name) + Views.all.flatMap { $0.settingOptions }
  }

  /// Whether it stands alone, without a value.
  public static func isFlag(_ name: String) -> Bool {
    StateOption.all.contains { $0.name == name && $0.isFlag }
  }
}
