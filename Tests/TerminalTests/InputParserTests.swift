import Canvas
import Testing

@testable import Terminal

@Suite struct InputParserTests {
  typealias Case = InputBytes.Case
  private static let start = ContinuousClock.now

  /// Feeds the pieces one after the other, so long apart, and lets time pass wherever nothing waits for it
  /// but a lone ESC.
  private func meaning(
    _ pieces: [ArraySlice<UInt8>], apart: Duration = .zero, isRxvt: Bool = false
  ) -> [Input] {
    var parser = InputParser(isRxvt: isRxvt)
    var now = Self.start
    var events: [Input] = []
    for piece in pieces {
      if parser.deadline == nil { now += apart }
      events += parser.expire(at: now)
      events += parser.feed(piece, at: now)
    }
    return events + parser.expire(at: now + .seconds(1000))
  }

  private func meaning(_ text: String, isRxvt: Bool = false) -> [Input] {
    meaning([Array(text.utf8)[...]], isRxvt: isRxvt)
  }

  private func typed(_ character: Character, _ modifiers: KeyStroke.Modifiers = []) -> Input {
    .key(KeyStroke(character, modifiers))
  }

  @Test func whatTerminalsSendMeansWhatItShould() {
    for one in InputBytes.all + InputBytes.keypad {
      #expect(meaning([one.bytes[...]]) == one.meaning, "\(one.bytes)")
    }
  }

  @Test func piecesMeanTheSameHoweverLateTheyCome() {
    for one in InputBytes.all {
      for delay in [Duration.zero, .milliseconds(101), .seconds(60)] {
        for cut in one.bytes.indices {
          let pieces = [one.bytes[..<cut], one.bytes[cut...]]
          #expect(meaning(pieces, apart: delay) == one.meaning, "\(pieces) \(delay)")
        }
        let bytes = one.bytes.indices.map { one.bytes[$0...$0] }
        #expect(meaning(bytes, apart: delay) == one.meaning, "\(one.bytes) \(delay)")
      }
    }
  }

  /// Each after each other: none leaves anything behind that changes the next.
  @Test func sequencesFollowEachOtherUnchanged() {
    for first in InputBytes.all {
      for second in InputBytes.all {
        let both = meaning([(first.bytes + second.bytes)[...]])
        #expect(both == first.meaning + second.meaning, "\(first.bytes) \(second.bytes)")
      }
    }
  }

  @Test func theEscapeKeyBeforeAnAnswerIsHeard() {
    for one in InputBytes.answers {
      var parser = InputParser()
      var events = parser.feed("\u{1B}", at: Self.start)
      events += parser.feed(one.bytes[...], at: Self.start + .milliseconds(20))
      #expect(events == InputBytes.key(.escape) + one.meaning, "\(one.bytes)")
    }
  }

  @Test func onlyALoneEscapeTimesOut() {
    var parser = InputParser()
    #expect(parser.deadline == nil)
    #expect(parser.feed("\u{1B}", at: Self.start).isEmpty)
    #expect(parser.deadline == Self.start + .milliseconds(100))
    #expect(parser.expire(at: Self.start + .milliseconds(99)).isEmpty)
    #expect(parser.expire(at: Self.start + .milliseconds(100)) == InputBytes.key(.escape))
    #expect(parser.deadline == nil)
    #expect(parser.feed("q", at: Self.start + .milliseconds(101)) == [typed("q")])
    for begun in ["[", "[1;", "]11;rgb:", "P1", "_G", "Xa", "^a", "O", "O5", "[[", "[M", "[200~x"] {
      var parser = InputParser()
      #expect(parser.feed("\u{1B}" + begun, at: Self.start).isEmpty)
      #expect(parser.deadline == nil, "\(begun)")
      #expect(parser.expire(at: Self.start + .seconds(1000)).isEmpty)
      #expect(parser.isInside)
    }
  }

