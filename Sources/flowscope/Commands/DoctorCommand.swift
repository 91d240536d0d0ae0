import ArgumentParser
import Autodiff
import Canvas
import Foundation
import Terminal

/// `flowscope doctor`: what was detected, and how to change it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Show what was detected of the terminal and the processor, and how to change it.",
    discussion: """
      Draws each rung of the colour and glyph ladders, so that you can see which ones your terminal \
      and font show well.

      --reset repairs a terminal that some program left broken, as after kill -9; type it blindly where \
      nothing shows. --rehearse opens the screen and ends in some bad way, so that you can see that your \
      terminal comes back.

      Example: flowscope doctor
      Example: flowscope doctor --reset
      Example: flowscope --colors 256 --glyphs blocks     # after finding a better rung
      """)

  @OptionGroup var drawing: DrawingOptions
  @OptionGroup var pixels: PixelOptions
  @Flag(help: "Report as one JSON object.")
  var json = false
  @Flag(help: "Repair the terminal: all modes, pictures, the cursor, and stty sane.")
  var reset = false
  @Option(help: "End in this way: \(Rehearsal.allCases.map(\.rawValue).joined(separator: ", ")).")
  var rehearse: Rehearsal?

  func validate() throws {
    if reset, rehearse != nil {
      throw ValidationError("--reset and --rehearse: choose one of them")
    }
  }

  func run() throws {
    if reset { return try TerminalReset.run() }
    let options = TerminalOptions(
      colors: drawing.colors, glyphs: drawing.glyphs, backdrop: drawing.backdrop,
      pixels: pixels.pixels)
    if let rehearse { return try rehearse.play(options) }
    var capabilities: Capabilities?
    var refusal: String?
    do {
      capabilities = try Capabilities.asked(options)
    } catch {
      refusal = "\(error)"
    }
    let processor = ProcessorReport.measure()
    if json {
      try printJSON(DoctorReport(terminal: .init(capabilities, refusal), processor: processor))
      return
    }
    try Output.print(Self.terminalText(capabilities, refusal))
    // Escape sequences are for terminals, unless asked for.
    let showsLadders = capabilities != nil && isatty(STDOUT_FILENO) == 1 || drawing.colors != nil
    if showsLadders { try Output.print(Self.ladders(capabilities)) }
    try Output.print(processor.text)
  }

  private static func terminalText(_ found: Capabilities?, _ refusal: String?) -> String {
    guard let found else {
      return """
        TERMINAL
          none     \(refusal ?? "unknown")
          The visualizer needs one; the other commands do not.

        """
    }
    let medium = found.medium
    return """
      TERMINAL
        TERM       \(found.terminal)
        colours    \(medium.colors.rawValue.trailing(8)) \(found.colorsReason)
        glyphs     \(medium.glyphs.rawValue.trailing(8)) \(found.glyphsReason)
        backdrop   \(medium.backdrop.rawValue.trailing(8)) \(found.backdropReason)
        pixels     \((found.pixels.inUse?.rawValue ?? "off").trailing(8)) \(found.pixels.reason)
        links      \((Link.isFollowed ? "on" : "off").trailing(8)) \(Link.reason)
      \(pixelAnswers(found.pixels))\(modeAnswers(found.modes))
      """
  }

  /// What the terminal was asked about pixels, and what it answered.
  private static func pixelAnswers(_ found: PixelSupport) -> String {
    guard found.isAsked else { return "" }
    func line(_ question: String, _ answer: Bool?) -> String {
      "    \(question.trailing(17)) \(answer.map { $0 ? "yes" : "no" } ?? "no answer")\n"
    }
    let cell = found.cell.map { "\($0.columns) × \($0.rows) pixels" } ?? "no answer"
    return line("kitty's graphics", found.hasKitty) + line("shared memory", found.hasMemory)
      + line("sixel", found.hasSixel) + "    \("size of a cell".trailing(17)) \(cell)\n"
  }

  /// Which modes the terminal says that it knows.
  private static func modeAnswers(_ found: [TerminalMode: Bool]) -> String {
    TerminalMode.allCases.map { mode in
      let name = Link.text("mode \(mode.rawValue)", mode.address)
      let known = found[mode].map { $0 ? "yes" : "no" } ?? "no answer"
      return "    \(name)         \(known.trailing(9))  \(mode.purpose)\n"
    }.joined()
  }

  /// Each rung drawn in its own colours or glyphs.
  private static func ladders(_ found: Capabilities?) -> String {
    let backdrop = found?.medium.backdrop ?? .dark
    let glyphs = found?.medium.glyphs ?? .braille
    var text =
      "COLOURS   flowscope --colors RUNG, or NO_COLOR=1; the smoothest that shows is best\n"
    for depth in ColorDepth.allCases {
      let canvas = colorRung(Medium(colors: depth, glyphs: glyphs, backdrop: backdrop))
      text += rung(depth.rawValue, canvas, depth, isChosen: depth == found?.medium.colors)
    }
    text += "\nGLYPHS    flowscope --glyphs RUNG; a rung of boxes or question marks is too high\n"
    let depth = found?.medium.colors ?? .mono
    for set in GlyphSet.allCases {
      let canvas = glyphRung(Medium(colors: depth, glyphs: set, backdrop: backdrop))
      text += rung(set.rawValue, canvas, depth, isChosen: set == found?.medium.glyphs)
    }
    text +=
      "\nBACKDROP  flowscope --backdrop dark or light: the line that is easy to read is yours\n"
    let canvas = inks()
    text += rung("", canvas, depth, isChosen: false)
    return text
  }

  private static func rung(
    _ name: String, _ canvas: Canvas, _ depth: ColorDepth, isChosen: Bool
  ) -> String {
    let lines = canvas.ansi(depth: depth).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropLast().enumerated().map { row, line in
      "\(row == 0 && isChosen ? "▸" : " ") \((row == 0 ? name : "").trailing(8)) \(line)\n"
    }.joined()
  }

  /// A density and the diverging map.
  private static func colorRung(_ medium: Medium) -> Canvas {
    var canvas = Canvas(columns: 66, rows: 2)
    let viewport = Viewport(rect: Rect(columns: 40, rows: 2), extent: 1)
    let ramp = (0..<viewport.pixelRows).flatMap { _ in
      (0..<viewport.pixelColumns).map { Float($0) / Float(viewport.pixelColumns - 1) }
    }
    canvas.drawHeatmap(
      ramp, in: viewport.rect, map: .viridis, range: 0...1, strength: 1, fade: 0.25,
      medium: medium)
    let legend = DivergingMap(limit: 2, medium: medium).legend(width: 15)
    canvas.write(legend, at: 43, 0)
    return canvas.adapted(to: medium.glyphs)
  }

  /// A circle of dots, a ring of half blocks and a frame.
  private static func glyphRung(_ medium: Medium) -> Canvas {
    var canvas = Canvas(columns: 60, rows: 5)
    var raster = DotRaster(columns: 8, rows: 4)
    for index in 0..<48 {
      let angle = Float(index) / 48 * 2 * .pi
      raster.point(SIMD2(8 + 7 * cos(angle), 8 + 7 * sin(angle)), style: .plain)
    }
    canvas.draw(raster, at: 1, 0, medium: medium)
    let viewport = Viewport(rect: Rect(column: 12, row: 0, columns: 8, rows: 4), extent: 1)
    let ring = viewport.pixelCenters().map { point in
      let radius = (point * point).sum().squareRoot()
      return exp(-20 * (radius - 0.65) * (radius - 0.65))
    }
    canvas.drawHeatmap(
      ring, in: viewport.rect, map: .viridis, range: 0...1, strength: 1, fade: 0.25, medium: medium)
    let frame = Rect(column: 24, row: 0, columns: 14, rows: 4)
    let inside = canvas.drawFrame(
      frame, top: BorderTitles(left: "z ▶ f"), style: .plain, medium: medium)
    canvas.write("log|det|", at: inside.column + 1, inside.row)
    canvas.drawBar(
      0.7, in: Rect(column: 41, row: 1, columns: 18, rows: 1), range: -1...1,
      positive: .plain, negative: .plain, medium: medium)
    canvas.drawBar(
      -0.45, in: Rect(column: 41, row: 2, columns: 18, rows: 1), range: -1...1,
      positive: .plain, negative: .plain, medium: medium)
    return canvas.adapted(to: medium.glyphs)
  }

  /// Both inks on the terminal's own background.
  private static func inks() -> Canvas {
    var canvas = Canvas(columns: 60, rows: 1)
    for (column, backdrop) in [(0, Backdrop.dark), (30, .light)] {
      canvas.write(
        "text for a \(backdrop.rawValue) backdrop", at: column, 0,
        style: Style(foreground: backdrop.ink))
    }
    return canvas
  }
}

