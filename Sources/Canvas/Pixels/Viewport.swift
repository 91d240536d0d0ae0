/// Where data coordinates lie on a rectangle of cells, with equal scales on both axes.
///
/// A cell is twice as tall as wide, so half-block pixels (1 × 2 per cell) and braille dots (2 × 4 per
/// cell) are square, and a circle in the data is a circle on the screen. The window is centred and
/// shows all of the wanted square or rectangle, at the largest scale that does; on the longer side
/// it shows more. Data points upwards, rows count downwards.
///
/// Fields are evaluated at its pixels, which are half blocks for glyphs, and finer where the medium has
/// pixels of its own: see ``samples``.
public struct Viewport: Hashable, Sendable {
  public let rect: Rect
  /// The data point in the middle of the rectangle.
  public let center: SIMD2<Float>
  /// Width and height of a half block in data units; a braille dot is half as wide and high.
  public let halfBlock: Float
  /// How many pixels a cell has across, and half as many as it has down: 1 is half blocks.
  public let samples: Int
  /// Width and height of a pixel in data units.
  public var pixelSize: Float { halfBlock / Float(samples) }

  /// Shows all of the square [−`extent`, `extent`]² around `center`.
  /// - Parameter samples: pixels that a cell has across, see ``Medium/samples``.
  public init(rect: Rect, extent: Float, center: SIMD2<Float> = .zero, samples: Int = 1) {
    self.init(rect: rect, halfSize: SIMD2(extent, extent), center: center, samples: samples)
  }

  /// Shows all of the rectangle that reaches `halfSize` from `center`.
  /// - Parameter samples: pixels that a cell has across, see ``Medium/samples``.
  public init(
    rect: Rect, halfSize: SIMD2<Float>, center: SIMD2<Float> = .zero, samples: Int = 1
  ) {
    self.rect = rect
    self.center = center
    self.samples = max(1, samples)
    let horizontal = 2 * halfSize.x / Float(max(1, rect.columns))
    let vertical = 2 * halfSize.y / Float(max(1, 2 * rect.rows))
    let size = max(horizontal, vertical)
    halfBlock = size > 0 && size.isFinite ? size : 1
  }

  /// Pixels across.
  public var pixelColumns: Int { samples * rect.columns }
  /// Pixels down.
  public var pixelRows: Int { 2 * samples * rect.rows }

  /// The data coordinates of the lower left and the upper right corner.
  public var bounds: (lower: SIMD2<Float>, upper: SIMD2<Float>) {
    let half = 0.5 * halfBlock * SIMD2(Float(rect.columns), Float(2 * rect.rows))
    return (center - half, center + half)
  }

  /// The area of a pixel in squared data units: a density times this is a mass.
  public var pixelArea: Float { pixelSize * pixelSize }

  /// Where a data point lies on the pixel grid, counted from the top left corner of the rectangle;
  /// pixel (i, j) covers [i, i+1) × [j, j+1).
  @inline(__always)
  public func pixel(_ point: SIMD2<Float>) -> SIMD2<Float> {
    let offset = (point - center) / pixelSize
    return SIMD2(0.5 * Float(pixelColumns) + offset.x, 0.5 * Float(pixelRows) - offset.y)
  }

  /// Where a data point lies on the grid of braille dots, 2 × 4 per cell: the coordinates that
  /// ``DotRaster`` takes.
  @inline(__always)
  public func dot(_ point: SIMD2<Float>) -> SIMD2<Float> {
    let offset = 2 * (point - center) / halfBlock
    return SIMD2(Float(rect.columns) + offset.x, Float(2 * rect.rows) - offset.y)
  }

  /// The cell of the canvas that a data point falls into; `nil` where it is outside the rectangle.
  public func cell(_ point: SIMD2<Float>) -> (column: Int, row: Int)? {
    let position = dot(point)
    guard position.x >= 0, position.x < Float(2 * rect.columns), position.y >= 0,
      position.y < Float(4 * rect.rows)
    else { return nil }
    return (rect.column + Int(position.x / 2), rect.row + Int(position.y / 4))
  }

  /// The data point at a place on the pixel grid; a pixel's centre is at + ½.
  @inline(__always)
  public func data(pixel position: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(
      center.x + (position.x - 0.5 * Float(pixelColumns)) * pixelSize,
      center.y - (position.y - 0.5 * Float(pixelRows)) * pixelSize)
  }

  /// The data point at a place on the grid of braille dots.
  public func data(dot position: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(
      center.x + (position.x - Float(rect.columns)) * 0.5 * halfBlock,
      center.y - (position.y - Float(2 * rect.rows)) * 0.5 * halfBlock)
  }

  /// The data point in the middle of a cell of the canvas: what a click there means.
  public func data(column: Int, row: Int) -> SIMD2<Float> {
    data(dot: SIMD2(Float(2 * (column - rect.column) + 1), Float(4 * (row - rect.row) + 2)))
  }

  /// The data points at the centres of all pixels, row-major from the top,
  /// `pixelRows × pixelColumns`: where to evaluate a density for a heatmap.
  public func pixelCenters() -> [SIMD2<Float>] {
    var points: [SIMD2<Float>] = []
    points.reserveCapacity(pixelColumns * pixelRows)
    for row in 0..<pixelRows {
      for column in 0..<pixelColumns {
        points.append(data(pixel: SIMD2(Float(column) + 0.5, Float(row) + 0.5)))
      }
    }
    return points
  }

  /// So many data points by as many, spread evenly over the picture.
  public func lattice(across count: Int) -> [SIMD2<Float>] {
    (0..<count * count).map { index in
      let place = SIMD2(Float(index % count), Float(index / count)) + 0.5
      return data(
        pixel: place / Float(count) * SIMD2(Float(pixelColumns), Float(pixelRows)))
    }
  }
}
