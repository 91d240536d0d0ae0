extension PixelImage {
  /// Signed numbers as hues and amounts as light, as ``Canvas/drawLuminous(_:light:in:limit:medium:)`` draws
  /// them.
  ///
  /// - Parameters:
  ///   - values: row-major from the top, a whole number of rows of `columns`.
  ///   - light: as many, from 0 (nothing) to 1.
  public init(
    luminous values: [Float], light: [Float], columns: Int, limit: Float, medium: Medium
  ) {
    let map = LuminousMap(limit: limit, medium: medium)
    self.init(
      columns: columns, pixels: zip(values, light).map { map.color(value: $0, light: $1) })
  }

  /// A field of numbers as a heatmap, as ``Canvas/drawHeatmap(_:in:map:range:strength:fade:medium:)`` draws it.
  ///
  /// - Parameter values: row-major from the top, a whole number of rows of `columns`.
  public init(
    heatmap values: [Float], columns: Int, map: ColorMap = .viridis, range: ClosedRange<Float>,
    strength: Float = 1, fade: Float = 0, medium: Medium
  ) {
    let colors = HeatColors(map, range, strength: strength, fade: fade, medium)
    self.init(columns: columns, pixels: values.map { colors.color(of: $0) })
  }
}