/// What `flowscope doctor --json` prints.
private struct DoctorReport: Encodable {
  struct TerminalPart: Encodable {
    var usable: Bool
    var problem: String?
    var term: String?
    var colors: String?
    var colorsReason: String?
    var glyphs: String?
    var glyphsReason: String?
    var backdrop: String?
    var backdropReason: String?
    /// The protocol for pictures in use.
    var pixels: String?
    var pixelsReason: String?
    /// What the terminal answered; null where it did not.
    var hasKitty: Bool?
    var hasSharedMemory: Bool?
    var hasSixel: Bool?
    /// The size of a cell in pixels.
    var cellColumns: Int?
    var cellRows: Int?
    /// Whether it knows the modes in use, by their numbers; those about which it said nothing are missing.
    var modes: [String: Bool]?

    init(_ found: Capabilities?, _ refusal: String?) {
      usable = found != nil
      problem = refusal
      term = found?.terminal
      colors = found?.medium.colors.rawValue
      colorsReason = found?.colorsReason
      glyphs = found?.medium.glyphs.rawValue
      glyphsReason = found?.glyphsReason
      backdrop = found?.medium.backdrop.rawValue
      backdropReason = found?.backdropReason
      pixels = found.map { $0.pixels.inUse?.rawValue ?? "off" }
      pixelsReason = found?.pixels.reason
      hasKitty = found?.pixels.hasKitty
      hasSharedMemory = found?.pixels.hasMemory
      hasSixel = found?.pixels.hasSixel
      cellColumns = found?.pixels.cell?.columns
      cellRows = found?.pixels.cell?.rows
      modes = found.map { found in
        Dictionary(uniqueKeysWithValues: found.modes.map { ("\($0.key.rawValue)", $0.value) })
      }
    }
  }

  var terminal: TerminalPart
  var processor: ProcessorReport
}

extension TerminalMode {
  /// What it is for.
  fileprivate var purpose: String {
    switch self {
    case .mouse: "the mouse, by cells"
    case .pixelMouse: "the mouse in pixels, to paint with"
    case .focus: "fewer frames while another window has the focus"
    case .paste: "pasted text is no keys"
    case .frame: "whole frames"
    }
  }

  /// Where it is described.
  fileprivate var address: String {
    self == .frame
      ? "https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036"
      : "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html"
  }
}
