import CNcurses
import Canvas
import Foundation

/// What the terminal can show, and how each part was decided, in words.
public struct Capabilities: Hashable, Sendable {
  /// The value of `TERM`.
  public var terminal: String
  public var medium: Medium
  /// What decided the colour depth, for example `COLORTERM=truecolor`.
  public var colorsReason: String
  public var glyphsReason: String
  public var backdropReason: String
  /// Whether the backdrop is a guess that the terminal could correct.
  public var backdropIsGuess: Bool
  /// Whether pictures can be shown in pixels.
  public var pixels: PixelSupport

  /// Whether the terminal may be asked about its modes: Linux's console and Apple's Terminal print a part of
  /// that question.
  var answersModes = false
  /// Whether the colours and the glyphs are nobody's wish, so that the terminal's answers may change them.
  var asksColors = false
  var asksGlyphs = false
  var widths = WidthQuestion()
  /// Which modes the terminal says that it knows; without an answer a mode is missing.
  public internal(set) var modes: [TerminalMode: Bool] = [:]

  /// What is known about a terminal before it is opened; a value, so that tests can make one up.
  struct Facts {
    /// The environment variables `TERM`, `COLORTERM`, `NO_COLOR`, `COLORFGBG`, `TMUX` and `STY`.
    var environment: [String: String]
    /// The terminfo entry's `colors`, -1 where it has none.
    var colors: Int
    /// The terminfo entry's `RGB`.
    var hasRGB: Bool
    /// The same in tmux's words, `Tc`.
    var hasTc = false
    var locale: Locale
    /// Whether the C library gives this character one column.
    var isSingleWidth: @Sendable (Unicode.Scalar) -> Bool
    /// The size of a cell in pixels, where the system knows it.
    var cell: PixelSupport.CellSize?

    enum Locale {
      case utf8, fallback, other
    }
  }

  /// Finds out what the terminal can show, without opening a screen.
  /// - Throws: ``TerminalError`` where the standard streams are no terminal, or `TERM` will not do.
  public static func detect(_ options: TerminalOptions) throws(TerminalError) -> Capabilities {
    for (descriptor, name) in [(0, "standard input"), (1, "standard output")] as [(Int32, String)] {
      guard cn_is_terminal(descriptor) else { throw .notATerminal(name) }
    }
    let environment = ProcessInfo.processInfo.environment
    guard let name = environment["TERM"], !name.isEmpty else { throw .noTerminalType }
    guard name != "dumb" else { throw .tooSimple(name) }
    switch cn_terminfo_load() {
    case 1: break
    case 0: throw .unknownType(name)
    default: throw .noDatabase
    }
    // Everything else here, from colours to mouse, speaks ANSI's language.
    var place = [UInt8](repeating: 0, count: 256)
    let length = Int(cn_terminfo_text("cup", &place, 256))
    guard length > 0, place[..<length].starts(with: "\u{1B}[".utf8) else { throw .tooSimple(name) }
    let locale: Facts.Locale =
      switch cn_locale_choose() {
      case 1: .utf8
      case 2: .fallback
      default: .other
      }
    return negotiate(
      options,
      Facts(
        environment: environment, colors: Int(cn_terminfo_value("colors")),
        hasRGB: cn_terminfo_flag("RGB"), hasTc: cn_terminfo_flag("Tc"), locale: locale,
        isSingleWidth: { cn_character_width($0.value) == 1 }, cell: .measured()))
  }

  /// Lowers the number of colours to what ncurses can send.
  mutating func limitColors(to depth: ColorDepth) {
    let rungs = ColorDepth.allCases
    guard let reached = rungs.firstIndex(of: depth),
      let wanted = rungs.firstIndex(of: medium.colors), reached < wanted
    else { return }
    colorsReason += ", but this ncurses cannot send them"
    medium.colors = depth
  }

