import Flows
import Learning
import Yams

/// Reads lessons from a file in YAML: one lesson, or a list of them.
///
/// Everything is checked that can be without playing: fields, types, names, conditions, lengths.
struct LessonReader {
  let source: LessonSource
  let vocabulary: LessonVocabulary

  /// The most words that stay on one screen: of what a step says, of a reason or an answer, of a hint.
  static let captionWords = 45
  static let reasonWords = 25
  static let hintWords = 20
  /// The most words of what one can say after a lesson, and the most characters of a title: so the list, and
  /// the lesson's own border, show them whole on 80 columns.
  static let aimWords = 30
  static let titleLength = 54
  /// How many keys a step may be about.
  static let keyCount = 3

  /// - Parameters:
  ///   - file: what errors call it.
  /// - Throws: ``LessonError``.
  static func lessons(
    in text: String, file: String, _ vocabulary: LessonVocabulary
  ) throws(LessonError) -> [Lesson] {
    let source = LessonSource(text, file: file)
    let reader = LessonReader(source: source, vocabulary: vocabulary)
    guard let root = try reader.root(text) else {
      throw source.error(
        .start, "the file is empty: write a lesson, see the guide's page on lessons")
    }
    var lessons: [Lesson] = []
    for node in source.items(root) {
      let lesson = try reader.lesson(node)
      if lessons.contains(where: { $0.name == lesson.name }) {
        throw source.error(node, "two lessons are called '\(lesson.name)'")
      }
      lessons.append(lesson)
    }
    let known = vocabulary.lessons + lessons.map(\.name)
    for (node, lesson) in zip(source.items(root), lessons) {
      try reader.checkNeeds(of: lesson, node, known: known)
    }
    return lessons
  }

  /// - Throws: ``LessonError`` for a lesson that needs itself, or one that there is not.
  private func checkNeeds(of lesson: Lesson, _ node: Node, known: [String]) throws(LessonError) {
    let fields = try LessonFields(node, source, "a lesson", known: Self.fields)
    for need in try fields.texts("needs") {
      guard need.text != lesson.name else {
        throw source.error(need.node, "needs: a lesson cannot need itself")
      }
      guard known.contains(need.text) else {
        throw source.error(need.node, vocabulary.problem("lesson", need.text, among: known))
      }
    }
  }

  /// A title that the screen shows whole.
  private func title(_ node: Node) throws(LessonError) -> String {
    let title = try source.text(node, "title")
    guard title.count <= Self.titleLength else {
      throw source.error(
        node, "title: \(title.count) characters are too many, \(Self.titleLength) are the most")
    }
    return title
  }

