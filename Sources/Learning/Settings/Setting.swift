import Flows

/// A setting: one row of the table that everything about settings is read from.
///
/// The command line, the share line, the model file, the options form and the checks loop over
/// ``all``. A row says how its value is got from and put into ``Settings``; `nil` there, or no text, is
/// the default.
public struct Setting: Sendable {
  /// As the command line and the share line write it, without dashes: `solver-steps`.
  public let name: String
  /// Other names that the command line takes.
  public var otherNames: [String] = []
  /// As the options form calls it: `solver steps`.
  public var title: String
  /// What it is, in a line.
  public let help: String
  /// What the command line says before and after that.
  var commandWords = (before: "", after: "")
  /// What the options form says after it.
  var formNote = ""
  /// What its number counts; `nil` where it has no unit.
  public var unit: String?
  /// What it may be, in words: `1 to 256`; `nil` is anything that can be read.
  public var range: String?
  /// Whether its text may begin with a minus or is a number, so that the command line takes it as it is.
  public var isNumber = false
  /// Whether the command line may give it several times.
  public var isList = false
  /// Where it means something.
  public var scope = Scope.everywhere
  /// The default in the words of the command line: `the family's own`.
  public var usual: String?
  /// What the options form takes for the default, besides no text; `nil` where it must be told a value.
  public var defaultWord: String? = "default"
  /// The default as the options form shows it for a learner, where that is not ``defaultWord``.
  var standard: (@Sendable (LearnerKind?) -> String)?
  /// What its default amounts to for some settings, as a text of it, where that is not ``standard``.
  var amount: (@Sendable (Settings) -> String?)?
  /// How the options form steps through its values; `nil` keeps it out of the form.
  public var steps: Steps?
  /// Whether it goes back to its default where another family is chosen.
  public var belongsToFamily = false
  /// The change of a running training that a new value makes; `nil` where training begins anew.
  public var atOnce: (@Sendable (Settings) -> RunChange.Kind?)?
  /// Whether the share line has it even at its default.
  var isAlwaysWritten = false
  /// Its name in the model file, and how it is written and read there.
  var coding: Coding?
  /// Hands it to the layers.
  var toLayers: (@Sendable (Settings, inout LayerOptions) -> Void)?
  /// Hands it to a rival's networks.
  var toRival: (@Sendable (Settings, inout RivalOptions) -> Void)?

  /// Its texts in the share line; none is the default.
  var texts: @Sendable (Settings) -> [String]
  var reading: @Sendable (String, inout SettingsDraft) throws(FlowError) -> Void
  /// Sets the default.
  var clearing: @Sendable (inout Settings) -> Void
  var checking: @Sendable (Settings) throws(FlowError) -> Void = { _ in }
  /// What the options form shows at a step, where that is not its text.
  var showing: (@Sendable (Settings, Int) -> String?)?
  /// What the options form does with a text, or none for the default, at a step, where that is more than
  /// setting the value.
  var choosing: (@Sendable (String?, inout Settings, Int) throws(FlowError) -> Void)?

  /// Where a setting means something.
  public enum Scope: Sendable {
    case everywhere
    /// Where a flow learns, not a rival.
    case flows
    /// Where the learner has the option.
    case option(LearnerOption)
    /// Where the learner has hidden layers.
    case hiddenLayers
    /// Where there are data to learn from, not an energy.
    case data
    /// Where the target is a user's points.
    case ownPoints
    /// What was done in a run: keys make it, and no form.
    case history
  }

  /// How the options form goes through values.
  public enum Steps: Sendable {
    case choices(@Sendable (Settings) -> [String])
    /// One more or less, down to a least value.
    case ones(from: UInt64, least: UInt64)
    /// Twice or half as many, of each number between commas.
    case doubles(first: String)
    /// On 1, 2, 5, 10, 20, …, beginning with a text, or at a number.
    case rungs(first: String), rungsFrom(Double)
    /// From one number to that after so many turns of a knob.
    case turns(@Sendable (Double, Int) -> Double)
  }

  /// How the model file has it.
  struct Coding: Sendable {
    let key: SettingKey
    var write: @Sendable (Settings, inout KeyedEncodingContainer<SettingKey>) throws -> Void
    var read: @Sendable (inout Settings, KeyedDecodingContainer<SettingKey>) throws -> Void
  }
}

/// A setting's name in a model file.
struct SettingKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
