import CNcurses
import Canvas

/// Turns the cells of a canvas into what ncurses draws, for one rung of the colour ladder.
struct Painter {
  /// How colours are numbered on the open screen.
  enum Numbering {
    /// The colour space of ``TerminfoEntry/everyColor(name:sgrMouse:)``.
    case everyColor
    /// The terminal's own palette, of this many colours.
    case palette(Int)
  }

  let numbering: Numbering
  private var pairs: PairTable
  private(set) var cells: [cn_cell] = []

  init(numbering: Numbering, pairLimit: Int) {
    self.numbering = numbering
    pairs = PairTable(limit: pairLimit)
  }

  /// Fills ``cells`` from a canvas. Pairs that a frame uses are never given up within that frame: where
  /// the table might not last, all are forgotten first, and the whole screen is repainted.
  mutating func paint(_ canvas: Canvas, depth: ColorDepth) {
    if !pairs.hasRoom(for: canvas.cells.count), pairs.count > 0 {
      cn_pairs_reset()
      pairs.forgetAll()
    }
    cells.removeAll(keepingCapacity: true)
    cells.reserveCapacity(canvas.cells.count)
    var lastForeground: RGB?
    var lastBackground: RGB?
    var pair: Int32 = 0
    for cell in canvas.cells {
      let style = cell.style
      if style.foreground != lastForeground || style.background != lastBackground {
        lastForeground = style.foreground
        lastBackground = style.background
        pair = pairNumber(style, depth)
      }
      cells.append(
        cn_cell(glyph: cell.glyph.value, pair: pair, attributes: Self.attributes(style)))
    }
  }

  private mutating func pairNumber(_ style: Style, _ depth: ColorDepth) -> Int32 {
    let foreground = number(style.foreground, depth)
    let background = number(style.background, depth)
    let (pair, isNew) = pairs.number(foreground: foreground, background: background)
    if isNew { _ = cn_pair_set(pair, foreground, background) }
    return pair
  }

  private func number(_ color: RGB?, _ depth: ColorDepth) -> Int32 {
    guard let color else { return -1 }
    switch (depth, numbering) {
    case (.mono, _): return -1
    case (.ansi16, .everyColor): return TerminfoEntry.palette + Quantizer.ansi16(color)
    case (.indexed256, .everyColor): return TerminfoEntry.palette + Quantizer.indexed256(color)
    case (.trueColor, .everyColor):
      return Int32(color.red) << 16 | Int32(color.green) << 8 | Int32(color.blue)
    case (_, .palette(let count)):
      if count >= 256, depth != .ansi16 { return Quantizer.indexed256(color) }
      if count >= 16 { return Quantizer.ansi16(color) }
      return count >= 8 ? Quantizer.ansi16(color) % 8 : -1
    }
  }

  private static func attributes(_ style: Style) -> UInt32 {
    var attributes = 0
    if style.bold { attributes |= CN_BOLD }
    if style.dim { attributes |= CN_DIM }
    if style.underline { attributes |= CN_UNDERLINE }
    if style.reverse { attributes |= CN_REVERSE }
    return UInt32(attributes)
  }
}
