/// A picture of pixels, 24 bits each.
public struct PixelImage: Hashable, Sendable {
  public let columns: Int
  public let rows: Int
  /// Row-major from the top, `rows × columns`.
  public internal(set) var pixels: [RGB]

  public init(columns: Int, rows: Int, fill: RGB) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    pixels = Array(repeating: fill, count: self.columns * self.rows)
  }

  /// - Parameter pixels: row-major from the top; what is beyond a whole number of rows is left out.
  init(columns: Int, pixels: [RGB]) {
    self.columns = max(1, columns)
    rows = pixels.count / self.columns
    self.pixels = Array(pixels.prefix(rows * self.columns))
  }

  /// The colour of a pixel, which must be inside.
  public subscript(x: Int, y: Int) -> RGB {
    get { pixels[y * columns + x] }
    set { pixels[y * columns + x] = newValue }
  }
}
