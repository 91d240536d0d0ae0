/// Something that is kept of a lesson: one line of the file.
public struct LessonRecord: Hashable, Sendable {
  /// The lesson's name.
  public var lesson: String
  public var news: News

  public enum News: Hashable, Sendable {
    /// The lesson was taken to its end.
    case done
    /// It is forgotten that it was taken.
    case reset
    /// It was left at this step, from 1, with the screen that this share line brings back.
    case left(step: Int, arguments: [String])
    /// Something was predicted, and then measured.
    case predicted(PredictionRecord)
    /// The question before it was answered, with this choice, from 1.
    case before(Int)
    /// The same after it, and whether the answer was right.
    case after(Int, isRight: Bool)
    /// The solution of this step, from 1, was shown.
    case shown(step: Int)
    /// What this step asks for was left undone: from 1, with 0 for the question before the steps and the number
    /// after the last step for the question after them.
    case passedOver(step: Int)
    /// What was passed over before was done after all.
    case caughtUp(step: Int)
  }

  public init(_ lesson: String, _ news: News) {
    (self.lesson, self.news) = (lesson, news)
  }
}

/// A prediction beside what was measured.
public struct PredictionRecord: Hashable, Sendable {
  /// The step, from 1.
  public var step: Int
  /// The name of the reading.
  public var reading: String
  /// The number that was predicted, or the choice's number from 1.
  public var predicted: Double
  /// The number that was measured, or the number of the choice that it makes right.
  public var measured: Double
  /// Whether it was a choice of a few, so that both are numbers of choices and not of the reading.
  public var isChoice = false
  /// Whether the prediction was as good as the lesson asks.
  public var isRight: Bool
}

// The lines of the file: the lesson's name, what it is about, and numbers between blanks. A name alone is
// a lesson that is done.
extension LessonRecord {
  var line: String {
    switch news {
    case .done: lesson
    case .reset: "\(lesson) reset"
    case .left(let step, let arguments):
      ([lesson, "left", String(step)] + arguments.map(\.shellQuoted)).joined(separator: " ")
    case .predicted(let record):
      "\(lesson) \(record.isChoice ? "chose" : "predicted") \(record.step) \(record.reading) "
        + "\(record.predicted) measured "
        + "\(record.measured) \(record.isRight ? "right" : "wrong")"
    case .before(let choice): "\(lesson) before \(choice)"
    case .after(let choice, let isRight): "\(lesson) after \(choice) \(isRight ? "right" : "wrong")"
    case .shown(let step): "\(lesson) shown \(step)"
    case .passedOver(let step): "\(lesson) passed \(step)"
    case .caughtUp(let step): "\(lesson) caught-up \(step)"
    }
  }

  /// - Returns: `nil` for a line that says nothing of the kind.
  init?(line: String) {
    let words = shellWords(line)
    guard let name = words.first, !name.hasPrefix("#") else { return nil }
    lesson = name
    let numbers = words.dropFirst(2).map { Double($0) }
    let isRight = words.last == "right"
    let hasVerdict = isRight || words.last == "wrong"
    switch (words.dropFirst().first, words.count) {
    case (nil, 1): news = .done
    case ("reset", 2): news = .reset
    case ("left", 3...):
      guard let step = Int(words[2]), step > 0 else { return nil }
      news = .left(step: step, arguments: Array(words.dropFirst(3)))
    case ("predicted", 8), ("chose", 8):
      guard let step = Int(words[2]), let predicted = numbers[2], let measured = numbers[4],
        words[5] == "measured", hasVerdict
      else { return nil }
      news = .predicted(
        PredictionRecord(
          step: step, reading: words[3], predicted: predicted, measured: measured,
          isChoice: words[1] == "chose", isRight: isRight))
    case ("before", 3):
      guard let choice = Int(words[2]) else { return nil }
      news = .before(choice)
    case ("after", 4):
      guard let choice = Int(words[2]), hasVerdict else { return nil }
      news = .after(choice, isRight: isRight)
    case ("shown", 3), ("passed", 3), ("caught-up", 3):
      guard let step = Int(words[2]) else { return nil }
      news =
        switch words[1] {
        case "shown": .shown(step: step)
        case "passed": .passedOver(step: step)
        default: .caughtUp(step: step)
        }
    default: return nil
    }
  }
}
