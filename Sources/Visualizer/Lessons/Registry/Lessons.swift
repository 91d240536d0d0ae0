import Flows
import Learning

/// The lessons that are built in: a file in the folder `Lessons/Texts` is one, and nothing else need be
/// done.
public enum Lessons {
  /// Every lesson, in the order of the files' names, or why they cannot be read.
  private static let read = Result { () throws(LessonError) -> [Lesson] in
    var lessons: [Lesson] = []
    for file in LessonTexts.all.sorted(by: { $0.name < $1.name }) {
      lessons += try parse(file.text, file: file.name)
    }
    return lessons
  }

  /// The names of all, which are those of their files without the number: they are known before any is read.
  static let names: [String] = LessonTexts.all.map { file in
    String(file.name.drop { $0 != "-" }.dropFirst().prefix { $0 != "." })
  }

  /// Every lesson; none where a built-in file is wrong, which a test would have found.
  public static var all: [Lesson] { (try? read.get()) ?? [] }

  /// The same, with the reason.
  /// - Throws: ``LessonError``.
  public static func checked() throws(LessonError) -> [Lesson] { try read.get() }

  /// Reads a file's lessons.
  /// - Parameter file: what errors call it.
  /// - Throws: ``LessonError``.
  public static func parse(_ text: String, file: String) throws(LessonError) -> [Lesson] {
    try LessonReader.lessons(in: text, file: file, .standard)
  }

  /// The lesson of a name.
  /// - Throws: ``FlowError`` with the one that was probably meant.
  public static func named(_ name: String, among lessons: [Lesson]) throws(FlowError) -> Lesson {
    guard let lesson = lessons.first(where: { $0.name == name }) else {
      throw FlowError(unknown: "lesson", name, among: lessons.map(\.name))
    }
    return lesson
  }
}

extension LessonVocabulary {
  /// The names of this program.
  public static let standard = LessonVocabulary(
    state: Dictionary(LessonStateName.all.map { ($0.name, $0.words) }) { first, _ in first },
    flags: Set(LessonStateName.all.filter(\.isFlag).map(\.name)),
    numbers: Set(LessonStateName.all.filter(\.isNumber).map(\.name)),
    actions: actionNames,
    panes: Dictionary(
      Pane.allCases.map { ($0.rawValue, $0.rawValue) }
        + [("z", Pane.base.rawValue), ("x", Pane.data.rawValue)]
    ) { first, _ in first },
    isKey: { Key(named: $0) != nil },
    lessons: Lessons.names,
    checkStart: { words throws(FlowError) in _ = try State(arguments: words) })

  /// The names of the actions of all keys.
  private static let actionNames: Set<String> = Set(
    ModeName.allCases.flatMap { KeyTable.entries(in: $0, byHand: true) }.flatMap(\.bindings).map(
      \.action.name))
}
