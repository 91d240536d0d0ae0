import Canvas

/// Sixel pictures on the screen, as far as the protocol has commands for them.
///
/// They are pixels of the screen, not objects: text that is written over them takes their place, and nothing
/// else does. So a picture leaves out the cells with text, and goes away with what is written there.
enum SixelGraphics {
  /// Asks how many colours there are. DEC's VT340 has 16; xterm as one can have more, when it is told to.
  static let questions = Array("\u{1B}[?1;1;0S".utf8)
  static let wantedRegisters = 256
  static let moreRegisters = Array("\u{1B}[?1;3;\(wantedRegisters)S".utf8)

  /// What puts the terminal back, even if a picture was cut off in the middle.
  static let reset = Array("\u{1B}\\\u{1B}[?1;2;0S\u{1B}[2J".utf8)

  /// Draws a picture with its top left corner in a cell.
  /// - Parameter backdrop: what lines are smoothed against where nothing else is behind them.
  static func show(
    _ raster: PictureRaster, in rect: Rect, backdrop: Backdrop, registers: Int
  ) -> [UInt8] {
    var image = PixelImage(columns: raster.columns, rows: raster.rows, fill: backdrop.color)
    var isPainted = [Bool](repeating: true, count: raster.pixels.count)
    for y in 0..<raster.rows {
      for x in 0..<raster.columns {
        let (color, opacity) = raster[x, y]
        if opacity == 255 {
          image[x, y] = color
        } else if opacity > 0 {
          image[x, y] = image[x, y].blended(toward: color, by: Float(opacity) / 255)
        } else {
          isPainted[y * raster.columns + x] = false
        }
      }
    }
    // ncurses believes that the cursor stays where it left it.
    return Array("\u{1B}7\u{1B}[\(rect.row + 1);\(rect.column + 1)H".utf8)
      + Sixel.encode(image, registers: registers, isPainted: isPainted) + Array("\u{1B}8".utf8)
  }
}
