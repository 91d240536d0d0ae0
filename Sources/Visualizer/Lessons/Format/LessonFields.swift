import Flows
import Yams

/// A mapping of a lesson's file, field by field. Errors name their place, and what there could be.
struct LessonFields {
  let source: LessonSource
  let node: Node
  private let mapping: Node.Mapping
  /// What the mapping is, for errors: `a lesson`.
  private let kind: String

  /// - Throws: ``LessonError`` for what is no mapping, and for a field that there is not.
  init(
    _ node: Node, _ source: LessonSource, _ kind: String, known: [String]
  ) throws(LessonError) {
    guard case .mapping(let mapping) = node else {
      throw source.error(node, "\(kind) is written as fields, as in {\(known[0]): …}")
    }
    (self.node, self.source, self.mapping, self.kind) = (node, source, mapping, kind)
    for (key, _) in mapping {
      let name = key.string ?? ""
      guard known.contains(name) else {
        let meant = FlowError.nearest(to: name, among: known).map { " (did you mean '\($0)'?)" }
        throw source.error(
          key,
          "\(kind) has no field '\(name)'\(meant ?? ""): there are \(known.joined(separator: ", "))"
        )
      }
    }
  }

  /// The names of the fields, in their order.
  var names: [String] { mapping.compactMap { $0.key.string } }

  func error(_ problem: String) -> LessonError { source.error(node, problem) }

  func node(_ name: String) -> Node? { mapping.first { $0.key.string == name }?.value }

  func required(_ name: String) throws(LessonError) -> Node {
    guard let node = node(name) else { throw error("\(kind) lacks the field '\(name)'") }
    return node
  }

  func text(_ name: String) throws(LessonError) -> String? {
    guard let node = node(name) else { return nil }
    return try source.text(node, name)
  }

  func number(_ name: String) throws(LessonError) -> Double? {
    guard let node = node(name) else { return nil }
    let text = try source.text(node, name)
    guard let number = Double(text), number.isFinite else {
      throw source.error(node, "\(name): '\(text)' is no number")
    }
    return number
  }

  func whole(_ name: String, in range: ClosedRange<Int>) throws(LessonError) -> Int? {
    guard let node = node(name) else { return nil }
    let text = try source.text(node, name)
    guard let number = Int(text), range.contains(number) else {
      throw source.error(
        node,
        "\(name): '\(text)' will not do, write a whole number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }

  /// A list of texts; one text alone is a list of one.
  func texts(_ name: String) throws(LessonError) -> [(text: String, node: Node)] {
    guard let node = node(name) else { return [] }
    return try source.items(node).map { node throws(LessonError) in
      (try source.text(node, "an item of \(name)"), node)
    }
  }

  func nodes(_ name: String) -> [Node] { node(name).map(source.items) ?? [] }
}

/// The text of a lesson's file, and the places in it.
struct LessonSource {
  let file: String
  private let lines: [Substring]

  init(_ text: String, file: String) {
    self.file = file
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  func error(_ node: Node, _ problem: String) -> LessonError {
    error(place(of: node), problem)
  }

  func error(_ place: TextPlace, _ problem: String) -> LessonError {
    LessonError(file: file, place: place, problem: problem)
  }

  /// Where the node begins.
  func place(of node: Node) -> TextPlace {
    node.mark.map { TextPlace(line: $0.line, column: $0.column) } ?? .start
  }

  /// Where so many characters of a node's text precede; the node's beginning where it is written in
  /// several lines.
  func place(of node: Node, offset: Int) -> TextPlace {
    let start = place(of: node)
    guard lines.indices.contains(start.line - 1), let text = node.string else { return start }
    let line = lines[start.line - 1].dropFirst(start.column - 1)
    let quote = line.first.map { "\"'".contains($0) } == true ? 1 : 0
    guard line.dropFirst(quote).hasPrefix(text) else { return start }
    return TextPlace(line: start.line, column: start.column + quote + offset)
  }

  /// Where some words stand in a node's text, however that is broken into lines.
  func place(of words: String, in node: Node) -> TextPlace {
    let start = place(of: node)
    for number in max(1, start.line)...max(start.line, lines.count) {
      guard lines.indices.contains(number - 1) else { break }
      let line = lines[number - 1]
      let from = number == start.line ? start.column - 1 : 0
      guard let found = line.dropFirst(from).firstRange(of: words) else { continue }
      return TextPlace(
        line: number, column: line.distance(from: line.startIndex, to: found.lowerBound) + 1)
    }
    return start
  }

  /// A text without blanks at its ends.
  func text(_ node: Node, _ name: String) throws(LessonError) -> String {
    guard case .scalar = node, let text = node.string else {
      throw error(node, "\(name): here a text must stand, not a list and not fields")
    }
    let trimmed = text.split(whereSeparator: \.isNewline).joined(separator: " ")
      .split(separator: " ").joined(separator: " ")
    guard !trimmed.isEmpty else { throw error(node, "\(name): the text is empty") }
    return trimmed
  }

  /// The items of a list; anything else is a list of one.
  func items(_ node: Node) -> [Node] {
    if case .sequence(let items) = node { return Array(items) }
    return [node]
  }
}
