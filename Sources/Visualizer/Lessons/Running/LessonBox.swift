import Canvas
import Learning

/// The box of a lesson at the bottom of the screen: what is said, what is asked, which keys it is about.
///
/// It has rows of its own, so it covers nothing. They are as many as the longest step needs, so nothing
/// jumps from step to step; on a small screen they are as many as this step needs, whatever is answered in
/// it, so that the panes have the rest.
struct LessonBox {
  let run: LessonRun
  let numbers: LessonNumbers
  let theme: Theme
  let width: Int

  init(_ run: LessonRun, _ numbers: LessonNumbers, _ medium: Medium, columns: Int) {
    (self.run, self.numbers, theme) = (run, numbers, Theme(medium))
    width = max(10, columns - 4)
  }

  /// A screen with fewer rows is a small one.
  private static let smallScreen = 30

  /// How many rows the lesson gets on a screen of that size.
  static func rows(of run: LessonRun, columns: Int, rows: Int, _ medium: Medium) -> Int {
    let places = rows < smallScreen ? [run.place] : run.places
    let most = places.map { lineCount(of: run, at: $0, columns: columns, medium) }.max() ?? 1
    return max(3, min(most + frameRows, mostRows(onScreenOf: rows)))
  }

  /// How many lines of what may be said at a place a screen of that size does not show.
  static func linesCut(
    of run: LessonRun, at place: LessonRun.Place, columns: Int, rows: Int, _ medium: Medium
  ) -> Int {
    let needed = lineCount(of: run, at: place, columns: columns, medium)
    return max(0, needed + frameRows - mostRows(onScreenOf: rows))
  }

  private static let frameRows = 2
  /// The panes keep the rest.
  private static func mostRows(onScreenOf rows: Int) -> Int { rows - 12 }

  /// The lines that a place needs, whatever is answered there.
  private static func lineCount(
    of run: LessonRun, at place: LessonRun.Place, columns: Int, _ medium: Medium
  ) -> Int {
    var count = 1
    // As wide as numbers get.
    var widest = LessonNumbers(missing: "−12,345")
    var here = run
    (here.place, here.isReady) = (place, true)
    here.attempt = LessonRun.Attempt()
    here.prediction.map { widest.values[$0.reading] = -1.234e-7 }
    func measure() {
      count = max(count, LessonBox(here, widest, medium, columns: columns).lines.count)
    }
    measure()
    // The longest choice, or as long as numbers get.
    let choices = here.prediction?.choices ?? []
    let longest = choices.indices.max { choices[$0].text.count < choices[$1].text.count }
    here.attempt.answer = longest.map { Double($0 + 1) } ?? -1.234e-7
    here.attempt.isRight = false
    measure()
    if let prediction = here.prediction {
      here.attempt.measured = here.attempt.answer
      measure()
      for reason in prediction.because.indices {
        here.attempt.reason = reason
        measure()
      }
    }
    if let fade = here.fade {
      here.attempt.answer = nil
      for _ in fade.missing {
        here.attempt.isSecondTry = true
        measure()
        here.attempt.isSecondTry = false
        here.attempt.filled.append(.init(typed: -0.123, measured: -0.123, isRight: true))
      }
      measure()
    }
    for hint in (here.step?.hints ?? []).indices {
      here.attempt.hints = hint + 1
      measure()
    }
    return count
  }

  /// What stands in the box, where it has so many rows. On a terminal too small for all of it the last row
  /// says how many lines are missing.
  func lines(fitting rows: Int) -> [StyledText] {
    let lines = lines
    guard lines.count > rows, rows > 0 else { return lines }
    let missing = lines.count - rows + 1
    let forms = [
      "… \(missing) more lines: the terminal is too small for the text", "… \(missing) more lines",
    ]
    let mark = forms.first { $0.count <= width } ?? forms[1]
    return lines.prefix(rows - 1) + [StyledText(mark, theme.alarm)]
  }

  /// What stands in the box.
  var lines: [StyledText] {
    if run.place == .end { return ending }
    if let question = run.question { return asked(question) }
    // What the step says is of a run that has come so far.
    guard run.isReady || run.firstStep == 0 else {
      return words("One moment: it learns to step \(run.firstStep.grouped) first.", theme.faint)
    }
    if let prediction = run.prediction { return predicted(prediction) }
    if let fade = run.fade { return faded(fade) }
    return words(said) + hint + secret
  }

