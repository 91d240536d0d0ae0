import Foundation
import Testing

/// One script of keys for each feature, played by `--replay` in the real program.
///
/// A script's comments say what to start it with (`# run ARGUMENTS`), and what must be on the screen in the
/// end (`# see TEXT`) and what must not (`# not TEXT`).
@Suite(.serialized) struct ReplayTests {
  struct Script: CustomTestStringConvertible {
    let path: String
    let arguments: [String]
    let expected: [String]
    let unexpected: [String]

    init(_ url: URL) throws {
      path = url.path
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      func comments(_ word: String) -> [String] {
        lines.filter { $0.hasPrefix("# \(word) ") }.map { String($0.dropFirst(word.count + 3)) }
      }
      arguments = comments("run").flatMap { $0.split(separator: " ").map(String.init) }
      expected = comments("see")
      unexpected = comments("not")
    }

    var testDescription: String { URL(fileURLWithPath: path).lastPathComponent }

    static let all: [Script] = {
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Replays")
      let files = try? FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: nil)
      return (files ?? []).filter { $0.pathExtension == "keys" }
        .sorted { $0.path < $1.path }.compactMap { try? Script($0) }
    }()
  }

  @Test func scriptsAreFoundAndSayWhatToExpect() {
    #expect(Script.all.count > 20)
    for script in Script.all { #expect(!script.expected.isEmpty, "\(script.testDescription)") }
  }

  @Test(arguments: Script.all)
  func theScreenShows(_ script: Script) throws {
    let session = try Session.flowscope(
      ["--replay", script.path, "--layers", "2", "--hidden", "8"] + script.arguments,
      columns: 120, rows: 36)
    try session.waitUntil("\(script.expected), without \(script.unexpected)") { screen in
      script.expected.allSatisfy(screen.contains)
        && !script.unexpected.contains(where: screen.contains)
    }
    session.press(.escape)
    session.press(.controlC)
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
    #expect(session.unknownSequences == [])
  }
}
