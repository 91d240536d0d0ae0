/// A text with readings in braces, whose numbers are measured when it is shown: `a KL of {kl} nats`.
public struct MeasuredText: Hashable, Sendable {
  public var parts: [Part]

  public enum Part: Hashable, Sendable {
    case text(String)
    /// A reading by its name; `{kl unit}` has its unit too.
    case reading(String, withUnit: Bool)
  }

  init(_ parts: [Part] = []) { self.parts = parts }

  /// The readings that it names, in their order.
  public var readings: [String] {
    parts.compactMap { if case .reading(let name, _) = $0 { name } else { nil } }
  }

  /// What it ends with, as a question does, with … for numbers that are not known.
  func lastSentence(_ number: (String, _ withUnit: Bool) -> String = { _, _ in "…" }) -> String {
    let text = filled(number)
    let end = text.index(text.endIndex, offsetBy: -min(2, text.count))
    let starts = [". ", "? ", ": "].compactMap { mark in
      text[..<end].ranges(of: mark).last?.upperBound
    }
    let sentence = text[(starts.max() ?? text.startIndex)...]
    return sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  /// How many words it has.
  public var wordCount: Int {
    filled { _, _ in "0" }.split(whereSeparator: \.isWhitespace).count
  }

  /// The text with each reading as `number` writes it.
  public func filled(_ number: (String, _ withUnit: Bool) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .reading(let name, let withUnit): number(name, withUnit)
      }
    }.joined()
  }

  /// Reads the braces of a text.
  /// - Parameter check: throws for a name that is no reading; it is told how many characters precede it.
  /// - Throws: what `check` throws, or ``UnclosedBrace``.
  static func parse<Failure: Error>(
    _ text: String, check: (String, _ offset: Int) throws(Failure) -> Void
  ) throws(Failure) -> MeasuredText {
    var parts: [Part] = []
    var rest = text[...]
    var offset = 0
    while let open = rest.firstIndex(of: "{") {
      let before = rest[..<open]
      if !before.isEmpty { parts.append(.text(String(before))) }
      let inside = rest[rest.index(after: open)...].prefix { $0 != "}" }
      let words = inside.split(separator: " ").map(String.init)
      let withUnit = words.count == 2 && words[1] == "unit"
      let name = withUnit || words.count == 1 ? words[0] : String(inside)
      let isClosed = inside.endIndex < rest.endIndex
      try check(isClosed ? name : "{", offset + before.count + 1)
      parts.append(.reading(name, withUnit: withUnit))
      let end = isClosed ? rest.index(after: inside.endIndex) : inside.endIndex
      offset += rest[..<end].count
      rest = rest[end...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return MeasuredText(parts)
  }
}
