/// Curves over an axis: what to draw; ``Canvas/drawPlot(_:in:medium:)`` draws it.
///
///     let curve = (0..<100).map { SIMD2(Double($0), 1 / Double($0 + 1)) }
///     let plot = Plot(series: [Plot.Series(points: curve, label: "loss")], xLabel: "step")
///     canvas.drawPlot(plot, in: canvas.bounds, medium: medium)
public struct Plot: Hashable, Sendable {
  /// One curve. A point that is not finite leaves a gap.
  public struct Series: Hashable, Sendable {
    public var points: [SIMD2<Double>]
    public var style: Style
    /// Written inside the plot near the end of the curve, where there is room.
    public var label: String?
    /// Drawn with gaps, so that it differs from a solid curve without colour too.
    public var isDotted: Bool

    public init(
      points: [SIMD2<Double>], style: Style = .plain, label: String? = nil, isDotted: Bool = false
    ) {
      self.points = points
      self.style = style
      self.label = label
      self.isDotted = isDotted
    }
  }

  /// A dashed horizontal line, such as the entropy floor under a loss.
  public struct Reference: Hashable, Sendable {
    public var y: Double
    public var label: String
    public var style: Style
    /// Where along the x axis it is drawn; `nil` is all of it.
    public var xRange: ClosedRange<Double>?

    public init(
      y: Double, label: String, style: Style = Style(dim: true),
      xRange: ClosedRange<Double>? = nil
    ) {
      self.y = y
      self.label = label
      self.style = style
      self.xRange = xRange
    }
  }

  /// A vertical line at an x that means something, with its name.
  public struct Mark: Hashable, Sendable {
    public var x: Double
    public var label: String
    public var style: Style

    public init(x: Double, label: String, style: Style = Style(dim: true)) {
      self.x = x
      self.label = label
      self.style = style
    }
  }

  /// The region between two curves, such as the bounds of an estimate.
  public struct Band: Hashable, Sendable {
    /// The lower and the upper edge, at ascending places of the x axis.
    public var lower: [SIMD2<Double>]
    public var upper: [SIMD2<Double>]
    public var style: Style
    /// Whether its edges are drawn, too; a curve may stand there already.
    public var isOutlined: Bool

    public init(
      lower: [SIMD2<Double>], upper: [SIMD2<Double>], style: Style, isOutlined: Bool = true
    ) {
      self.lower = lower
      self.upper = upper
      self.style = style
      self.isOutlined = isOutlined
    }
  }

  public var series: [Series]
  /// Bands are drawn behind everything; without colours only their edges are.
  public var bands: [Band] = []
  public var references: [Reference]
  public var marks: [Mark] = []
  /// The ends of the axes; by default those of the finite points, and of the references for y.
  public var xRange: ClosedRange<Double>?
  public var yRange: ClosedRange<Double>?
  /// Whether the y axis is logarithmic; values that are not above zero leave gaps.
  public var logarithmicY: Bool
  /// What the x axis counts, written at its end: `step`.
  public var xLabel: String
  /// Only whole numbers label the x axis.
  public var wholeX: Bool
  /// A vertical line at this x, for reading values off.
  public var cursor: Double?
  /// The text in the middle while there is no point to draw.
  public var emptyText: String
  public var axisStyle: Style
  /// Cells reserved for the numbers on the left, so that nothing moves when one gets longer.
  public var minimumLabelWidth: Int

  public init(
    series: [Series], references: [Reference] = [], xRange: ClosedRange<Double>? = nil,
    yRange: ClosedRange<Double>? = nil, logarithmicY: Bool = false, xLabel: String = "",
    wholeX: Bool = true, cursor: Double? = nil, emptyText: String = "no data yet",
    axisStyle: Style = Style(dim: true), minimumLabelWidth: Int = 4
  ) {
    self.series = series
    self.references = references
    self.xRange = xRange
    self.yRange = yRange
    self.logarithmicY = logarithmicY
    self.xLabel = xLabel
    self.wholeX = wholeX
    self.cursor = cursor
    self.emptyText = emptyText
    self.axisStyle = axisStyle
    self.minimumLabelWidth = minimumLabelWidth
  }

  /// Whether no series has a point that can be drawn.
  public var isEmpty: Bool { !series.contains { $0.points.contains(where: isDrawable) } }

  /// The range of numbers without the highest few, so that the first steps of a loss do not squeeze the rest
  /// flat.
  ///
  /// - Parameter share: how many of the highest to leave out, from 0 to 1.
  /// - Returns: `nil` where no number is finite.
  public static func range(of values: [Double], ignoringHighest share: Double)
    -> ClosedRange<Double>?
  {
    let sorted = values.filter(\.isFinite).sorted()
    guard let least = sorted.first else { return nil }
    let last = Int((Double(sorted.count - 1) * (1 - min(max(share, 0), 1))).rounded())
    return least...sorted[last]
  }