  /// What question marks on the screen stand for, before anything is asked.
  private var secret: [StyledText] {
    guard !run.secrets.isEmpty, run.fade == nil else { return [] }
    return words("What you will be asked next is hidden, or shown as ?.", theme.faint)
  }

  private func words(_ text: String, _ style: Style? = nil) -> [StyledText] {
    wrapped(text, width).map { StyledText($0, style ?? theme.text) }
  }

  /// A line that goes on below its mark: `1 it doubles`.
  private func item(_ mark: String, _ text: String, _ style: Style? = nil) -> [StyledText] {
    wrapped(text, max(8, width - mark.count - 1)).enumerated().map { row, line in
      StyledText(row == 0 ? mark + " " : "".leading(mark.count + 1), theme.key)
        + StyledText(line, style ?? theme.text)
    }
  }

  /// What is said, with its numbers.
  private var said: String { filled(run.text) }

  private func filled(_ text: MeasuredText) -> String {
    text.filled { numbers.text($0, withUnit: $1) }
  }

  private var hint: [StyledText] {
    guard let step = run.step, run.attempt.hints > 0 else { return [] }
    guard run.attempt.hints <= step.hints.count else {
      return words("It is done for you.", theme.faint)
    }
    return item("hint", step.hints[run.attempt.hints - 1], theme.faint)
  }

  private func asked(_ question: LessonQuestion) -> [StyledText] {
    let answer = run.attempt.answer.map { Int($0) - 1 }
    var lines = words(said)
    for (index, choice) in question.choices.enumerated() {
      let isShown =
        answer == nil || index == answer || (run.place == .after && index == question.right)
      guard isShown else { continue }
      var mark = String(index + 1)
      if answer != nil, run.place == .after { mark = index == question.right ? "✓" : "✗" }
      lines += item(mark, choice)
    }
    if answer != nil, run.place == .before {
      let later = run.lesson.after == nil ? "." : ": a question like it comes at the end."
      lines += words("We shall see" + later, theme.faint)
    }
    return lines
  }

  private func predicted(_ prediction: Prediction) -> [StyledText] {
    let unit = (try? Readings.named(prediction.reading))?.unit ?? ""
    guard let measured = run.attempt.measured, let answer = run.attempt.answer else {
      var lines = words(said)
      for (index, choice) in prediction.choices.enumerated() {
        let isChosen = run.attempt.answer == Double(index + 1)
        if run.attempt.answer == nil || isChosen { lines += item(String(index + 1), choice.text) }
      }
      if prediction.choices.isEmpty {
        lines.append(field("your prediction", unit, within: prediction.margin(unit)))
      }
      return lines + waiting
    }
    var lines: [StyledText] = []
    let verdict = run.attempt.isRight == true
    func written(_ value: Double) -> String {
      guard prediction.choices.isEmpty else { return prediction.choices[Int(value) - 1].text }
      return LessonNumbers.isCount(unit, value)
        ? LessonNumbers.counted(value, unit)
        : LessonNumbers.text(value) + LessonNumbers.joined(unit)
    }
    var beside = "predicted \(written(answer)) · measured \(written(measured))"
    if let number = numbers.values[prediction.reading], !prediction.choices.isEmpty {
      beside += ": " + numbers.text(prediction.reading, withUnit: number.isFinite)
    }
    lines += item(verdict ? "✓" : "✗", beside, theme.strong)
    guard !prediction.because.isEmpty else { return lines }
    guard let reason = run.attempt.reason else {
      lines += words("Why?", theme.faint)
      for (index, place) in run.reasonOrder.enumerated() {
        lines += item(String(index + 1), filled(prediction.because[place].text))
      }
      return lines
    }
    return lines + explained(prediction, reason)
  }

