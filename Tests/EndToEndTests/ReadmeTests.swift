import Foundation
import Testing
import Visualizer

/// README, guide and program cannot disagree.
@Suite struct ReadmeTests {
  private var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// What stands between a table's two markers, without the blank lines around it.
  private func table(_ name: String) throws -> String {
    let readme = try text("README.md")
    let start = try #require(
      readme.firstRange(of: "<!-- \(name): printed by `flowscope list --markdown --\(name)` -->"))
    let rest = readme[start.upperBound...]
    let end = try #require(rest.firstRange(of: "<!-- end of \(name) -->"))
    return rest[..<end.lowerBound].trimmingCharacters(in: .newlines)
  }

  /// `flowscope list --markdown --flows` prints the table to put there, and so on.
  @Test(arguments: ["flows", "targets", "bases", "keys", "commands"])
  func itsTablesAreThoseOfTheProgram(name: String) throws {
    let run = try flowscope("list", "--markdown", "--\(name)")
    #expect(run.status == 0)
    #expect(try table(name) == run.output.trimmingCharacters(in: .newlines))
  }

  @Test func theKeysArePrintedWithoutMarkdownBeingAskedFor() throws {
    #expect(try flowscope("list", "--keys").output == KeyTable.markdown)
  }

  /// Of every page: pictures, pages and folders that its links lead to.
  @Test(arguments: ["README.md", "demos/README.md", "demos/PERFORMANCE.md"])
  func itsLinksLeadSomewhere(page: String) throws {
    let folder = root.appending(path: page).deletingLastPathComponent()
    for match in try text(page).matches(of: /\]\(([^)#:]+)\)/) {
      let path = folder.appending(path: String(match.output.1)).path
      #expect(FileManager.default.fileExists(atPath: path), "\(match.output.1)")
    }
  }

  /// The guide walks through a family and a view as they are: each listing in it, and each line that it
  /// adds, stands in the sources.
  @Test(
    arguments: [
      ("AddAFlow", "Flows", 5, 1), ("AddAView", "Visualizer", 5, 1), ("RoomProofs", "Proofs", 1, 0),
    ])
  func theWalkThroughShowsTheCodeThatRuns(
    page: String, room: String, leastListings: Int, leastAdded: Int
  ) throws {
    let guide = try text("Sources/Flows/Flows.docc/\(page).md")
    // A program of one's own begins with what it imports; no room has it.
    let listings = guide.matches(of: /```swift\n((?s:.*?))```/).map { String($0.output.1) }
      .filter { !$0.hasPrefix("import ") }
    let added = guide.matches(of: /(?m:^\+(.*\n))/).map { String($0.output.1) }
    #expect(listings.count >= leastListings && added.count >= leastAdded)
    let folder = root.appending(path: "Sources/\(room)")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    let sources = try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map {
      try String(contentsOf: $0, encoding: .utf8)
    }
    for listing in listings + added {
      #expect(sources.contains { $0.contains(listing) }, "\(listing)")
    }
  }
}