  /// The colour depth, decided by the first of these that says something: option, `NO_COLOR`, terminfo
  /// `RGB`, `COLORTERM`, terminfo `colors`.
  static func negotiate(_ options: TerminalOptions, _ facts: Facts) -> Capabilities {
    let name = facts.environment["TERM"] ?? ""
    let (colors, colorsReason) = colors(options, facts, name)
    let (glyphs, glyphsReason) = glyphs(options, facts, name)
    let (backdrop, backdropReason, guess) = backdrop(options, facts)
    let medium = Medium(
      colors: colors, glyphs: glyphs, backdrop: backdrop, backdropIsKnown: !guess)
    let isScreen = facts.environment["STY"]?.isEmpty == false
    // Linux's console and Apple's Terminal print a part of some questions, and screen passes some on.
    let isAskable =
      !name.hasPrefix("linux") && facts.environment["TERM_PROGRAM"] != "Apple_Terminal"
    let asksColors =
      options.colors == nil && isAskable && !isScreen
      && (colors == .indexed256 || colors == .ansi16)
    // Pictures need colours, which the terminal may turn out to have.
    var hoped = medium
    if asksColors { hoped.colors = .trueColor }
    return Capabilities(
      terminal: name, medium: medium, colorsReason: colorsReason, glyphsReason: glyphsReason,
      backdropReason: backdropReason, backdropIsGuess: guess,
      pixels: PixelSupport(
        wanted: options.pixels, environment: facts.environment, medium: hoped, cell: facts.cell),
      answersModes: isAskable,
      asksColors: asksColors,
      asksGlyphs: options.glyphs == nil && glyphs != .ascii)
  }

  private static func colors(
    _ options: TerminalOptions, _ facts: Facts, _ name: String
  ) -> (ColorDepth, String) {
    if let wanted = options.colors { return (wanted, "asked for") }
    if let value = facts.environment["NO_COLOR"], !value.isEmpty {
      return (.mono, "NO_COLOR is set")
    }
    if facts.hasRGB { return (.trueColor, "the terminfo entry of \(name) says RGB") }
    if facts.hasTc { return (.trueColor, "the terminfo entry of \(name) says Tc") }
    // tmux says so from 3.2 on.
    if facts.environment["TERM_PROGRAM"] == "tmux" {
      return (.trueColor, "tmux takes 24-bit colours, and shows what its own terminal can")
    }
    let colorTerm = facts.environment["COLORTERM"] ?? ""
    // GNU screen passes COLORTERM on, but not 24-bit colours; tmux, which may also say `screen`, does.
    let isScreen = name.hasPrefix("screen") && facts.environment["TMUX"] == nil
    if colorTerm == "truecolor" || colorTerm == "24bit", !isScreen {
      return (.trueColor, "COLORTERM=\(colorTerm)")
    }
    let reason = "the terminfo entry of \(name) has \(max(0, facts.colors)) colours"
    if facts.colors >= 256 { return (.indexed256, reason) }
    if facts.colors >= 8 { return (.ansi16, reason) }
    return (.mono, reason)
  }

  private static func glyphs(
    _ options: TerminalOptions, _ facts: Facts, _ name: String
  ) -> (GlyphSet, String) {
    if let wanted = options.glyphs { return (wanted, "asked for") }
    let locale: String
    switch facts.locale {
    case .utf8: locale = "the locale is UTF-8"
    case .fallback: locale = "no locale is set, so C.UTF-8 is used"
    case .other: return (.ascii, "the locale is not UTF-8")
    }
    guard ["▀", "█", "─", "┌"].allSatisfy(facts.isSingleWidth) else {
      return (.ascii, "\(locale), but its C library has no half blocks of one column")
    }
    if name.hasPrefix("linux") { return (.blocks, "\(locale), but console fonts have no braille") }
    guard ["⠁", "⣿", "▁", "▏"].allSatisfy(facts.isSingleWidth) else {
      return (.blocks, "\(locale), but its C library has no braille of one column")
    }
    return (.braille, locale)
  }

  private static func backdrop(
    _ options: TerminalOptions, _ facts: Facts
  ) -> (Backdrop, String, isGuess: Bool) {
    if let wanted = options.backdrop { return (wanted, "asked for", false) }
    if let value = facts.environment["COLORFGBG"],
      let background = value.split(separator: ";").last.flatMap({ Int($0) })
    {
      let isLight = background == 7 || background > 8
      return (isLight ? .light : .dark, "COLORFGBG=\(value)", false)
    }
    return (.dark, "most terminals are dark", true)
  }
}

extension PixelSupport.CellSize {
  /// What the system knows, which the terminal told it; `nil` for nothing.
  static func measured() -> Self? {
    var (columns, rows): (Int32, Int32) = (0, 0)
    guard cn_screen_cell(&columns, &rows) else { return nil }
    return Self(columns: Int(columns), rows: Int(rows))
  }
}