  /// Torn after its ESC for longer than that, an answer is the Escape key, but nothing more.
  @Test func theRestOfATornSequenceIsNoKeyIfItArrivesTogether() {
    for one in InputBytes.all where one.bytes.starts(with: [0x1B]) {
      // Two letters may have been typed.
      guard one.bytes.count > 3 else { continue }
      guard one.bytes[1] != UInt8(ascii: "O"), !one.bytes.starts(with: "\u{1B}\u{1B}".utf8),
        !one.bytes.starts(with: "\u{1B}[M".utf8), !one.bytes.starts(with: "\u{1B}[[".utf8)
      else { continue }
      var parser = InputParser()
      _ = parser.feed("\u{1B}", at: Self.start)
      var events = parser.expire(at: Self.start + .seconds(1))
      events += parser.feed(one.bytes[1...], at: Self.start + .seconds(2))
      #expect(events == InputBytes.key(.escape) + one.meaning, "\(one.bytes)")
    }
    for typed in ["[", "]", "]]]]", "[[", "[A", "[d", "]d", "P", "Oq", "q", "^", "X", "_"] {
      var parser = InputParser()
      _ = parser.feed("\u{1B}", at: Self.start)
      _ = parser.expire(at: Self.start + .seconds(1))
      let keys = typed.map { self.typed($0) }
      #expect(parser.feed(typed, at: Self.start + .seconds(2)) == keys)
    }
  }

  @Test func theRestOfATornReportOfTheFocusIsNoKey() {
    for rest in ["[I", "[O"] {
      var parser = InputParser()
      _ = parser.feed("\u{1B}", at: Self.start)
      _ = parser.expire(at: Self.start + .seconds(1))
      let events = parser.feed(rest, at: Self.start + .seconds(2))
      #expect(events == [.focus(rest == "[I")])
    }
  }

