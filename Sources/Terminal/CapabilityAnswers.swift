import CNcurses
import Canvas

/// What the terminal's answers change.
extension Capabilities {
  /// Questions about colours and glyphs. They are sent while no style is in force and the cursor is in an empty
  /// line, whose beginning they use.
  var questions: [UInt8] {
    (asksColors ? ColorQuestion.text : []) + (asksGlyphs ? WidthQuestion.text : [])
  }

  /// Takes note of an answer about colours, glyphs, the backdrop or a mode.
  /// - Parameter deepest: the most colours that can be sent.
  mutating func note(_ answer: Input, deepest: ColorDepth = .trueColor) {
    switch answer {
    case .directColors(true) where asksColors && deepest == .trueColor:
      medium.colors = .trueColor
      colorsReason = "the terminal answered that it has 24-bit colours"
    case .cursor(let column, _) where asksGlyphs:
      widths.note(column: column)
      let best = widths.best(upTo: medium.glyphs)
      if best != medium.glyphs {
        glyphsReason = "the terminal gives \(medium.glyphs.rawValue) other than one column"
        medium.glyphs = best
      } else if widths.isProved {
        glyphsReason += ", and the cursor shows that each takes one column"
      }
    case .background(let color) where backdropIsGuess:
      let luminance = 2 * Int(color.red) + 5 * Int(color.green) + Int(color.blue)
      medium.backdrop = luminance > 8 * 127 ? .light : .dark
      medium.backdropIsKnown = true
      backdropReason = "the terminal answered #\(color.digits)"
    case .mode(let number, let state):
      if let mode = TerminalMode(rawValue: number) { modes[mode] = state != .unknown }
    default: break
    }
  }

  /// The same as ``detect(_:)``, with what the terminal answers within a second. The questions go to the
  /// controlling terminal where the standard streams are something else.
  /// - Throws: ``TerminalError`` as ``detect(_:)`` does.
  public static func asked(_ options: TerminalOptions) throws(TerminalError) -> Capabilities {
    let isBorrowed = cn_terminal_borrow()
    defer { if isBorrowed { cn_terminal_return() } }
    var found = try detect(options)
    guard cn_echo(false) else { return found }
    defer { _ = cn_echo(true) }
    var input = TerminalInput()
    let modes = found.answersModes ? TerminalMode.allCases.flatMap(\.question) : []
    input.ask(
      color: found.backdropIsGuess && found.answersModes,
      pixels: found.questions + (found.pixels.isAsked ? PixelSupport.questions : []) + modes)
    for answer in input.answers(within: .seconds(1)) {
      found.pixels.note(answer)
      found.note(answer)
    }
    if found.asksColors, found.medium.colors != .trueColor {
      found.colorsReason += ", and no answer says more"
    }
    cn_shared_sweep()
    return found
  }
}

extension RGB {
  /// As in HTML, without the mark.
  fileprivate var digits: String {
    let text = String(hex, radix: 16)
    return String(repeating: "0", count: 6 - text.count) + text
  }
}
