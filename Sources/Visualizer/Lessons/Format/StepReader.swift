import Learning
import Yams

// Reading one step of a lesson.

extension LessonReader {
  static let verbs = ["say", "do", "predict", "fade", "play"]
  /// Fields of every step.
  private static let common = ["mark", "hide", "start"]
  /// Fields of steps in which something is to be done.
  private static let doing = ["keys", "until", "hints", "solution"]

  /// The fields that a verb may have beside it.
  private static func fields(of verb: String) -> [String] {
    switch verb {
    case "do": common + doing
    case "play": common + doing + ["seconds"]
    case "predict": common + ["reading", "tolerance", "choices", "because", "solution"]
    default: common
    }
  }

  /// All fields of steps but the verbs.
  static let stepFields = Set(verbs.flatMap(fields(of:))).sorted()

  func step(_ node: Node) throws(LessonError) -> LessonStep {
    let every = Self.verbs + Self.stepFields
    let all = try LessonFields(node, source, "a step", known: every)
    let verbs = all.names.filter(Self.verbs.contains)
    guard let verb = verbs.first, verbs.count == 1 else {
      throw all.error(
        verbs.isEmpty
          ? "a step has a verb: one of \(Self.verbs.joined(separator: ", "))"
          : "a step has one verb, not \(verbs.joined(separator: " and "))")
    }
    let fields = try LessonFields(
      node, source, "the step '\(verb)'", known: [verb] + Self.fields(of: verb))
    let body = try fields.required(verb)
    var step: LessonStep
    switch verb {
    case "fade": step = try fade(body)
    case "predict":
      step = LessonStep(verb: .say, text: try caption(body, verb))
      let prediction = try prediction(fields)
      try checkSilence(of: step.text, about: prediction, body)
      step.verb = .predict(prediction)
    default: step = LessonStep(verb: .say, text: try caption(body, verb))
    }
    if verb == "do" { step.verb = .do }
    if verb == "play" {
      step.verb = .play(seconds: try fields.whole("seconds", in: 10...300) ?? 60)
    }
    step.start = try fields.node("start").map { node throws(LessonError) in try shareLine(node) }
    for mark in try fields.texts("mark") { step.marks.append(try self.mark(mark.text, mark.node)) }
    for mask in try fields.texts("hide") { step.hidden.append(try self.mask(mask.text, mask.node)) }
    if verb == "do" || verb == "play" { try readDoing(fields, &step) }
    return step
  }

  /// What is to be done, its hints and its solution.
  private func readDoing(_ fields: LessonFields, _ step: inout LessonStep) throws(LessonError) {
    let keys = try fields.texts("keys")
    if keys.count > Self.keyCount {
      throw source.error(
        fields.node("keys") ?? fields.node,
        "keys: \(keys.count) are too many to look at, \(Self.keyCount) are the most")
    }
    for key in keys {
      guard vocabulary.actions.contains(key.text) || vocabulary.isKey(key.text) else {
        throw source.error(
          key.node,
          vocabulary.problem(
            "key", key.text, among: Array(vocabulary.actions), more: "; or a key itself, as in ]"))
      }
      step.keys.append(key.text)
    }
    step.until = try fields.node("until").map { node throws(LessonError) in try condition(node) }
    let hints = try fields.texts("hints")
    if hints.count > 3 {
      throw source.error(hints[3].node, "hints: where, what, done for one: three are the most")
    }
    for hint in hints { try count(hint.text, Self.hintWords, "a hint", hint.node) }
    step.hints = hints.map(\.text)
    if let node = fields.node("solution") {
      step.solution = try solution(try source.text(node, "solution"), node)
    }
    if step.until != nil, step.solution.isEmpty {
      throw fields.error("a step with 'until' needs a 'solution': the keys that make it come true")
    }
  }

