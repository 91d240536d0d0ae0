import Foundation
import Testing

/// Where the page on the demos sends a reader: each place exists in the program.
@Suite struct PlacesTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The rows of the tables under a heading, each as its cells.
  private func rows(under heading: String) throws -> [[String]] {
    let page = try String(
      contentsOf: Self.root.appending(path: "demos/README.md"), encoding: .utf8)
    let start = try #require(page.firstRange(of: "\n## \(heading)\n"))
    let section = page[start.upperBound...].split(separator: "\n")
      .prefix { !$0.hasPrefix("## ") }
    return section.filter { $0.hasPrefix("| ") }.map { row in
      row.replacing("\\|", with: "∣").split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
  }

  /// The places that a cell names, each as its words.
  private func places(_ cell: String) -> [[String]] {
    cell.matches(of: /`([^`]+)`/).map { match in
      match.output.1.split(separator: " ").map(String.init)
    }
  }

  /// How many steps each lesson has.
  private func steps() throws -> [String: Int] {
    let list = try flowscope("lesson", "--list", "--json")
    let lessons = try #require(
      try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
    return try Dictionary(
      uniqueKeysWithValues: lessons.map {
        (try #require($0["name"] as? String), try #require($0["steps"] as? Int))
      })
  }

  /// The first word of each line of a list.
  private func names(_ kind: String) throws -> Set<String> {
    Set(
      try flowscope("list", "--\(kind)s").output.split(separator: "\n").compactMap {
        $0.split(separator: " ").first.map(String.init)
      })
  }

  @Test func everyPlaceThatAReaderIsSentToExists() throws {
    let steps = try steps()
    let lists = try Dictionary(
      uniqueKeysWithValues: ["view", "flow", "base"].map { ($0, try names($0)) })
    var helped: Set<[String]> = []
    let cells = try ["Where to see it", "Ten questions"].flatMap { try rows(under: $0) }
    for place in cells.flatMap({ places($0.last ?? "") }) {
      let said = place.joined(separator: " ")
      switch place[0] {
      case "lesson":
        let last = try #require(place.count > 1 ? steps[place[1]] : nil, "no such lesson: \(said)")
        let step = place.count > 2 ? try #require(Int(place[2]), "no number: \(said)") : 1
        #expect((1...last).contains(step), "no such step: \(said)")
      case "view", "flow", "base":
        #expect(place.count == 2 && lists[place[0]]?.contains(place[1]) == true, "\(said)")
      case "flowscope":
        let command = Array(place.dropFirst())
        guard helped.insert(command).inserted else { continue }
        #expect(try flowscope(command + ["--help"]).status == 0, "\(said)")
      default:
        let path = Self.root.appending(path: said).path
        #expect(FileManager.default.fileExists(atPath: path), "\(said)")
      }
    }
  }

  /// A row says where its topic is seen, or that it is not yet.
  @Test func everyRowLeadsSomewhereOrSaysThatItDoesNot() throws {
    let excuses = ["with the rivals, not yet", "not built"]
    let cells = try rows(under: "Where to see it") + rows(under: "Ten questions")
    #expect(cells.count > 80)
    for row in cells where !["topic", "equation", "exercise", "question"].contains(row[0]) {
      #expect(row.count == 2, "\(row)")
      #expect(excuses.contains(row[row.count - 1]) || !places(row[row.count - 1]).isEmpty, "\(row)")
    }
  }

  /// Each of the ten questions is answered at a step of a lesson.
  @Test func everyQuestionIsAnsweredAtAStep() throws {
    let questions = try rows(under: "Ten questions").dropFirst()
    #expect(questions.map { $0[0].prefix { $0.isNumber } } == (1...10).map { "\($0)" })
    for question in questions {
      let answers = places(question[1])
      #expect(!answers.isEmpty && answers.allSatisfy { $0.count == 3 && $0[0] == "lesson" })
    }
  }
}
