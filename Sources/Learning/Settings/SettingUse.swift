import Flows

// What is done with any row.

extension Setting {
  /// - Throws: ``FlowError`` that names the value out of range and what to choose.
  public func check(_ settings: Settings) throws(FlowError) { try checking(settings) }

  /// Its text where it is not at its default.
  public func text(_ settings: Settings) -> String? { texts(settings).first }

  /// Whether it is not at its default.
  public func isGiven(_ settings: Settings) -> Bool { !texts(settings).isEmpty }

  /// What hands the layers their options: of few settings, and asked for many times a frame.
  static let givers = all.compactMap(\.toLayers)
  static let rivalGivers = all.compactMap(\.toRival)

  /// Its part of the share line.
  public func arguments(_ settings: Settings) -> [String] {
    var texts = texts(settings)
    if texts.isEmpty, isAlwaysWritten, let usual { texts = [usual] }
    return texts.flatMap { ["--\(name)", $0] }
  }

  /// Whether it means something for the settings.
  public func applies(to settings: Settings) -> Bool {
    let kind = settings.namedKind
    return switch scope {
    case .everywhere: true
    case .flows: kind?.rival == nil
    case .option(let option): kind?.options.contains(option) ?? false
    case .hiddenLayers: kind?.defaultHidden.isEmpty == false
    case .data: settings.energy == nil
    case .ownPoints: settings.ownPoints != nil || isGiven(settings)
    case .history: false
    }
  }

  /// The value as the options form shows it after so many steps.
  public func shown(_ settings: Settings, step: Int) -> String {
    if let text = showing.map({ $0(settings, step) }) ?? text(settings) { return text }
    return standard?(settings.namedKind) ?? defaultWord ?? ""
  }

  /// The settings with this one read from a text of the options form, after so many steps.
  /// - Throws: ``FlowError`` that names the text or the value, and what could be written instead.
  public func chosen(
    _ text: String, in settings: Settings, step: Int
  ) throws(FlowError) -> Settings {
    var settings = settings
    let text = text.filter { $0 != " " }
    let isDefault = defaultWord.map { text.isEmpty || text == "default" || text == $0 } ?? false
    if let choosing {
      try choosing(isDefault ? nil : text, &settings, step)
    } else if isDefault {
      clearing(&settings)
    } else {
      try set(text, &settings)
    }
    try settings.validate()
    let kind = try LearnerKind.named(settings.flow)
    try settings.validateOptions(of: kind)
    try settings.validateShape(of: kind)
    return settings
  }

  /// - Throws: ``FlowError`` for a text that is no value of it.
  func set(_ text: String, _ settings: inout Settings) throws(FlowError) {
    var draft = SettingsDraft(settings)
    try reading(text, &draft)
    settings = draft.settings
  }

  /// The command line's help: what it is, its range and its default.
  public var commandHelp: String {
    let words = commandWords.before + help + commandWords.after
    let limits = [range, usual.map { "default: \($0)" }].compactMap { $0 }
    // A symbol such as wᵀu stays as it is.
    let isWord = words.prefix { $0 != " " }.allSatisfy(\.isASCII)
    return (isWord ? words.prefix(1).uppercased() + words.dropFirst() : words) + "."
      + (limits.isEmpty ? "" : " (\(limits.joined(separator: "; ")))")
  }

  /// The options form's line about it.
  public var formHelp: String { help + formNote }

  /// Whether a change of it takes effect in the run that goes on.
  public var appliesAtOnce: Bool { atOnce != nil }
}

extension Setting {
  /// The text of what its default amounts to for some settings; `nil` where it means nothing for them,
  /// or has no value, such as no noise.
  func usualText(_ settings: Settings) -> String? {
    guard coding != nil, applies(to: settings) else { return nil }
    return amount.map { $0(settings) } ?? standard?(settings.namedKind)
  }

  /// Goes back to the default where the value is what the default amounts to.
  func forgetUsual(_ settings: inout Settings) {
    var bare = settings
    clearing(&bare)
    if let text = text(settings), text == usualText(bare) { settings = bare }
  }
}

extension Settings {
  /// The same settings with every value written out, also what is at its default: what a file says of
  /// itself, so that it means the same to a program with other defaults.
  public var writtenOut: Settings {
    var settings = self
    for setting in Setting.all where !setting.isGiven(self) {
      // A text that a row writes is one that it reads.
      if let text = setting.usualText(self) { try? setting.set(text, &settings) }
    }
    return settings
  }

  /// The same settings without what says no more than the defaults do: the opposite of ``writtenOut``.
  public var withoutDefaults: Settings {
    var settings = self
    for setting in Setting.all { setting.forgetUsual(&settings) }
    return settings
  }

  /// The command line's options for these settings; what is at its default is left out, except for
  /// the flow, the target and the seed.
  public var arguments: [String] { Setting.all.flatMap { $0.arguments(self) } }

  /// Changes what learns. Depth and widths mean something else for every family and rival: they go back
  /// to its own. A rival has no base distribution to choose.
  public mutating func choose(_ kind: LearnerKind) {
    flow = kind.name
    for setting in Setting.all where setting.belongsToFamily { setting.clearing(&self) }
    if kind.rival != nil { Setting.base.clearing(&self) }
  }

  /// Changes the family of the flow, as ``choose(_:)`` does.
  public mutating func choose(_ family: FlowFamily) { choose(.flow(family)) }
}