  private func prediction(_ fields: LessonFields) throws(LessonError) -> Prediction {
    let node = try fields.required("reading")
    let name = try source.text(node, "reading")
    try check(reading: name, at: source.place(of: node, offset: 0))
    let unit = (try? Readings.named(name))?.unit ?? ""
    var prediction = Prediction(
      reading: name, tolerance: try tolerance(fields, unit: unit) ?? .share(0.1))
    for node in fields.nodes("choices") {
      let choice = try LessonFields(node, source, "a choice", known: ["text", "when"])
      let text = try source.text(try choice.required("text"), "text")
      try count(text, Self.reasonWords, "a choice", node)
      prediction.choices.append(
        Prediction.Answer(text: text, when: try condition(try choice.required("when"))))
    }
    if fields.node("choices") != nil, !(2...3).contains(prediction.choices.count) {
      throw fields.error("choices: write two or three, not \(prediction.choices.count)")
    }
    for node in fields.nodes("because") { prediction.because.append(try reason(node)) }
    let because = prediction.because
    if !because.isEmpty, because.count(where: \.isRight) != 1 || !(2...3).contains(because.count) {
      throw source.error(
        fields.node("because") ?? fields.node,
        "because: write two or three reasons, one of them with right: true")
    }
    prediction.model = try fields.number("solution")
    if let model = prediction.model, !prediction.choices.isEmpty,
      !(1...prediction.choices.count).contains(Int(model))
    {
      throw fields.error(
        "solution: write the choice's number, from 1 to \(prediction.choices.count)")
    }
    return prediction
  }

  /// - Throws: ``LessonError`` for a question that tells the number that it asks for. Where a choice is asked for,
  ///   the number may be known.
  private func checkSilence(
    of text: MeasuredText, about prediction: Prediction, _ node: Node
  ) throws(LessonError) {
    func own(_ name: String) -> String { (try? Readings.named(name))?.name ?? name }
    guard prediction.choices.isEmpty,
      let told = text.readings.first(where: { own($0) == own(prediction.reading) })
    else { return }
    throw source.error(
      source.place(of: "{" + told, in: node),
      "predict: {\(told)} tells the number that is asked for; leave it out")
  }

  private func reason(_ node: Node) throws(LessonError) -> Prediction.Reason {
    let fields = try LessonFields(node, source, "a reason", known: ["text", "right", "why"])
    let text = try measured(try fields.required("text"), "text", most: Self.reasonWords)
    let why = try fields.node("why").map { node throws(LessonError) in
      try measured(node, "why", most: Self.reasonWords)
    }
    let right = try fields.text("right") ?? "false"
    guard ["true", "false"].contains(right) else {
      throw fields.error("right: write true or false, not '\(right)'")
    }
    if right == "false", why == nil {
      throw fields.error("a wrong reason needs 'why': what is answered to whom chooses it")
    }
    return Prediction.Reason(text: text, isRight: right == "true", why: why)
  }

  private func fade(_ node: Node) throws(LessonError) -> LessonStep {
    let fields = try LessonFields(
      node, source, "the step 'fade'", known: ["worked", "missing", "tolerance"])
    let text = try caption(try fields.required("worked"), "worked")
    var missing: [String] = []
    for name in try fields.texts("missing") {
      try check(reading: name.text, at: source.place(of: name.node, offset: 0))
      guard text.readings.contains(name.text) else {
        throw source.error(
          name.node, "missing: '\(name.text)' is not in the worked line; write it there in braces")
      }
      missing.append(name.text)
    }
    let tolerance = try tolerance(fields, unit: "") ?? .share(0.02)
    return LessonStep(verb: .fade(Fade(missing: missing, tolerance: tolerance)), text: text)
  }

  private func tolerance(_ fields: LessonFields, unit: String) throws(LessonError) -> Tolerance? {
    guard let node = fields.node("tolerance") else { return nil }
    let text = try source.text(node, "tolerance")
    guard let tolerance = Tolerance(text, unit: unit) else {
      let own = unit.isEmpty ? "0.05" : "0.05 \(unit)"
      throw source.error(
        node, "tolerance: '\(text)' will not do, write 10 %, factor 3 or \(own)")
    }
    return tolerance
  }

  // MARK: Names

