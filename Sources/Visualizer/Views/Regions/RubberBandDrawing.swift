import Canvas
import Foundation

extension RubberBandScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let wide = body.columns >= 100
    let parts = body.columns(.share(1), .cells(wide ? 38 : 0))
    let below = parts[0].rows(.share(1), .cells(wide || parts[0].rows < 16 ? 0 : 6))
    drawBand(state, below[0], on: &canvas)
    if wide {
      let side = parts[1].rows(
        .share(1), .cells(parts[1].rows >= 26 + bins.count ? parts[1].rows - 22 : 0))
      drawNumbers(state, side[0], on: &canvas)
      if !side[1].isEmpty { drawTable(state, side[1], on: &canvas) }
    }
    if !below[1].isEmpty { drawNumbers(state, below[1], on: &canvas) }
  }

  /// The band: bins over z₁, their edges carried, the same bins over x₁.
  private func drawBand(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(
          frame.columns >= 56 ? "mass over width, in bins of z₁" : "bins of z₁", theme.text),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: StyledText(
          frame.columns >= 76
            ? "the same bins over x₁" + ", with the same mass".shows("band.mass.x")
            : "the same bins over x₁", theme.text),
        right: frame.columns >= 60
          ? StyledText("dx/dz: ", theme.faint) + gridLegend(state, width: 18) : nil), state)
    guard inside.rows >= 7 else { return }
    // Both pictures are equally high, or equal densities would look different.
    let between = max(2, inside.rows / 4)
    let odd = (inside.rows - 2 - between) % 2
    let rows = inside.rows(.share(1), .cells(1), .cells(between + odd), .cells(1), .share(1))
    let top = Double(bins.map { $0.mass / $0.width }.max() ?? 1)
    let image = imageHeights(across: 2 * inside.columns).max() ?? 1
    // Where the band folds, the density has no bound at the edges.
    let needed = 1.15 * max(top, folds ? min(image, 4 * top) : image)
    // A band far out has masses that are 0, or no numbers.
    let high = needed > 0 && needed.isFinite ? needed : 1
    let across = -reach...reach
    drawBars(state, CurveAxes(rect: rows[0], x: across, y: 0...high), isImage: false, on: &canvas)
    drawAxis(
      state, rows[1], "z₁", bins.map(\.z.lowerBound) + bins.suffix(1).map(\.z.upperBound),
      on: &canvas)
    drawStrands(state, rows[2], on: &canvas)
    drawAxis(state, rows[3], "x₁", bins.map(\.x.first) + bins.suffix(1).map(\.x.last), on: &canvas)
    drawBars(state, CurveAxes(rect: rows[4], x: across, y: 0...high), isImage: true, on: &canvas)
  }

  /// The places of the x axis under one dot of so many.
  private func places(_ index: Int, of count: Int) -> (low: Double, high: Double) {
    (
      reach * (2 * Double(index) / Double(count) - 1),
      reach * (2 * Double(index + 1) / Double(count) - 1)
    )
  }

  /// What lies over places of an axis: bins and their heights. Bins that share places stand one on the
  /// other.
  private func stack(
    from low: Double, to high: Double, isImage: Bool
  ) -> [(bin: Int, height: Double)] {
    bins.indices.compactMap { index in
      let bin = bins[index]
      let middle = 0.5 * (low + high)
      let isIn = bin.z.lowerBound <= middle && middle < bin.z.upperBound
      let height =
        isImage ? bin.density(from: low, to: high) : isIn ? bin.mass / bin.width : 0
      return height > 0 && height.isFinite ? (index, height) : nil
    }
  }

  private func imageHeights(across count: Int) -> [Double] {
    (0..<count).map { index in
      let (low, high) = places(index, of: count)
      return stack(from: low, to: high, isImage: true).reduce(0) { $0 + $1.height }
    }
  }

  /// A bar for each bin, as high as its mass over its width.
  private func drawBars(
    _ state: State, _ axes: CurveAxes, isImage: Bool, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    var raster = DotRaster(columns: axes.rect.columns, rows: axes.rect.rows)
    let count = 2 * axes.rect.columns
    for index in 0..<count {
      let (low, high) = places(index, of: count)
      let place = 0.5 * (low + high)
      var bottom = 0.0
      for (bin, height) in stack(from: low, to: high, isImage: isImage) {
        let style =
          bin == chosen ? theme.model : bin % 2 == 0 ? theme.text : theme.faint
        raster.line(
          from: axes.dot(place, bottom), to: axes.dot(place, bottom + height), style: style)
        bottom += height
      }
    }
    canvas.draw(raster, at: axes.rect.column, axes.rect.row, medium: state.medium)
  }

  /// An axis with a tick for each edge of a bin.
  private func drawAxis(
    _ state: State, _ frame: Rect, _ name: String, _ ticks: [Double], on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let isPlain = state.medium.glyphs == .ascii
    canvas.write(
      StyledText(String(repeating: isPlain ? "-" : "─", count: frame.columns), theme.faint),
      at: frame.column, frame.row)
    for tick in ticks {
      guard let column = column(of: tick, in: frame) else { continue }
      canvas.write(StyledText(isPlain ? "+" : "┼", theme.text), at: column, frame.row)
    }
    canvas.write(StyledText(name + " ", theme.strong), at: frame.column, frame.row)
  }

  private func column(of place: Double, in frame: Rect) -> Int? {
    guard place.isFinite, abs(place) <= reach else { return nil }
    let share = (place + reach) / (2 * reach)
    return frame.column + min(Int(share * Double(frame.columns)), frame.columns - 1)
  }

  /// From each edge of a bin to its image, coloured by how much the bins beside it stretch.
  private func drawStrands(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let axes = CurveAxes(rect: frame, x: -reach...reach, y: 0...1)
    var raster = DotRaster(columns: frame.columns, rows: frame.rows)
    func strand(_ z: Double, _ x: Double, _ style: Style) {
      guard x.isFinite, abs(x) < 4 * reach else { return }
      raster.line(from: axes.dot(z, 1), to: axes.dot(x, 0), style: style)
    }
    for bin in bins {
      strand(bin.z.lowerBound, bin.x.first, colors.style(for: Float(bin.logStretch)))
    }
    if let last = bins.last {
      strand(last.z.upperBound, last.x.last, colors.style(for: Float(last.logStretch)))
    }
    if let bin {
      strand(bin.z.lowerBound, bin.x.first, theme.model)
      strand(bin.z.upperBound, bin.x.last, theme.model)
    }
    canvas.draw(raster, at: frame.column, frame.row, legible: true, medium: state.medium)
  }

  private func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("the bin at the probe", theme.model)), state
    ).inset(columns: 1, rows: 0)
    guard let bin, inside.columns >= 30 else { return }
    func row(
      _ name: String, _ z: String, _ x: String, _ style: Style, _ reading: String = ""
    ) -> StyledText {
      StyledText(name.trailing(12), theme.faint)
        + StyledText(z.shows(reading + ".z").leading(10), style)
        + StyledText(x.shows(reading + ".x").leading(10), style)
    }
    let before = bin.mass / bin.width
    let after = bin.imageMass / bin.imageWidth
    func number(_ value: Double) -> String { value.isFinite ? value.text(3) : "none" }
    var lines = [
      row("", "z₁", "x₁", theme.faint),
      row("width", bin.width.text(3), number(bin.imageWidth), theme.text, "band.width"),
      row(
        "mass", bin.mass.text(3), bin.isPoint ? "no sum" : number(bin.imageMass), theme.model,
        "band.mass"),
      row("mass/width", before.text(3), number(after), theme.strong, "band.density"),
    ]
    if inside.rows >= 8 {
      lines.insert(
        row(
          "from", bin.z.lowerBound.text(2), bin.x.first.text(2).shows("band.width.x"), theme.text),
        at: 1)
      lines.insert(
        row("to", bin.z.upperBound.text(2), bin.x.last.text(2).shows("band.width.x"), theme.text),
        at: 2)
    }
    if inside.rows >= 18 {
      let words = [
        "", "The band is z₁ at the probe's z₂, cut into equal bins. f carries their edges to x₁.",
        "",
        "A bin keeps its mass. Where it gets wider, its mass over width falls: density is mass "
          + "over width.",
        "", "Each mass is summed over its own axis: p_z dz over z₁, and p_z/|dx/dz| dx over x₁.",
      ]
      lines += words.flatMap { $0.isEmpty ? [""] : wrapped($0, inside.columns) }.map {
        StyledText($0, theme.faint)
      }
    }
    canvas.write(lines: lines, in: inside)
  }

  /// Every bin's width and mass over width, in z and in x, and their masses' sum.
  private func drawTable(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("every bin", theme.text)), state
    ).inset(columns: 1, rows: 0)
    func row(_ texts: [String], _ style: Style) -> StyledText {
      StyledText(texts.map { $0.leading(inside.columns / 4) }.joined(), style)
    }
    func number(_ value: Double) -> String { value.isFinite ? value.text(3) : "none" }
    let rows = bins.enumerated().map { index, bin in
      row(
        [
          bin.mass.text(3), number(bin.mass / bin.width),
          number(bin.imageWidth).shows("band.width.x"),
          number(bin.imageMass / bin.imageWidth).shows("band.density.x"),
        ], index == chosen ? theme.model : theme.text)
    }
    let sum = row([bins.reduce(0) { $0 + $1.mass }.text(3), "", "", ""], theme.strong)
    let lines = rows + [sum]
    let isApart = inside.rows >= 2 * lines.count + 1
    canvas.write(
      lines: [row(["mass", "/width z₁", "width x₁", "/width x₁"], theme.faint)]
        + lines.flatMap { isApart ? ["", $0] : [$0] }, in: inside)
  }
}
