import CNcurses
import Canvas

/// Turns the cells of a canvas into cells of ncurses, for one rung of the colour ladder.
struct Painter {
  /// How colours are numbered on the open screen.
  enum Numbering {
    /// The colour space of ``TerminfoEntry/everyColor(name:)``.
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

  /// The most colours that the open screen can show.
  var deepest: ColorDepth {
    switch numbering {
    case .everyColor: .trueColor
    case .palette(let count): count >= 256 ? .indexed256 : count >= 8 ? .ansi16 : .mono
    }
  }

  /// Fills ``cells`` from a canvas. Pairs that a frame uses are never given up within that frame: when
  /// the table is full, all are forgotten, the frame is begun anew, and the whole screen is repainted.
  /// If one frame alone needs more pairs than there are, its other cells get the terminal's colours.
  /// - Returns: whether the whole screen will be repainted.
  @discardableResult
  mutating func paint(_ canvas: Canvas, for medium: Medium) -> Bool {
    if fill(canvas, for: medium) { return false }
    cn_pairs_reset()
    pairs.forgetAll()
    _ = fill(canvas, for: medium)
    return true
  }

  /// False if some cell had no pair to be drawn with.
  private mutating func fill(_ canvas: Canvas, for medium: Medium) -> Bool {
    cells.removeAll(keepingCapacity: true)
    cells.reserveCapacity(canvas.cells.count)
    var lastForeground: RGB?
    var lastBackground: RGB?
    var pair: Int32 = 0
    var isComplete = true
    for cell in canvas.cells {
      var style = cell.style
      // The terminal's own ink need not be seen on a picture's paper.
      if let paper = style.background, style.foreground == nil, medium.colors != .mono,
        !medium.backdropIsKnown
      {
        style.foreground = medium.backdrop.ink.legible(on: paper)
      }
      if style.foreground != lastForeground || style.background != lastBackground {
        lastForeground = style.foreground
        lastBackground = style.background
        let found = pairNumber(style, medium.colors)
        pair = found ?? 0
        isComplete = isComplete && found != nil
      }
      let glyph = medium.glyphs == .braille ? cell.glyph : medium.glyphs.nearest(cell.glyph)
      cells.append(cn_cell(glyph: glyph.value, pair: pair, attributes: Self.attributes(style)))
    }
    return isComplete
  }

  private mutating func pairNumber(_ style: Style, _ depth: ColorDepth) -> Int32? {
    let foreground = number(style.foreground, depth)
    let background = number(style.background, depth)
    guard let found = pairs.number(foreground: foreground, background: background) else {
      return nil
    }
    if found.isNew { _ = cn_pair_set(found.number, foreground, background) }
    return found.number
  }

  /// The number of a colour on the open screen, -1 being the terminal's default.
  func number(_ color: RGB?, _ depth: ColorDepth) -> Int32 {
    switch numbering {
    case .everyColor:
      switch depth.resolve(color) {
      case .standard: return -1
      case .index(let index): return TerminfoEntry.palette + Int32(index)
      case .rgb(let color): return Self.direct(color)
      }
    case .palette(let count):
      let rung = depth == .trueColor || deepest != .indexed256 ? deepest : depth
      guard depth != .mono, case .index(let index) = rung.resolve(color) else { return -1 }
      return Int32(index) % Int32(max(8, count))
    }
  }

  /// `0xRRGGBB` in steps of four per channel: no eye sees the difference, but most colours that barely
  /// changed since the last frame are then not sent again.
  private static func direct(_ color: RGB) -> Int32 {
    func step(_ value: UInt8) -> Int32 {
      let level = (Int32(value) * 63 + 127) / 255
      return level << 2 | level >> 4
    }
    return step(color.red) << 16 | step(color.green) << 8 | step(color.blue)
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
