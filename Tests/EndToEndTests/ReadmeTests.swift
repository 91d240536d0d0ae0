import Foundation
import Testing
import Visualizer

/// The README cannot disagree with the program.
@Suite struct ReadmeTests {
  private var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  private var readme: String {
    get throws { try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8) }
  }

  /// `flowscope list --keys` prints the table to put there.
  @Test func itsKeysAreTheKeyTable() throws {
    #expect(try readme.contains(KeyTable.markdown))
  }

  @Test func itsPicturesExist() throws {
    for match in try readme.matches(of: /\]\((demos\/[^)#]+)\)/) {
      let path = root.appending(path: String(match.output.1)).path
      #expect(FileManager.default.fileExists(atPath: path), "\(match.output.1)")
    }
  }
}
