/// Keeps the colours of a moving picture where no eye sees the difference, so that they need not be sent
/// again: a 24-bit colour takes 18 bytes, the glyph in it 1 to 3.
///
/// A cell that shows the same glyph keeps the colours that it has while they lie within ``tolerance`` of
/// what they are to be; one that is sent takes those of the cell before it, where that was sent too and
/// they lie as near. So no colour is ever farther than that from what is right, however long a picture
/// moves, and whoever rests it shows it once more exactly. Together with the
/// passes of the C shim it halves the bytes of a frame: demos/PERFORMANCE.md has the figures.
struct SteadyColors {
  /// A cell on the screen, with colours as `0xRRGGBB`; negative ones and palette colours are never near others.
  struct Cell: Equatable {
    var glyph: UInt32
    var attributes: UInt32
    var foreground: Int32
    var background: Int32
  }

  /// In levels of 255 of red, green and blue: two, one and two of the steps that colours are sent in. For
  /// random colours that is a distance of 0.02 in OKLab in the median, which is what eyes just notice
  /// where two still fields touch.
  static let tolerance: (red: Int32, green: Int32, blue: Int32) = (9, 5, 9)

  /// Whether every cell of the last frame has exactly its colours.
  private(set) var isExact = true
  private var cells: [Cell] = []
  /// The last cell of this frame that is sent.
  private var sent: Int?

  /// Begins a frame of `count` cells. Where the last frame had another number of cells, nothing is known of them.
  mutating func begin(count: Int) {
    if cells.count != count {
      cells = Array(
        repeating: Cell(glyph: 0, attributes: 0, foreground: -1, background: -1), count: count)
    }
    (isExact, sent) = (true, nil)
  }

  /// Forgets what is on the screen.
  mutating func forget() { cells = [] }

  /// What to show in a cell.
  /// - Parameter isMoving: false shows exactly what is wanted.
  mutating func choose(_ wanted: Cell, at index: Int, isMoving: Bool) -> Cell {
    let old = cells[index]
    guard wanted != old else { return old }
    var chosen = wanted
    if isMoving {
      if wanted.glyph == old.glyph, wanted.attributes == old.attributes, Self.areNear(wanted, old) {
        isExact = false
        return old
      }
      if index > 0, sent == index - 1, Self.areNear(wanted, cells[index - 1]) {
        chosen.foreground = cells[index - 1].foreground
        chosen.background = cells[index - 1].background
        isExact = isExact && chosen == wanted
      }
    }
    cells[index] = chosen
    sent = index
    return chosen
  }

  private static func areNear(_ one: Cell, _ other: Cell) -> Bool {
    areNear(one.foreground, other.foreground) && areNear(one.background, other.background)
  }

  /// Whether no eye sees the difference between two colours of a moving picture.
  static func areNear(_ one: Int32, _ other: Int32) -> Bool {
    if one == other { return true }
    guard one >= 0, other >= 0, max(one, other) < TerminfoEntry.palette else { return false }
    func gap(_ shift: Int32) -> Int32 { abs((one >> shift) & 255 - (other >> shift) & 255) }
    return gap(16) <= tolerance.red && gap(8) <= tolerance.green && gap(0) <= tolerance.blue
  }
}
