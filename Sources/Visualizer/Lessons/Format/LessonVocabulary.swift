import Flows
import Learning

/// The names that a lesson may use, besides those of readings.
public struct LessonVocabulary: Sendable {
  /// Parts of the state, with the words that each may be; `nil` takes any number or word.
  public var state: [String: [String]?]
  /// Parts of the state that are true or false.
  public var flags: Set<String>
  /// Parts of the state that are numbers.
  public var numbers: Set<String>
  /// Actions of the key table.
  public var actions: Set<String>
  /// Panes, as the command line calls them, with the names that a lesson may call them besides.
  public var panes: [String: String]
  /// Whether a word is a key, as a replay script calls it.
  public var isKey: @Sendable (String) -> Bool
  /// Lessons that another one may need.
  public var lessons: [String]
  /// Checks the options of a share line.
  public var checkStart: @Sendable ([String]) throws(FlowError) -> Void

  /// The sentence that says what a name could have been.
  func problem(_ kind: String, _ name: String, among names: [String], more: String = "") -> String {
    let meant = FlowError.nearest(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    return "unknown \(kind) '\(name)'\(meant): there are \(names.sorted().joined(separator: ", "))"
      + more
  }
}
