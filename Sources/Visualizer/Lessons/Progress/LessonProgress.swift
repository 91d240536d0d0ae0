/// What is kept of the lessons that were taken.
public struct LessonProgress: Hashable, Sendable {
  /// What is known of each lesson, in the order in which they were first taken.
  public private(set) var lessons: [Taken] = []
  /// Lines that mean nothing to this program. They are kept as they are.
  private(set) var strangeLines: [String] = []

  /// What is kept of one lesson.
  public struct Taken: Hashable, Sendable {
    public var name: String
    public var isDone = false
    /// The step, from 1, and the share line of the moment at which it was left; `nil` where it was not.
    public var left: Left?
    public var predictions: [PredictionRecord] = []
    /// Answers to the questions before and after, from 1.
    public var before: Int?
    public var after: Int?
    public var isAfterRight: Bool?
    /// The steps whose solution was shown.
    public var shown: [Int] = []
    /// The steps whose question or task was passed over, counted as ``LessonRecord`` does.
    public var passedOver: [Int] = []
  }

  public struct Left: Hashable, Sendable {
    public var step: Int
    public var arguments: [String]
  }

  public init() {}

  /// Reads the file's text.
  init(text: String) {
    for line in text.split(whereSeparator: \.isNewline).map(String.init) {
      if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
      if let record = LessonRecord(line: line) {
        note(record)
      } else {
        strangeLines.append(line)
      }
    }
  }

  /// Whether no lesson was begun.
  public var isEmpty: Bool { lessons.isEmpty && strangeLines.isEmpty }

  public subscript(_ name: String) -> Taken? { lessons.first { $0.name == name } }

  /// Takes note of what happened in a lesson.
  public mutating func note(_ record: LessonRecord) {
    if record.news == .reset {
      lessons.removeAll { $0.name == record.lesson }
      return
    }
    let index =
      lessons.firstIndex { $0.name == record.lesson }
      ?? {
        lessons.append(Taken(name: record.lesson))
        return lessons.count - 1
      }()
    switch record.news {
    case .done:
      lessons[index].isDone = true
      lessons[index].left = nil
    case .reset: break
    case .left(let step, let arguments):
      lessons[index].left = Left(step: step, arguments: arguments)
    case .predicted(let prediction):
      lessons[index].predictions.removeAll {
        $0.step == prediction.step && $0.reading == prediction.reading
      }
      lessons[index].predictions.append(prediction)
    case .before(let choice): lessons[index].before = choice
    case .after(let choice, let isRight):
      (lessons[index].after, lessons[index].isAfterRight) = (choice, isRight)
    case .shown(let step):
      if !lessons[index].shown.contains(step) { lessons[index].shown.append(step) }
    case .passedOver(let step):
      lessons[index].passedOver = Set(lessons[index].passedOver + [step]).sorted()
    case .caughtUp(let step): lessons[index].passedOver.removeAll { $0 == step }
    }
  }

  /// The file's text.
  var text: String {
    let lines = lessons.flatMap { taken -> [String] in
      var news: [LessonRecord.News] = []
      if taken.isDone { news.append(.done) }
      if let left = taken.left { news.append(.left(step: left.step, arguments: left.arguments)) }
      if let before = taken.before { news.append(.before(before)) }
      news += taken.predictions.map { .predicted($0) }
      news += taken.shown.map { .shown(step: $0) }
      news += taken.passedOver.map { .passedOver(step: $0) }
      if let after = taken.after {
        news.append(.after(after, isRight: taken.isAfterRight == true))
      }
      return news.map { LessonRecord(taken.name, $0).line }
    }
    return (lines + strangeLines).map { $0 + "\n" }.joined()
  }
}

extension String {
  /// As a POSIX shell takes it back as one word.
  var shellQuoted: String {
    let isPlain = unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || "0123456789-_=+,./:@%".unicodeScalars.contains($0))
    }
    if isPlain, !isEmpty { return self }
    return "'" + replacing("'", with: "'\\''") + "'"
  }
}