  private func mark(_ text: String, _ node: Node) throws(LessonError) -> LessonMark {
    let words = text.split(separator: ".", maxSplits: 1).map(String.init)
    switch (words.first, words.count) {
    case ("view", 1): return .view
    case ("header", 1): return .header
    case ("probe", 1): return .probe(pane: nil)
    case ("reading", 2):
      try check(reading: words[1], at: source.place(of: node, offset: "reading.".count))
      return .reading(words[1])
    case ("pane", 2):
      let isSquare = words[1].hasSuffix(".square")
      let name = isSquare ? String(words[1].dropLast(".square".count)) : words[1]
      let pane = try pane(name, node)
      return isSquare ? .probe(pane: pane) : .pane(pane)
    default:
      let names =
        ["view", "header", "probe", "reading.NAME", "pane.z.square", "pane.x.square"]
        + vocabulary.panes.keys.map { "pane.\($0)" }
      throw source.error(node, vocabulary.problem("mark", text, among: names))
    }
  }

  func mask(_ text: String, _ node: Node) throws(LessonError) -> LessonMask {
    if text == "header" { return .header }
    if text == "words" { return .words }
    if text == "view" { return .view }
    let name = text.hasPrefix("pane.") ? String(text.dropFirst("pane.".count)) : text
    if let pane = vocabulary.panes[name] { return .pane(pane) }
    let reading = text.hasPrefix("reading.") ? String(text.dropFirst("reading.".count)) : text
    guard (try? Readings.named(reading)) != nil else {
      let names = Readings.all.flatMap { [$0.name] + $0.aliases }
      throw source.error(
        node,
        vocabulary.problem(
          "thing to hide", text,
          among: names + Array(vocabulary.panes.keys) + ["header", "view", "words"]))
    }
    return .reading(reading)
  }

  private func pane(_ name: String, _ node: Node) throws(LessonError) -> String {
    guard let pane = vocabulary.panes[name] else {
      throw source.error(
        node, vocabulary.problem("pane", name, among: Array(vocabulary.panes.keys)))
    }
    return pane
  }

  /// Keys between blanks; `wait:` and what follows it is a condition, with blanks if it is in brackets.
  private func solution(_ text: String, _ node: Node) throws(LessonError) -> [SolutionPart] {
    var parts: [SolutionPart] = []
    for (word, offset) in solutionWords(text) {
      if word.hasPrefix("wait:") {
        do {
          let text = String(word.dropFirst("wait:".count))
          parts.append(.wait(try ConditionParser.parse(text, vocabulary)))
        } catch {
          throw source.error(
            source.place(of: node, offset: offset + "wait:".count + error.offset), error.problem)
        }
        continue
      }
      let times = word.split(separator: "*")
      let isRepeated = times.count == 2 && !word.hasPrefix("*") && Int(times[1]) != nil
      let key = isRepeated ? String(times[0]) : word
      let count = isRepeated ? Int(times[1]) ?? 1 : 1
      guard vocabulary.isKey(key), (1...200).contains(count) else {
        throw source.error(
          source.place(of: node, offset: offset),
          "'\(word)' is no key: write a character, its name (space, enter, esc, tab, up …), "
            + "]*6 for six times, or wait:CONDITION")
      }
      parts += Array(repeating: .key(key), count: count)
    }
    return parts
  }

  /// The words of a solution and how many characters precede each; blanks in brackets part nothing.
  private func solutionWords(_ text: String) -> [(word: String, offset: Int)] {
    var words: [(word: String, offset: Int)] = []
    var word = ""
    var depth = 0
    for (offset, letter) in (text + " ").enumerated() {
      let waits = word.hasPrefix("wait:")
      if letter == " ", depth == 0 {
        if !word.isEmpty { words.append((word, offset - word.count)) }
        word = ""
        continue
      }
      if waits, letter == "(" { depth += 1 }
      if waits, letter == ")" { depth = max(0, depth - 1) }
      word.append(letter)
    }
    if !word.isEmpty { words.append((word.trimmed, text.count - word.count)) }
    return words
  }
}

extension String {
  /// Without blanks at its end.
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