  private func root(_ text: String) throws(LessonError) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw source.error(error)
    } catch {
      throw source.error(.start, "\(error)")
    }
  }

  /// The fields of a lesson.
  static let fields = [
    "name", "title", "aim", "minutes", "needs", "start", "before", "steps", "after",
  ]

  private func lesson(_ node: Node) throws(LessonError) -> Lesson {
    let fields = try LessonFields(node, source, "a lesson", known: Self.fields)
    let nameNode = try fields.required("name")
    let name = try source.text(nameNode, "name")
    guard name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }) else {
      throw source.error(nameNode, "name '\(name)': write small letters, digits and - only")
    }
    let start = try fields.required("start")
    let stepsNode = try fields.required("steps")
    guard case .sequence(let steps) = stepsNode, !steps.isEmpty else {
      throw source.error(stepsNode, "steps: write a list of steps, each after a -")
    }
    var lesson = Lesson(
      name: name, title: try title(try fields.required("title")),
      aim: try fields.text("aim"), minutes: try fields.whole("minutes", in: 1...60),
      needs: try fields.texts("needs").map(\.text), start: try shareLine(start),
      before: nil, after: nil, steps: [])
    if let aim = lesson.aim, let node = fields.node("aim") {
      try count(aim, Self.aimWords, "aim", node)
    }
    lesson.before = try fields.node("before").map { node throws(LessonError) in
      try question(node, needsRight: false)
    }
    lesson.after = try fields.node("after").map { node throws(LessonError) in
      try question(node, needsRight: true)
    }
    for step in steps { lesson.steps.append(try self.step(step)) }
    return lesson
  }

  private func question(_ node: Node, needsRight: Bool) throws(LessonError) -> LessonQuestion {
    let fields = try LessonFields(
      node, source, "a question", known: ["ask", "choices", "right", "hide"])
    let choices = try fields.texts("choices")
    guard (2...3).contains(choices.count) else {
      throw source.error(
        fields.node("choices") ?? node, "choices: write two or three answers, not \(choices.count)")
    }
    for choice in choices { try count(choice.text, Self.reasonWords, "an answer", choice.node) }
    let right = try fields.whole("right", in: 0...(choices.count - 1))
    if needsRight, right == nil {
      throw fields.error(
        "the question after a lesson needs 'right', the right answer counted from 0")
    }
    var question = LessonQuestion(
      ask: try caption(try fields.required("ask"), "ask"), choices: choices.map(\.text),
      right: right)
    for mask in try fields.texts("hide") {
      question.hidden.append(try self.mask(mask.text, mask.node))
    }
    return question
  }

  // MARK: Parts that lessons and steps share.

  /// A text with readings, not too long to be read at a glance.
  func caption(_ node: Node, _ name: String) throws(LessonError) -> MeasuredText {
    try measured(node, name, most: Self.captionWords)
  }

  /// A text with readings, of so many words at most.
  func measured(_ node: Node, _ name: String, most: Int) throws(LessonError) -> MeasuredText {
    let text = try MeasuredText.parse(
      try source.text(node, name)
    ) { reading, _ throws(LessonError) in
      if reading == "{" {
        throw source.error(source.place(of: "{", in: node), "the brace is never closed")
      }
      try check(reading: reading, at: source.place(of: "{" + reading, in: node).next)
    }
    if text.wordCount > most {
      throw source.error(
        node,
        "\(name): \(text.wordCount) words are too many to be read at a glance, \(most) are the most"
      )
    }
    return text
  }

  /// - Throws: ``LessonError`` for a name that is no reading.
  func check(reading: String, at place: TextPlace) throws(LessonError) {
    if (try? Readings.named(reading)) != nil { return }
    let names = Readings.all.flatMap { [$0.name] + $0.aliases }
    throw source.error(place, vocabulary.problem("reading", reading, among: names))
  }

  func count(_ text: String, _ most: Int, _ what: String, _ node: Node) throws(LessonError) {
    let words = text.split(separator: " ").count
    if words > most {
      throw source.error(node, "\(what): \(words) words are too many, \(most) are the most")
    }
  }

  /// A condition, or a list of them, or {all: …}, {any: …}.
  func condition(_ node: Node) throws(LessonError) -> Condition {
    switch node {
    case .sequence(let items):
      var parts: [Condition] = []
      for item in items { parts.append(try condition(item)) }
      return .all(parts)
    case .mapping:
      let fields = try LessonFields(node, source, "a condition", known: ["all", "any"])
      guard let name = fields.names.first, fields.names.count == 1, let inside = fields.node(name)
      else { throw source.error(node, "a condition is a text, a list, {all: …} or {any: …}") }
      var parts: [Condition] = []
      for item in source.items(inside) { parts.append(try condition(item)) }
      return name == "all" ? .all(parts) : .any(parts)
    default:
      let text = try source.text(node, "a condition")
      do {
        return try ConditionParser.parse(text, vocabulary)
      } catch {
        throw source.error(source.place(of: node, offset: error.offset), error.problem)
      }
    }
  }

  /// The options of a share line, which must make a state.
  func shareLine(_ node: Node) throws(LessonError) -> [String] {
    var words = shellWords(try source.text(node, "start"))
    if words.first == "flowscope" { words.removeFirst() }
    do {
      try vocabulary.checkStart(words)
    } catch {
      throw source.error(node, "start: \(error)")
    }
    return words
  }
}

extension TextPlace {
  /// One character on.
  var next: TextPlace { TextPlace(line: line, column: column + 1) }
}

/// The words of a share line, as a shell takes them: blanks part them, unless they stand in quotation marks.
func shellWords(_ text: String) -> [String] {
  var words: [String] = []
  var word: String?
  var quote: Character?
  for letter in text {
    if letter == quote {
      quote = nil
    } else if quote == nil, "'\"".contains(letter) {
      quote = letter
      word = word ?? ""
    } else if quote == nil, letter.isWhitespace {
      if let done = word { words.append(done) }
      word = nil
    } else {
      word = (word ?? "") + String(letter)
    }
  }
  if let word { words.append(word) }
  return words
}

extension LessonSource {
  /// What the YAML parser says, with its place.
  func error(_ error: YamlError) -> LessonError {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let place = TextPlace(line: mark.line, column: mark.column)
      return self.error(
        place, "this is no YAML: " + (context.map { "\($0.text), " } ?? "") + problem)
    case .duplicatedKeysInMapping(let names, let context):
      let place = TextPlace(line: context.mark.line, column: context.mark.column)
      return self.error(place, "the field \(names.joined(separator: ", ")) stands twice")
    default: return self.error(.start, "this is no YAML: \(error)")
    }
  }
}
