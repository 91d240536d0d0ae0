extension Canvas {
  /// Draws a field of numbers as a heatmap, two pixels per cell, and finer where the medium has pixels.
  ///
  /// With colours and blocks a cell is a half block with two colours; without half blocks a
  /// background in the mean colour; without colours a glyph whose ink grows with the mean.
  ///
  /// - Parameters:
  ///   - values: row-major from the top, `2·rect.rows × rect.columns`, or finer, as from
  ///     ``Viewport/pixelCenters()``. NaN is drawn in ``ColorMap/missing``, or as `?`.
  ///   - range: the numbers at the two ends of the map; by default those of the finite values.
  ///   - strength: 1 draws the full colours, less fades them into the backdrop, 0 shows nothing.
  ///   - fade: the share of the range over which colours rise out of the backdrop, so that a value of zero
  ///     shows the terminal's own background. Needs at least 256 colours.
  public mutating func drawHeatmap(
    _ values: [Float], in rect: Rect, map: ColorMap = .viridis, range: ClosedRange<Float>? = nil,
    strength: Float = 1, fade: Float = 0, medium: Medium
  ) {
    guard let samples = rect.samples(of: values.count) else { return }
    let range = range ?? Self.finiteRange(of: values)
    if samples > 1 {
      drawHeatmap(
        values.halfBlocks(in: rect, samples: samples), in: rect, map: map, range: range,
        strength: strength, fade: fade, medium: medium)
      return place(samples: samples, in: rect, medium) {
        PixelImage(
          heatmap: values, columns: $0, map: map, range: range, strength: strength, fade: fade,
          medium: medium)
      }
    }
    let visible = rect.intersection(bounds)
    if medium.colors == .mono {
      drawDensity(values, rect, visible, Normalizer(range), strength, medium.glyphs)
      return
    }
    let colors = HeatColors(map, range, strength: strength, fade: fade, medium)
    for row in visible.row..<visible.endRow {
      let upperStart = (row - rect.row) * 2 * rect.columns - rect.column
      let lowerStart = upperStart + rect.columns
      let cellStart = row * columns
      for column in visible.column..<visible.endColumn {
        let upper = colors.color(of: values[upperStart + column])
        let lower = colors.color(of: values[lowerStart + column])
        if upper == lower {
          cells[cellStart + column] = Cell(" ", Style(background: upper))
        } else if medium.glyphs == .ascii {
          let mean = upper.blended(toward: lower, by: 0.5)
          cells[cellStart + column] = Cell(" ", Style(background: mean))
        } else {
          cells[cellStart + column] = Cell("▀", Style(foreground: upper, background: lower))
        }
      }
    }
  }

  /// One glyph per cell: the more ink, the higher the mean of its two pixels.
  private mutating func drawDensity(
    _ values: [Float], _ rect: Rect, _ visible: Rect, _ scale: Normalizer, _ strength: Float,
    _ glyphs: GlyphSet
  ) {
    let ramp = glyphs == .ascii ? DensityRamp.ascii : DensityRamp.blocks
    for row in visible.row..<visible.endRow {
      let start = (row - rect.row) * 2 * rect.columns - rect.column
      for column in visible.column..<visible.endColumn {
        let upper = values[start + column]
        let mean = 0.5 * (upper + values[start + rect.columns + column])
        let index = scale.index(mean)
        self[column, row] =
          index < 0 ? Cell("?") : Cell(DensityRamp.glyph(Float(index) / 255 * strength, ramp))
      }
    }
  }

  private static func finiteRange(of values: [Float]) -> ClosedRange<Float> {
    var low = Float.infinity
    var high = -Float.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return low <= high ? low...high : 0...1
  }
}

/// The colours of a heatmap's numbers.
struct HeatColors {
  private var colors: [RGB]
  private let scale: Normalizer

  init(
    _ map: ColorMap, _ range: ClosedRange<Float>, strength: Float, fade: Float, _ medium: Medium
  ) {
    colors = map.table(for: medium)
    scale = Normalizer(range)
    // On a light backdrop the maps begin with its colour anyway.
    let fades = fade > 0 && medium.colors != .ansi16 && medium.backdrop == .dark
    guard strength < 1 || fades else { return }
    let backdrop = medium.backdrop.color
    for index in colors.indices {
      let risen = fades ? min(1, Float(index) / (255 * fade)) : 1
      colors[index] = backdrop.blended(toward: colors[index], by: strength * risen)
    }
  }

  @inline(__always) func color(of value: Float) -> RGB {
    let index = scale.index(value)
    return index < 0 ? ColorMap.missing : colors[index]
  }
}

/// Glyphs in the order of the share of a cell that they fill.
enum DensityRamp {
  static let ascii = Array(" .:-=+*#%@".unicodeScalars)
  static let blocks = Array(" ░▒▓█".unicodeScalars)

  static func glyph(_ t: Float, _ ramp: [Unicode.Scalar]) -> Unicode.Scalar {
    ramp[min(ramp.count - 1, max(0, Int(t * Float(ramp.count))))]
  }
}

/// Maps a range of numbers onto 0...255.
struct Normalizer {
  private let low: Float
  private let factor: Float

  init(_ range: ClosedRange<Float>) {
    low = range.lowerBound
    let width = range.upperBound - range.lowerBound
    factor = width > 0 && width.isFinite ? 255 / width : 0
  }

  /// The entry, held at the ends; −1 for NaN.
  @inline(__always) func index(_ value: Float) -> Int {
    guard value == value else { return -1 }
    let scaled = (value - low) * factor + 0.5
    return Int(min(max(scaled.isNaN ? 0 : scaled, 0), 255))
  }
}
