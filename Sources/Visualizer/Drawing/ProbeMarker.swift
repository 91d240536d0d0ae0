import Canvas
import Learning

/// Draws the probe as a hollow crosshair: four arms around its cell. The cell itself stays as it is, and
/// the arms keep the backgrounds of theirs, so that what is probed can be seen.
func drawProbe(
  _ point: SIMD2<Double>?, _ state: State, _ viewport: Viewport, on canvas: inout Canvas
) {
  guard let point, let cell = viewport.cell(SIMD2<Float>(point)) else { return }
  let isPlain = state.medium.glyphs == .ascii
  let arms: [(column: Int, row: Int, glyph: Unicode.Scalar)] = [
    (-1, 0, isPlain ? "-" : "─"), (1, 0, isPlain ? "-" : "─"), (0, -1, isPlain ? "|" : "│"),
    (0, 1, isPlain ? "|" : "│"),
  ]
  for arm in arms {
    let (column, row) = (cell.column + arm.column, cell.row + arm.row)
    guard viewport.rect.contains(column: column, row: row) else { continue }
    canvas[column, row] = Cell(
      arm.glyph, crosshairStyle(over: canvas[column, row], state.medium))
  }
}

/// Marks other points of base space that the flow takes to the probe's x.
func drawTwins(
  _ points: [SIMD2<Double>], _ state: State, _ viewport: Viewport, on canvas: inout Canvas
) {
  for point in points {
    guard let cell = viewport.cell(SIMD2<Float>(point)) else { continue }
    let style = crosshairStyle(over: canvas[cell.column, cell.row], state.medium)
    canvas[cell.column, cell.row] = Cell(state.medium.glyphs == .ascii ? "x" : "×", style)
  }
}

/// Bold black or white, whichever can be read on what the cell shows.
private func crosshairStyle(over cell: Cell, _ medium: Medium) -> Style {
  guard medium.colors != .mono else { return Style(bold: true) }
  let paper = cell.backgroundBehindGlyph
  let (black, white) = (RGB(0x00_0000), RGB(0xFF_FFFF))
  let shown = paper ?? medium.backdrop.color
  let ink = shown.contrast(with: black) >= shown.contrast(with: white) ? black : white
  return Style(foreground: ink, background: paper, bold: true)
}

extension Probe.Space {
  /// What the key `x` says: in which space the probe is placed, and what follows it.
  var drivingWords: String {
    switch self {
    case .base: "the probe (┼) is placed in z now, and x = f(z) follows it"
    case .data: "the probe (┼) is placed in x now, and z = f⁻¹(x) follows it"
    }
  }
}
