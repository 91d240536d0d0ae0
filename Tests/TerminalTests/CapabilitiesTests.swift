import Canvas
import Testing

@testable import Terminal

/// The negotiation, on made-up terminals.
@Suite struct CapabilitiesTests {
  private func negotiate(
    _ options: TerminalOptions = TerminalOptions(), _ environment: [String: String] = [:],
    colors: Int = 256, hasRGB: Bool = false, locale: Capabilities.Facts.Locale = .utf8,
    wide: Set<Unicode.Scalar> = []
  ) -> Capabilities {
    Capabilities.negotiate(
      options,
      Capabilities.Facts(
        environment: ["TERM": "xterm-256color"].merging(environment) { $1 }, colors: colors,
        hasRGB: hasRGB, locale: locale, isSingleWidth: { !wide.contains($0) }))
  }

  @Test func colorsFollowTheOrderOfNegotiation() {
    let everything = ["COLORTERM": "truecolor", "NO_COLOR": "1"]
    let asked = negotiate(TerminalOptions(colors: .ansi16), everything, hasRGB: true)
    #expect(asked.medium.colors == .ansi16)
    #expect(asked.colorsReason == "asked for")
    let noColor = negotiate(TerminalOptions(), everything, hasRGB: true)
    #expect(noColor.medium.colors == .mono)
    #expect(noColor.colorsReason == "NO_COLOR is set")
    #expect(negotiate(TerminalOptions(), [:], hasRGB: true).medium.colors == .trueColor)
    let declared = negotiate(TerminalOptions(), ["COLORTERM": "24bit"])
    #expect(declared.medium.colors == .trueColor)
    #expect(declared.colorsReason == "COLORTERM=24bit")
  }

  @Test(arguments: [
    (-1, ColorDepth.mono), (8, .ansi16), (16, .ansi16), (88, .ansi16), (256, .indexed256),
  ])
  func colorsFallBackToTheEntry(colors: Int, depth: ColorDepth) {
    #expect(negotiate(colors: colors).medium.colors == depth)
  }

  @Test func anEmptyNoColorMeansNothing() {
    #expect(negotiate(TerminalOptions(), ["NO_COLOR": ""]).medium.colors == .indexed256)
  }

  @Test func colorTermIsBelievedInTmuxButNotInScreen() {
    let screen = ["TERM": "screen-256color", "COLORTERM": "truecolor"]
    #expect(negotiate(TerminalOptions(), screen).medium.colors == .indexed256)
    let tmux = screen.merging(["TMUX": "/tmp/tmux"]) { $1 }
    #expect(negotiate(TerminalOptions(), tmux).medium.colors == .trueColor)
    let newer = ["TERM": "screen-256color", "TMUX": "/tmp/tmux", "TERM_PROGRAM": "tmux"]
    #expect(negotiate(TerminalOptions(), newer).medium.colors == .trueColor)
  }

  @Test func glyphsNeedAUnicodeLocale() {
    #expect(negotiate().medium.glyphs == .braille)
    #expect(negotiate(locale: .fallback).medium.glyphs == .braille)
    #expect(negotiate(locale: .other).medium.glyphs == .ascii)
  }

  @Test func glyphsNeedTheLibrarysWidths() {
    #expect(negotiate(wide: ["⣿"]).medium.glyphs == .blocks)
    #expect(negotiate(wide: ["▀"]).medium.glyphs == .ascii)
  }

  @Test func consolesHaveNoBraille() {
    #expect(negotiate(TerminalOptions(), ["TERM": "linux"]).medium.glyphs == .blocks)
    let asked = negotiate(TerminalOptions(glyphs: .braille), ["TERM": "linux"])
    #expect(asked.medium.glyphs == .braille)
  }

  @Test(arguments: [
    ("15;0", Backdrop.dark), ("0;15", .light), ("0;default;7", .light), ("7;8", .dark),
  ])
  func backdropFollowsTheTerminalsWord(value: String, backdrop: Backdrop) {
    let found = negotiate(TerminalOptions(), ["COLORFGBG": value])
    #expect(found.medium.backdrop == backdrop)
    #expect(!found.backdropIsGuess)
  }

  @Test func withoutAWordTheBackdropIsAGuess() {
    #expect(negotiate().backdropIsGuess)
    #expect(!negotiate(TerminalOptions(backdrop: .light)).backdropIsGuess)
  }

  @Test func fewerColorsAreSettledFor() {
    var found = negotiate(TerminalOptions(), ["COLORTERM": "truecolor"])
    found.limitColors(to: .indexed256)
    #expect(found.medium.colors == .indexed256)
    #expect(found.colorsReason == "COLORTERM=truecolor, but this ncurses cannot send them")
    var modest = negotiate(TerminalOptions(colors: .mono))
    modest.limitColors(to: .indexed256)
    #expect(modest.medium.colors == .mono)
  }

  @Test func errorsAreOneLineThatSaysWhatToDo() {
    let errors: [TerminalError] = [
      .notATerminal("standard output"), .noTerminalType, .tooSimple("dumb"), .unknownType("x"),
      .noDatabase, .refused("x"),
    ]
    for error in errors {
      #expect(!error.description.contains("\n"))
      #expect(error.description.contains(":"))
    }
  }
}
