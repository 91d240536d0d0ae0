import Flows
import Learning

/// Reads a condition: `probe.logdet > 1 and (view == mass or did(move-probe) >= 3)`.
///
///     condition  = conjunct { "or" conjunct }
///     conjunct   = term { "and" term }
///     term       = "not" term | "(" condition ")" | flag | operand relation operand
///     operand    = number | name | "did(" action ")" | "quoted word"
struct ConditionParser {
  /// What is wrong, and how many characters precede it.
  struct Failure: Error, Hashable {
    var offset: Int
    var problem: String
  }

  fileprivate enum Token: Hashable {
    case word(String), quoted(String), sign(String), end
  }

  private let vocabulary: LessonVocabulary
  private var tokens: [(token: Token, offset: Int)] = []
  private var index = 0

  /// - Throws: ``Failure`` with what could stand there.
  static func parse(
    _ text: String, _ vocabulary: LessonVocabulary
  ) throws(Failure) -> Condition {
    var parser = ConditionParser(vocabulary: vocabulary)
    try parser.cut(text)
    let condition = try parser.condition()
    guard parser.token == .end else {
      throw parser.failure(
        "after a whole condition goes and, or, or nothing; here is \(parser.shown)")
    }
    return condition
  }

  private init(vocabulary: LessonVocabulary) { self.vocabulary = vocabulary }

  private var token: Token { tokens[index].token }

  /// The token as an error shows it.
  private var shown: String {
    switch token {
    case .word(let text), .sign(let text): "'\(text)'"
    case .quoted(let text): "\"\(text)\""
    case .end: "the end"
    }
  }

  private func failure(_ problem: String, at place: Int? = nil) -> Failure {
    Failure(offset: tokens[place ?? index].offset, problem: problem)
  }

  private static let relations = Condition.Relation.allCases.map(\.rawValue)

  /// Cuts the text into tokens.
  private mutating func cut(_ text: String) throws(Failure) {
    let letters = Array(text)
    var place = 0
    while place < letters.count {
      let letter = letters[place]
      let start = place
      if letter.isWhitespace {
        place += 1
        continue
      }
      if letter == "\"" || letter == "'" {
        guard let end = letters[(place + 1)...].firstIndex(of: letter) else {
          throw Failure(offset: start, problem: "the quotation mark is never closed")
        }
        tokens.append((.quoted(String(letters[(place + 1)..<end])), start))
        place = end + 1
        continue
      }
      if let relation = Self.relations.first(where: { letters[place...].starts(with: $0) }) {
        tokens.append((.sign(relation), start))
        place += relation.count
      } else if "()".contains(letter) {
        tokens.append((.sign(String(letter)), start))
        place += 1
      } else if letter.isLetter || letter.isNumber || "-+._".contains(letter) {
        while place < letters.count,
          letters[place].isLetter || letters[place].isNumber || "-+._:,/".contains(letters[place])
        { place += 1 }
        tokens.append((.word(String(letters[start..<place])), start))
      } else {
        let hint = letter == "=" ? "; equality is ==" : ""
        throw Failure(offset: start, problem: "'\(letter)' means nothing in a condition\(hint)")
      }
    }
    tokens.append((.end, letters.count))
  }

  private mutating func take(_ wanted: Token) -> Bool {
    guard token == wanted else { return false }
    index += 1
    return true
  }

  private mutating func condition() throws(Failure) -> Condition {
    var parts = [try conjunct()]
    while take(.word("or")) { parts.append(try conjunct()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunct() throws(Failure) -> Condition {
    var parts = [try term()]
    while take(.word("and")) { parts.append(try term()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func term() throws(Failure) -> Condition {
    if take(.word("not")) { return .not(try term()) }
    if take(.sign("(")) {
      let inside = try condition()
      guard take(.sign(")")) else { throw failure("here a ) must stand, not \(shown)") }
      return inside
    }
    let leftPlace = index
    let left = try operand(comparedWith: nil)
    guard case .sign(let sign) = token, let relation = Condition.Relation(rawValue: sign) else {
      if case .state(let name) = left, vocabulary.flags.contains(name) { return .flag(name) }
      throw failure(
        "after \(tokens[leftPlace].token.text) goes one of \(Self.relations.joined(separator: " "))"
      )
    }
    index += 1
    let rightPlace = index
    let right = try operand(comparedWith: left)
    if let problem = vocabulary.problem(comparing: left, relation, right) {
      throw failure(problem, at: [.equal, .unequal].contains(relation) ? rightPlace : leftPlace)
    }
    return .comparison(left, relation, right)
  }

  /// - Parameter left: what it is compared with: a part of the state may be compared with a word.
  private mutating func operand(
    comparedWith left: Condition.Operand?
  ) throws(Failure) -> Condition.Operand {
    let place = index
    if case .quoted(let text) = token {
      index += 1
      return .word(text)
    }
    guard case .word(let word) = token else {
      throw failure("here a number, a reading or a part of the state must stand, not \(shown)")
    }
    index += 1
    if word == "did" { return try action() }
    let number = word.first?.isLetter == true ? nil : Double(word)
    if case .state(let name) = left, let kind = vocabulary.state[name] {
      guard let words = kind, !words.isEmpty else {
        return number.map { .number($0) } ?? .word(word)
      }
      guard words.contains(word) else {
        throw failure(vocabulary.problem(name, word, among: words), at: place)
      }
      return .word(word)
    }
    if let number { return .number(number) }
    if vocabulary.state.keys.contains(word) { return .state(word) }
    if (try? Readings.named(word)) != nil { return .reading(word) }
    let names = Readings.all.flatMap { [$0.name] + $0.aliases }
    let meant = FlowError.nearest(to: word, among: names + Array(vocabulary.state.keys))
    throw failure(
      "unknown name '\(word)'" + (meant.map { " (did you mean '\($0)'?)" } ?? "")
        + ": of the state there are \(vocabulary.state.keys.sorted().joined(separator: ", ")); "
        + "the readings are \(names.joined(separator: ", "))", at: place)
  }

  private mutating func action() throws(Failure) -> Condition.Operand {
    guard take(.sign("(")) else { throw failure("did counts an action: did(move-probe)") }
    guard case .word(let name) = token else {
      throw failure("here an action's name must stand, not \(shown)")
    }
    guard vocabulary.actions.contains(name) else {
      throw failure(vocabulary.problem("action", name, among: Array(vocabulary.actions)))
    }
    index += 1
    guard take(.sign(")")) else { throw failure("here a ) must stand, not \(shown)") }
    return .did(name)
  }
}

extension ConditionParser.Token {
  fileprivate var text: String {
    switch self {
    case .word(let text), .sign(let text), .quoted(let text): "'\(text)'"
    case .end: "the end"
    }
  }
}
