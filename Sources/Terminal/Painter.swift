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
  private var steady = SteadyColors()

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
  /// - Parameter isMoving: whether colours may differ a little from those of the canvas, as ``SteadyColors``
  ///   says, because the next frame follows at once.
  /// - Returns: whether the whole screen will be repainted.
  @discardableResult
  mutating func paint(_ canvas: Canvas, for medium: Medium, isMoving: Bool = false) -> Bool {
    if fill(canvas, for: medium, isMoving) { return false }
    cn_pairs_reset()
    pairs.forgetAll()
    steady.forget()
    _ = fill(canvas, for: medium, false)
    return true
  }

  /// Whether the last frame has exactly the colours of its canvas.
  var isExact: Bool { steady.isExact }

  /// False if some cell had no pair to be drawn with.
  private mutating func fill(_ canvas: Canvas, for medium: Medium, _ isMoving: Bool) -> Bool {
    cells.removeAll(keepingCapacity: true)
    cells.reserveCapacity(canvas.cells.count)
    steady.begin(count: canvas.cells.count)
    var lastStyle: Style?
    var colors: (foreground: Int32, background: Int32) = (-1, -1)
    var last: (colors: (foreground: Int32, background: Int32), pair: Int32) = ((-1, -1), 0)
    var isComplete = true
    for (index, cell) in canvas.cells.enumerated() {
      var style = cell.style
      // The terminal's own ink need not be seen on a picture's paper.
      if let paper = style.background, style.foreground == nil, medium.colors != .mono,
        !medium.backdropIsKnown
      {
        style.foreground = medium.backdrop.ink.legible(on: paper)
      }
      if style.foreground != lastStyle?.foreground || style.background != lastStyle?.background
        || lastStyle == nil
      {
        lastStyle = style
        colors = (number(style.foreground, medium.colors), number(style.background, medium.colors))
      }
      let glyph = medium.glyphs == .braille ? cell.glyph : medium.glyphs.nearest(cell.glyph)
      let drawn = steady.choose(
        SteadyColors.Cell(
          glyph: glyph.value, attributes: Self.attributes(style), foreground: colors.foreground,
          background: colors.background), at: index, isMoving: isMoving)
      let found = (foreground: drawn.foreground, background: drawn.background)
      if found != last.colors {
        let pair = pairNumber(found.foreground, found.background)
        last = (found, pair ?? 0)
        isComplete = isComplete && pair != nil
      }
      cells.append(
        cn_cell(glyph: drawn.glyph, pair: last.pair, attributes: drawn.attributes))
    }
    return isComplete
  }

  private mutating func pairNumber(_ foreground: Int32, _ background: Int32) -> Int32? {
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
