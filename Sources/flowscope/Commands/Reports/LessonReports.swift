import Learning
import Visualizer

/// A line of `flowscope lesson --play`.
struct LessonStepRow: Encodable {
  var lesson: String
  var step: Int
  var verb: String
  var caption: String
  var reached: Bool
  var predict: Double?
  var measured: Double?
  var unit: String?
  var tolerance: String?
  var problem: String?
  /// The choices that there were; JSON has their numbers.
  private var choices: [String] = []

  private enum CodingKeys: String, CodingKey {
    case lesson, step, verb, caption, reached, predict, measured, unit, tolerance, problem
  }

  init(_ lesson: String, _ report: LessonPlayer.Report) {
    self.lesson = lesson
    (step, verb, caption) = (report.step, report.verb, report.caption)
    (reached, predict, measured) = (report.isReached, report.predicted, report.measured)
    (unit, tolerance, problem) = (report.unit, report.tolerance, report.problem)
    choices = report.choices
  }

  var text: String {
    var lines = ["\(reached ? "✓" : "✗") \(step) \(verb): \(caption)"]
    if let predict, let measured, !choices.isEmpty {
      let named = [predict, measured].map { number in
        Int(exactly: number).flatMap { choices.indices.contains($0 - 1) ? choices[$0 - 1] : nil }
          ?? "none of them"
      }
      lines.append("    predicted: \(named[0]); measured: \(named[1])")
    } else if let predict, let measured {
      let unit = unit.flatMap { $0.isEmpty ? nil : " " + $0 } ?? ""
      let margin = tolerance.map { ", tolerance \($0)" } ?? ""
      lines.append("    predicted \(short(predict)), measured \(short(measured))\(unit)\(margin)")
    }
    if let problem { lines.append("    \(problem)") }
    return lines.joined(separator: "\n")
  }
}

/// What `flowscope lesson --progress` prints of a lesson.
struct LessonProgressRow: Encodable {
  struct Prediction: Encodable {
    var step: Int
    var reading: String
    /// What the lesson asked; `nil` of a lesson, or a step, that there is no longer.
    var prompt: String?
    var predict, measured: Double
    var unit: String
    var right: Bool
    /// The choices that there were; JSON has their numbers.
    var choices: [String] = []

    private enum CodingKeys: String, CodingKey {
      case step, reading, prompt, predict, measured, unit, right
    }

    /// A number with its unit, or the choice that a number stands for.
    func written(_ number: Double) -> String {
      if let place = Int(exactly: number), choices.indices.contains(place - 1) {
        return choices[place - 1]
      }
      return short(number) + (unit.isEmpty ? "" : " " + unit)
    }
  }

  var name: String
  var done: Bool
  var leftAtStep: Int?
  var predictions: [Prediction]
  var solutionsShown: [Int]
  /// Steps whose question or task was passed over; 0 is the question before them, the number after the last
  /// one that after them.
  var stepsPassedOver: [Int]
  /// The question before the lesson and the same with other numbers after it.
  var before, after: Int?
  var beforeRight, afterRight: Bool?
  private var questions: (before: LessonQuestion?, after: LessonQuestion?)
  /// How many steps the lesson has; 0 of a lesson that there is no longer.
  private var stepCount: Int

  private enum CodingKeys: String, CodingKey {
    case name, done, leftAtStep, predictions, solutionsShown, stepsPassedOver
    case before, after, beforeRight, afterRight
  }

  /// - Parameter lessons: those that there are, with their questions.
  init(_ taken: LessonProgress.Taken, _ lessons: [Lesson]) {
    (name, done, leftAtStep) = (taken.name, taken.isDone, taken.left?.step)
    let lesson = lessons.first { $0.name == taken.name }
    predictions = taken.predictions.map {
      let step = lesson?.steps.dropFirst($0.step - 1).first
      var row = Prediction(
        step: $0.step, reading: $0.reading, prompt: step?.question, predict: $0.predicted,
        measured: $0.measured,
        unit: $0.isChoice ? "choice" : (try? Readings.named($0.reading))?.unit ?? "",
        right: $0.isRight)
      if $0.isChoice, case .predict(let asked) = step?.verb {
        row.choices = asked.choices.map(\.text)
      }
      return row
    }
    (before, after, afterRight) = (taken.before, taken.after, taken.isAfterRight)
    (solutionsShown, stepsPassedOver) = (taken.shown, taken.passedOver)
    (questions, stepCount) = ((lesson?.before, lesson?.after), lesson?.steps.count ?? 0)
    beforeRight = taken.before.flatMap { choice in
      questions.before?.right.map { $0 == choice - 1 }
    }
  }

  /// The answers before and after, one below the other: `before ✗ it doubles — A map …`.
  private var answers: [String] {
    [
      ("before", before, beforeRight, questions.before),
      ("after", after, afterRight, questions.after),
    ].compactMap { name, choice, isRight, question in
      guard let choice else { return nil }
      let mark = isRight.map { $0 ? "✓" : "✗" } ?? "·"
      let choices = question?.choices ?? []
      let answer = choices.indices.contains(choice - 1) ? choices[choice - 1] : "answer \(choice)"
      let asked = question.map { " — " + $0.ask.filled { _, _ in "…" } } ?? ""
      return "    \(mark) \(name.trailing(6)): \(answer)\(asked)"
    }
  }

  /// `, 3 steps passed over (before, 3, 5)`; nothing for no steps.
  private func list(_ steps: [Int], _ what: String) -> String {
    guard !steps.isEmpty else { return "" }
    let names = steps.map { step in
      step == 0 ? "before" : stepCount > 0 && step > stepCount ? "after" : String(step)
    }
    return ", \(counted(steps.count, "step")) \(what) (\(names.joined(separator: ", ")))"
  }

  static func text(_ taken: [LessonProgress.Taken], _ lessons: [Lesson]) -> String {
    taken.map { LessonProgressRow($0, lessons) }.map { row in
      var lines = [
        (row.done ? "✓ " : "  ") + row.name
          + (row.leftAtStep.map { ", left at step \($0)" } ?? "")
          + row.list(row.stepsPassedOver, "passed over")
          + row.list(row.solutionsShown, "done by the solution")
      ]
      for prediction in row.predictions {
        lines.append(
          "    \(prediction.right ? "✓" : "✗") step \(prediction.step): "
            + (prediction.prompt ?? prediction.reading)
            + " predicted: \(prediction.written(prediction.predict));"
            + " measured: \(prediction.written(prediction.measured))")
      }
      lines += row.answers
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

/// The names that a lesson may use.
enum LessonNames {
  static var text: String {
    let names = LessonVocabulary.standard
    let states = names.state.map { name, words in
      words.map { "\(name) (\($0.joined(separator: " ")))" } ?? name
    }
    return """
      state, for conditions
        \(states.sorted().joined(separator: "\n  "))
      actions, for keys and did()
        \(names.actions.sorted().joined(separator: "\n  "))
      panes, for mark (pane.NAME) and hide
        \(names.panes.keys.sorted().joined(separator: "\n  "))
      readings: flowscope read --list
      """
  }
}