  /// The chosen reason with its answer, and the right one.
  private func explained(_ prediction: Prediction, _ reason: Int) -> [StyledText] {
    let chosen = prediction.because[reason]
    var lines = item(chosen.isRight ? "✓" : "✗", filled(chosen.text))
    if let why = chosen.why { lines += item(" ", filled(why), theme.strong) }
    if !chosen.isRight, let right = prediction.because.first(where: \.isRight) {
      lines += item("✓", filled(right.text))
      if let why = right.why { lines += item(" ", filled(why), theme.strong) }
    }
    return lines
  }

  /// The worked line, in which numbers that are left to the learner are blank until they are typed.
  private func faded(_ fade: Fade) -> [StyledText] {
    let text = run.text.filled { name, withUnit in
      guard let place = fade.missing.firstIndex(of: name) else {
        return numbers.text(name, withUnit: withUnit)
      }
      guard place < run.attempt.filled.count else {
        return place == run.attempt.filled.count ? "[ ? ]" : "[   ]"
      }
      return LessonNumbers.text(run.attempt.filled[place].measured)
    }
    var lines = words(text)
    for filled in run.attempt.filled {
      lines += item(
        filled.isRight ? "✓" : "✗",
        "you \(LessonNumbers.text(filled.typed)) · measured \(LessonNumbers.text(filled.measured))"
      )
    }
    if run.attempt.isSecondTry { lines += item("✗", "That is not it. Once more:") }
    if !run.isDone { lines.append(field("the number at [ ? ]", "", within: "\(fade.tolerance)")) }
    return lines + waiting
  }

  /// Where a number is typed.
  /// - Parameter margin: how near is right.
  private func field(_ name: String, _ unit: String, within margin: String) -> StyledText {
    let typed = run.attempt.answer == nil ? run.attempt.typed + "▁" : run.attempt.typed
    return StyledText(name + ": ", theme.faint) + StyledText(typed, theme.strong)
      + StyledText(unit.isEmpty ? "" : " " + unit, theme.text)
      + StyledText("   Enter", theme.key)
      + StyledText(" commits" + (margin.isEmpty ? "" : ", within \(margin) is right"), theme.faint)
  }

  /// Why a committed answer has no measured one yet.
  private var waiting: [StyledText] {
    guard run.attempt.answer != nil else { return [] }
    return words(run.attempt.problem ?? "measuring …", theme.faint)
  }

  /// What was predicted, beside what was measured: the wrong ones first, for these one remembers wrongly.
  private var ending: [StyledText] {
    let records = run.predictions.sorted { !$0.isRight && $1.isRight }
    guard !records.isEmpty else {
      return words("That is the end. n or Esc leaves the lesson.") + next
    }
    var lines = words("What you predicted, and what was measured:")
    for record in records {
      let prediction = run.prediction(atStep: record.step)
      let unit = (try? Readings.named(record.reading))?.unit ?? ""
      func written(_ value: Double) -> String {
        if let choices = prediction?.choices, choices.indices.contains(Int(value) - 1) {
          return choices[Int(value) - 1].text
        }
        return LessonNumbers.isCount(unit, value)
          ? LessonNumbers.counted(value, unit)
          : LessonNumbers.text(value) + LessonNumbers.joined(unit)
      }
      let asked =
        run.questions[record.step] ?? run.lesson.steps[record.step - 1].text.lastSentence()
      lines += item(
        record.isRight ? "✓" : "✗",
        "\(asked) You: \(written(record.predicted)); measured: \(written(record.measured))")
    }
    return lines + next
  }

  /// The lesson that comes next in the list.
  private var next: [StyledText] {
    guard let place = Lessons.all.firstIndex(where: { $0.name == run.lesson.name }),
      Lessons.all.indices.contains(place + 1)
    else { return [] }
    return words("Next in the list (l): \(Lessons.all[place + 1].title).", theme.faint)
  }
}

extension LessonRun {
  fileprivate func prediction(atStep number: Int) -> Prediction? {
    guard lesson.steps.indices.contains(number - 1),
      case .predict(let prediction) = lesson.steps[number - 1].verb
    else { return nil }
    return prediction
  }
}

extension Prediction {
  /// How near is right; empty where nothing but the number itself is, as of things that are counted.
  fileprivate func margin(_ unit: String) -> String {
    if case .absolute(let size, _) = tolerance, size < 0.6, LessonNumbers.isCount(unit, 1) {
      return ""
    }
    return "\(tolerance)"
  }
}