  func isDrawable(_ point: SIMD2<Double>) -> Bool {
    point.x.isFinite && point.y.isFinite && (!logarithmicY || point.y > 0)
  }

  /// The range of the x axis: the given one or that of the points; its width is never zero.
  func resolvedXRange() -> ClosedRange<Double> {
    if let xRange, let usable = Self.usable(xRange) { return usable }
    let values = series.flatMap { $0.points.filter(isDrawable).map(\.x) }
    guard let low = values.min(), let high = values.max() else { return 0...1 }
    return low < high ? low...high : low...(low + max(1, abs(low) * 0.1))
  }

  /// The range of the y axis: the given one, or that of the points and references with a margin.
  func resolvedYRange() -> ClosedRange<Double> {
    if let yRange, let usable = Self.usable(yRange), !logarithmicY || usable.lowerBound > 0 {
      return usable
    }
    var values = series.flatMap { $0.points.filter(isDrawable).map(\.y) }
    values += references.map(\.y).filter { $0.isFinite && (!logarithmicY || $0 > 0) }
    guard let low = values.min(), let high = values.max() else {
      return logarithmicY ? 0.1...1 : 0...1
    }
    if logarithmicY {
      return low < high ? low...high : (low / 2)...(high * 2)
    }
    let margin = low < high ? 0.05 * (high - low) : max(0.5, 0.1 * abs(low))
    return Self.usable((low - margin)...(high + margin)) ?? 0...1
  }

  /// A range that can be drawn: finite, and of a width above zero.
  private static func usable(_ range: ClosedRange<Double>) -> ClosedRange<Double>? {
    let width = range.upperBound - range.lowerBound
    guard width.isFinite else { return nil }
    let least = max(abs(range.lowerBound), abs(range.upperBound)) * 1e-9
    if width > least { return range }
    let margin = max(0.5, 0.1 * abs(range.lowerBound))
    return (range.lowerBound - margin)...(range.upperBound + margin)
  }
}

/// Where a drawn plot put its axes: for reading values off, and for clicks.
public struct PlotLayout: Hashable, Sendable {
  /// The cells inside the axes.
  public let area: Rect
  public let xRange: ClosedRange<Double>
  public let yRange: ClosedRange<Double>
  public let logarithmicY: Bool

  /// Where a point lies on the raster of the area, in dots; NaN where it cannot be drawn.
  public func dot(_ point: SIMD2<Double>) -> SIMD2<Float> {
    let x = (point.x - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound)
    let y = height(point.y)
    return SIMD2(
      Float(x * Double(2 * area.columns - 1) + 0.5),
      Float((1 - y) * Double(4 * area.rows - 1) + 0.5))
  }

  /// How far up the axis a value is, from 0 to 1.
  private func height(_ y: Double) -> Double {
    guard logarithmicY else {
      return (y - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
    }
    guard y > 0 else { return .nan }
    let low = logarithm10(yRange.lowerBound)
    return (logarithm10(y) - low) / (logarithm10(yRange.upperBound) - low)
  }

  /// The column of the canvas that shows `x`; `nil` outside the range.
  public func column(ofX x: Double) -> Int? {
    guard xRange.contains(x), !area.isEmpty else { return nil }
    let dot = dot(SIMD2(x, yRange.upperBound))
    return area.column + min(area.columns - 1, Int(dot.x / 2))
  }

  /// The row of the canvas that shows `y`; `nil` outside the range.
  public func row(ofY y: Double) -> Int? {
    guard yRange.contains(y), !area.isEmpty else { return nil }
    let dot = dot(SIMD2(xRange.lowerBound, y))
    return area.row + min(area.rows - 1, Int(dot.y / 4))
  }

  /// The y in the middle of one of the two pixels of a row, counted from the top of the area.
  func y(atPixel pixel: Int) -> Double {
    let height = 1 - (Double(pixel) + 0.5) / Double(max(1, 2 * area.rows))
    guard logarithmicY else {
      return yRange.lowerBound + height * (yRange.upperBound - yRange.lowerBound)
    }
    let low = logarithm10(yRange.lowerBound)
    return power(10, low + height * (logarithm10(yRange.upperBound) - low))
  }

  /// The x in the middle of a column of the canvas, held inside the range.
  public func x(atColumn column: Int) -> Double {
    let share = (Double(2 * (column - area.column)) + 0.5) / Double(max(1, 2 * area.columns - 1))
    let width = xRange.upperBound - xRange.lowerBound
    return xRange.lowerBound + min(max(share, 0), 1) * width
  }
}
