import ArgumentParser
import Flows
import Learning

/// The options that say what to train and how, the same for every command that trains.
///
/// Each is a row of ``Setting/all``, which says everything else about it. It is a class because code that copies so many
/// options, once for each command that has them, was half of this module.
final class SettingsOptions: ParsableArguments {
  @Option(.flow) var flow: GivenSetting?
  @Option(.target) var target: GivenSetting?
  @Option(.earlierTargets) var earlierTargets: [GivenSetting]
  @Option(.data, completion: .file()) var data: GivenSetting?
  @OptionGroup var columns: ColumnsOption
  @Option(.scaling) var scaling: GivenSetting?
  @Option(.fingerprint) var fingerprint: GivenSetting?
  @Option(.base) var base: GivenSetting?
  @Option(.seed) var seed: GivenSetting?
  @Option(.layers) var layers: GivenSetting?
  @Option(.hidden) var hidden: GivenSetting?
  @Option(.bins) var bins: GivenSetting?
  @Option(.logDet) var logDet: GivenSetting?
  @Option(.tolerance) var tolerance: GivenSetting?
  @Option(.solver) var solver: GivenSetting?
  @Option(.solverSteps) var solverSteps: GivenSetting?
  @Option(.gradients) var gradients: GivenSetting?
  @Option(.kinetic) var kinetic: GivenSetting?
  @Option(.jacobian) var jacobian: GivenSetting?
  @Option(.coupling) var coupling: GivenSetting?
  @Option(.reflow) var reflow: GivenSetting?
  @Option(.noiseSteps) var noiseSteps: GivenSetting?
  @Option(.latent) var latent: GivenSetting?
  @Option(.packing) var packing: GivenSetting?
  @Option(.r1) var r1: GivenSetting?
  @Option(.discriminatorSteps) var discriminatorSteps: GivenSetting?
  @Option(.sigma) var sigma: GivenSetting?
  @Option(.stretch) var stretch: GivenSetting?
  @Option(.stretch2) var stretch2: GivenSetting?
  @Option(.shear) var shear: GivenSetting?
  @Option(.turn) var turn: GivenSetting?
  @Option(.shift) var shift: GivenSetting?
  @Option(.shift2) var shift2: GivenSetting?
  @Option(.bend) var bend: GivenSetting?
  @Option(.lipschitz) var lipschitz: GivenSetting?
  @Option(.batch) var batch: GivenSetting?
  @Option(.learningRate) var learningRate: GivenSetting?
  @Option(.rateChanges) var rateChanges: [GivenSetting]
  @Option(.clip) var clip: GivenSetting?
  @Option(.pool) var pool: GivenSetting?
  @Option(.cells) var cells: GivenSetting?
  @Option(.dequantize) var dequantize: GivenSetting?
  @Option(.noise) var noise: GivenSetting?
  @Option(.smoothing) var smoothing: GivenSetting?
  @Option(.keep) var keep: GivenSetting?

  init() {}

  func validate() throws {
    do {
      try draft().checkSource()
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// The settings that the options describe.
  /// - Parameter family: the flow to train instead of the one that `--flow` names.
  /// - Throws: ``FlowError`` for a name or number that makes no sense, or points that cannot be read.
  func settings(family: String? = nil) throws -> Settings {
    try settings(of: draft(), family: family)
  }

  /// The settings of a run that goes on, with those that the options name once more.
  /// - Throws: ``FlowError`` as ``settings(family:)`` does, and where the run's own points are missing.
  func settings(resuming saved: Settings) throws -> Settings {
    try settings(of: draft(SettingsDraft(resuming: saved, named: given.map(\.setting))))
  }

  private func settings(of draft: SettingsDraft, family: String? = nil) throws -> Settings {
    try draft.settings(family: family) { source, path throws(FlowError) in
      try withReadingProgress(path) { progress throws(FlowError) in
        try source.points(at: path, progress: progress)
      }
    }
  }

  private func draft(
    _ start: SettingsDraft = SettingsDraft()
  ) throws(FlowError) -> SettingsDraft {
    var draft = start
    for given in given { try draft.read(given.text, as: given.setting) }
    return draft
  }

  private var given: [GivenSetting] {
    givenOptions(of: self)
      + (columns.columns.map { [GivenSetting(setting: .columns, text: $0)] } ?? [])
  }
}

/// A setting that was given on the command line.
struct GivenSetting: Sendable {
  var setting: Setting
  var text: String
}

extension Option where Value == GivenSetting? {
  /// The option of a row.
  /// - Parameter completion: how a shell completes its value; by default with the values that it has.
  init(_ setting: Setting, completion: CompletionKind? = nil) {
    self.init(
      name: setting.optionName, parsing: setting.isNumber ? .unconditional : .next,
      help: ArgumentHelp(setting.commandHelp),
      completion: completion ?? .anyOf(setting.listedValues), transform: setting.given)
  }
}

extension Option where Value == [GivenSetting] {
  /// The option of a row that can be given several times.
  init(_ setting: Setting) {
    self.init(
      wrappedValue: [], name: setting.optionName, help: ArgumentHelp(setting.commandHelp),
      transform: setting.given)
  }
}

extension Setting {
  fileprivate var optionName: NameSpecification {
    NameSpecification(([name] + otherNames).map { .customLong($0) })
  }

  /// Its values, where it takes one of a list of words.
  fileprivate var listedValues: [String] { Self.listed[name] ?? [] }

  /// The same of every setting, made once: the parser makes each option again for each of its checks, and
  /// this took two thirds of the .7 s of `train --help` in a debug build.
  private static let listed = Dictionary(
    all.map { ($0.name, $0.valuesToList()) }, uniquingKeysWith: { first, _ in first })

  private func valuesToList() -> [String] {
    if case .choices(let choices)? = steps {
      // Some depend on what learns.
      let all = LearnerKind.all.flatMap { kind in
        var settings = Settings()
        settings.flow = kind.name
        return choices(settings)
      }
      return all.reduce(into: []) { if $1 != "default", !$0.contains($1) { $0.append($1) } }
    }
    // `standard or robust`, as the range of such a setting is written.
    let words = (range ?? "").replacing(" or ", with: ", ").split(separator: ", ").map(String.init)
    return words.count > 1 && words.allSatisfy { $0.first?.isLetter == true && !$0.contains(" ") }
      ? words : []
  }

  /// Reads a text once, so that one that makes no sense is refused beside its option.
  @Sendable fileprivate func given(_ text: String) throws -> GivenSetting {
    var draft = SettingsDraft()
    try draft.read(text, as: self)
    return GivenSetting(setting: self, text: text)
  }
}

extension CompletionKind {
  /// One of these words; nothing where there are none.
  static func anyOf(_ words: [String]) -> CompletionKind? { words.isEmpty ? nil : .list(words) }
  /// Names of what learns, of targets, and of flows in a narrower sense.
  static var learners: CompletionKind { .list(LearnerKind.all.map(\.name)) }
  static var targets: CompletionKind { .list(Targets.all.map(\.name)) }
  static var flows: CompletionKind { .list(FlowFamily.all.map(\.name)) }
}
