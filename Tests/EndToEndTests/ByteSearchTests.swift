import PseudoTerminal
import Testing

@Suite struct ByteSearchTests {
  private let wanted = Array("\u{1B}[?2026l".utf8)
  /// Whole ones, one after a beginning that leads nowhere, two without a gap, and an unfinished one.
  private let text = Array(
    "a\u{1B}[?2026lb\u{1B}[?20\u{1B}[?2026l\u{1B}\u{1B}[?2026l\u{1B}[?2026h\u{1B}[?2026".utf8)

  @Test(arguments: 1...30) func whatIsFoundDoesNotDependOnThePieces(size: Int) {
    let ends = text.indices.filter { text[...$0].suffix(wanted.count) == wanted[...] }.map {
      $0 + 1
    }
    #expect(ends.count == 3)
    var search = ByteSearch(for: wanted)
    let found = stride(from: 0, to: text.count, by: size).flatMap { start in
      search.ends(in: Array(text[start..<min(start + size, text.count)])).map { start + $0 }
    }
    #expect(found == ends)
  }
}