  /// The same bytes are a cell or a pixel: the terminal's own answer between them says which.
  @Test func reportsAreInPixelsOnlyAfterTheTerminalSaysSo() {
    var parser = InputParser()
    func places(_ text: String) -> [PointerPlace] {
      parser.feed(text, at: Self.start).compactMap { input in
        if case .mouse(let place, _) = input { place } else { nil }
      }
    }
    let report = "\u{1B}[<35;95;41M"
    let inCells = [PointerPlace(column: 94, row: 40)]
    let inPixels = [PointerPlace(column: 9, row: 2, within: SIMD2(0.45, 0.025))]
    #expect(places("\u{1B}[6;20;10t" + report) == inCells)
    #expect(places(report + "\u{1B}[?1016;1$y" + report) == inCells + inPixels)
    // While it is not known what they count, none is taken.
    parser.doubtPointer()
    #expect(places(report) == [])
    #expect(places("\u{1B}[?1016;1$y" + report) == inPixels)
    #expect(
      places("\u{1B}[6;40;20t" + report) == [
        PointerPlace(column: 4, row: 1, within: SIMD2(0.725, 0.0125))
      ])
    #expect(places("\u{1B}[?1016;2$y" + report) == inCells)
    parser.doubtPointer()
    #expect(places(report) == inCells)
  }

  @Test func pixelsOfCellsOfUnknownSizeMeanNothing() {
    let report = "\u{1B}[<35;95;41M"
    #expect(meaning("\u{1B}[?1016;1$y" + report) == [.mode(1016, .on)])
    var parser = InputParser()
    parser.cell = SIMD2(10, 20)
    #expect(parser.feed("\u{1B}[?1016;1$y" + report, at: Self.start).count == 2)
  }

  @Test func severalEscapesAreSeveralKeys() {
    for count in 1...5 {
      let escapes = meaning(String(repeating: "\u{1B}", count: count))
      #expect(escapes == Array(repeating: InputBytes.key(.escape)[0], count: count))
    }
    #expect(meaning("\u{1B}\u{1B}q") == InputBytes.key(.escape) + [typed("q", .alt)])
    #expect(meaning("\u{1B}\u{3}") == InputBytes.key(.escape) + [typed("c", .control)])
  }

  /// A program that was busy finds several keys at once, and cannot know whether Alt was held.
  @Test func whatWaitedToBeReadWasTypedKeyByKey() {
    let patience = InputParser().patience
    for (bytes, keys) in [
      ("\u{1B}q", [typed("q")]), ("\u{1B}\r", InputBytes.key(.enter)), ("\u{1B}é", [typed("é")]),
      ("\u{1B}\u{1B}q", InputBytes.key(.escape) + [typed("q")]),
    ] {
      var parser = InputParser()
      let late = parser.feed(Array(bytes.utf8)[...], at: Self.start, unread: patience)
      #expect(late == InputBytes.key(.escape) + keys, "\(bytes)")
    }
    var parser = InputParser()
    #expect(
      parser.feed(Array("\u{1B}[A".utf8)[...], at: Self.start, unread: patience)
        == InputBytes.key(.up))
    #expect(
      parser.feed(Array("\u{1B}q".utf8)[...], at: Self.start, unread: .zero) == [typed("q", .alt)])
  }

  @Test func escapeCancelAndSubstituteEndASequence() {
    for begun in ["[1;", "]11;rgb:1/2/3", "P1$r", "_Gi=1", "Xq", "^q", "O", "[M  ", "[["] {
      for end in ["\u{18}", "\u{1A}"] {
        #expect(meaning("\u{1B}" + begun + end + "k") == [typed("k")], "\(begun)")
      }
      #expect(meaning("\u{1B}" + begun + "\u{1B}[Ak") == InputBytes.key(.up) + [typed("k")])
      #expect(meaning("\u{1B}" + begun + "\u{3}").last == typed("c", .control), "\(begun)")
    }
  }

  @Test func anUnfinishedAnswerIsSilentAndEscapeTwiceLeavesIt() {
    for begun in ["]11;rgb:", "P1$r", "_Gi=1", "Xq", "^q"] {
      #expect(meaning("\u{1B}" + begun + "q\r qqd") == [])
      // Its end may still come, so that one ESC alone is not the Escape key here.
      #expect(meaning("\u{1B}" + begun + "q\u{1B}") == [])
      #expect(meaning("\u{1B}" + begun + "q\u{1B}\u{1B}") == InputBytes.key(.escape))
    }
  }

  @Test func altAndOBeforeALaterKeyIsNoKey() {
    let late = Self.start + .seconds(60)
    for one in InputBytes.keypad {
      var parser = InputParser()
      #expect(parser.feed("\u{1B}O", at: Self.start).isEmpty)
      #expect(parser.feed(one.bytes[2...], at: late).isEmpty)
      #expect(parser.feed("k", at: late) == [typed("k")])
    }
    #expect(meaning("\u{1B}Oqk") == [typed("1"), typed("k")])
    #expect(meaning("\u{1B}O!k") == [typed("k")])
  }

  @Test func whatIsNotUTF8IsNoKey() {
    let broken: [[UInt8]] = [
      [0x80], [0x9B], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF5],
      [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xC2, 0x9B], [0xF0, 0x9F], [0xE2], [0x1B, 0xC3],
      [0xEE, 0x80, 0x80],
    ]
    for bytes in broken {
      #expect(meaning([(bytes + Array("k".utf8))[...]]) == [typed("k")], "\(bytes)")
      // In a sequence too.
      #expect(meaning([([0x1B, 0x5B] + bytes + Array("tk".utf8))[...]]).last == typed("k"))
    }
    // C1's CSI and ST, as parts of UTF-8 characters.
    #expect(meaning("\u{15B}") == [typed("ś")])
    #expect(meaning("\u{1B}]11;\u{15C}q\u{7}k") == [typed("k")])
  }

  @Test func rxvtsShiftedKeysEndWithADollar() {
    #expect(meaning("\u{1B}[2$", isRxvt: true) == InputBytes.key(.insert, .shift))
    #expect(meaning("\u{1B}[7$k", isRxvt: true) == InputBytes.key(.home, .shift) + [typed("k")])
    #expect(meaning("\u{1B}[?2026;2$yk", isRxvt: true) == [.mode(2026, .off), typed("k")])
    #expect(meaning("\u{1B}[4;2$yk", isRxvt: true) == [typed("k")])
  }

  @Test func longSequencesMeanNothingAndTakeNoMemory() {
    let long = String(repeating: "7", count: 1_000_000)
    #expect(meaning("\u{1B}[\(long)~k") == [typed("k")])
    #expect(meaning("\u{1B}]11;\(long)\u{7}k") == [typed("k")])
    #expect(meaning("\u{1B}P\(long)\u{1B}\\k") == [typed("k")])
    #expect(meaning("\u{1B}O\(long)Ak") == InputBytes.key(.up, .others) + [typed("k")])
    let kept = String(long.prefix(InputParser.pasteLimit))
    #expect(meaning("\u{1B}[200~\(long)\u{1B}[201~k") == [.paste(kept), typed("k")])
  }

  @Test func aPasteEndsWithItsMarkOrWithControlCAfterSilence() {
    var parser = InputParser()
    #expect(parser.feed("\u{1B}[200~q\u{3}q", at: Self.start).isEmpty)
    #expect(parser.feed("q\r", at: Self.start + .seconds(60)).isEmpty)
    #expect(parser.feed("\u{3}", at: Self.start + .seconds(60.5)).isEmpty)
    #expect(parser.feed("\u{3}", at: Self.start + .seconds(62)) == [typed("c", .control)])
    #expect(!parser.isInside)
  }

  @Test func signalsHaveTheStatusThatShellsShow() {
    #expect(InputEvent.exitStatus(of: 15) == 143)
  }
}
