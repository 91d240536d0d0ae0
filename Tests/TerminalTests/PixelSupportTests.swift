import Canvas
import Testing

@testable import Terminal

@Suite struct PixelSupportTests {
  private func support(
    _ wanted: PixelChoice = .auto, _ environment: [String: String] = [:],
    colors: ColorDepth = .trueColor, glyphs: GlyphSet = .braille,
    cell: PixelSupport.CellSize? = nil, answers: [Input] = []
  ) -> PixelSupport {
    var support = PixelSupport(
      wanted: wanted, environment: ["TERM": "xterm-256color"].merging(environment) { $1 },
      medium: Medium(colors: colors, glyphs: glyphs), cell: cell)
    for answer in answers { support.note(answer) }
    return support
  }

  private static let kitty = Input.graphics(PixelSupport.kittyQuestion, isGranted: true)
  private static let cell = Input.cellSize(columns: 9, rows: 18)
  private static let cellSize = PixelSupport.CellSize(columns: 9, rows: 18)

  @Test(
    arguments: [
      ([], nil, "not answered"), ([.attributes([62, 22])], nil, "neither"),
      ([kitty], .kitty, "answered kitty's question"),
      ([kitty, .attributes([62, 4])], .kitty, "answered"),
      // A late answer counts too.
      ([.attributes([62]), kitty], .kitty, "answered"),
      ([.attributes([62, 4])], nil, "how large a cell"),
      ([.attributes([62, 4]), cell], .sixel, "name sixel"),
      // 4 as the class of the terminal is not sixel.
      ([.attributes([4]), cell], nil, "neither"),
      (
        [.graphics(PixelSupport.kittyQuestion, isGranted: false), .attributes([62])], nil, "neither"
      ),
      ([.graphics(7, isGranted: true)], nil, "not answered"),
    ] as [([Input], PixelProtocol?, String)])
  func whatTheTerminalAnswersDecides(
    answers: [Input], wanted: PixelProtocol?, reason: String
  ) {
    let found = support(answers: answers)
    #expect(found.inUse == wanted)
    #expect(found.reason.contains(reason), "\(found.reason)")
  }

  @Test func someTerminalsAreNotAskedWhateverTheyCouldAnswer() {
    let cases: [(PixelSupport, String)] = [
      (support(.off), "asked for"), (support(.auto, ["NO_COLOR": "1"]), "NO_COLOR"),
      (support(glyphs: .ascii), "ASCII"), (support(colors: .ansi16), "256 colours"),
      (support(colors: .mono), "256 colours"), (support(.auto, ["TMUX": "/tmp/x"]), "tmux"),
      (support(.kitty, ["TMUX": "/tmp/x"]), "tmux"), (support(.kitty, ["STY": "1"]), "screen"),
      (support(.auto, ["TERM": "linux"]), "console"),
    ]
    for (found, reason) in cases {
      var answered = found
      for answer in [Self.kitty, .attributes([62, 4]), Self.cell] { answered.note(answer) }
      #expect(!found.isAsked && answered.inUse == nil)
      #expect(found.reason.contains(reason), "\(found.reason)")
    }
  }

  @Test func whatIsAskedForNeedsNoAnswer() {
    #expect(support(.kitty).inUse == .kitty)
    #expect(support(.kitty, ["NO_COLOR": "1"]).inUse == .kitty)
    #expect(support(.sixel).inUse == nil)
    #expect(support(.sixel, cell: Self.cellSize).inUse == .sixel)
  }

  @Test func theMediumHasThePixelsOfACell() {
    let plain = Medium(colors: .trueColor, glyphs: .braille)
    #expect(support(cell: Self.cellSize).applied(to: plain) == plain)
    let fine = support(answers: [Self.kitty, Self.cell]).applied(to: plain)
    #expect(fine.scale == 2 && fine.samples == 9)
    #expect(support(answers: [Self.kitty]).applied(to: plain).samples == 8)
    #expect(support().applied(to: fine) == plain)
  }

  @Test func picturesShrinkOnASlowLineAndNotOnALongOne() {
    func shrink(answersAfter times: [Duration]) -> Int {
      var pace = PicturePace()
      var now = ContinuousClock.now
      for time in times {
        pace.noteSent(at: now)
        now += time
        pace.noteTaken(at: now)
      }
      return pace.shrink
    }
    let near = Duration.milliseconds(5)
    #expect(shrink(answersAfter: Array(repeating: near, count: 100)) == 1)
    #expect(shrink(answersAfter: Array(repeating: .milliseconds(250), count: 100)) == 1)
    let slow = [near] + Array(repeating: .milliseconds(200), count: 2)
    #expect(shrink(answersAfter: slow) == 2)
    #expect(shrink(answersAfter: slow + slow.dropFirst() + slow.dropFirst()) == 4)
    #expect(shrink(answersAfter: slow + Array(repeating: near, count: 100)) == 1)
  }

  @Test func atMostTwoFramesOfPicturesAreOnTheirWay() {
    var pace = PicturePace()
    let now = ContinuousClock.now
    #expect(pace.busyUntil(now) == nil)
    pace.noteSent(at: now)
    #expect(pace.busyUntil(now) == nil)
    pace.noteSent(at: now)
    #expect(pace.busyUntil(now) == now + PicturePace.patience)
    #expect(pace.busyUntil(now + PicturePace.patience) == nil)
    pace.noteTaken(at: now)
    #expect(pace.busyUntil(now) == nil)
  }

  /// The ESC had become the Escape key before the rest of the answer came, in two pieces.
  @Test func aTornAnswerIsNoKey() {
    var parser = InputParser(patience: .milliseconds(100))
    var now = ContinuousClock.now
    var events = parser.feed([0x1B], at: now)
    now += .milliseconds(200)
    events += parser.expire(at: now)
    events += parser.feed(Array("_Gi=31;".utf8)[...], at: now)
    now += .milliseconds(300)
    events += parser.expire(at: now)
    events += parser.feed(Array("OK\u{1B}\\".utf8)[...], at: now)
    #expect(events == [.key(KeyStroke(.escape)), .graphics(31, isGranted: true)])
  }
}
