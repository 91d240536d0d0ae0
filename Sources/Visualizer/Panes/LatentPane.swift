import Canvas
import Flows
import Foundation
import Learning

/// Latent space: where the encoder says that the data came from, against the prior that samples begin
/// with.
enum LatentPane: PaneContent {
  static let space: Probe.Space? = .base
  static func needs(_ state: State) -> Set<LearnerAbility> { [.encoder] }
  static let help = PaneHelp(
    title: "z · latent space",
    text:
      "The prior N(0, 1), which samples begin with, and q(z|x), the encoder's guess of the z that a point x "
      + "of the data came from: one draw of each (dots) and some as ellipses of one standard deviation. "
      + "With one dimension: the prior as a line, the mean of all q(z|x) filled, some as bars.",
    keys: [(.swapProbe, "probe z, or x")], mouse: "click or drag: the probe")

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    var titles = PaneTitles()
    titles.top.left = StyledText(
      border.room >= 26 ? "z · latent space" : "z · latent", border.name)
    titles.top.right = StyledText("q ◀ x", theme.model)
    guard let latent = scene.latent else { return titles }
    let forms =
      latent.latent == 2
      ? [
        ("· q(z|x) of data, ○ 1σ of some", "light: prior"), ("· q(z|x), ○ 1σ", "light: prior"),
        ("· q(z|x) of data", ""),
      ]
      : [
        ("▄ mean q(z|x), bars: 1σ of some", "line: prior"), ("▄ mean q(z|x), ─ 1σ", "line: prior"),
        ("▄ mean q(z|x)", ""),
      ]
    let form =
      forms.first { $0.0.count + $0.1.count + 4 <= border.room } ?? (forms.last ?? ("", ""))
    titles.bottom.left = form.1.isEmpty ? nil : StyledText(form.1, theme.faint)
    titles.bottom.right = StyledText(form.0, theme.data)
    return titles
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    guard let latent = scene.latent else { return }
    let viewport = state.viewport(inside, extent: state.baseExtent)
    let probe = scene.evidence?.bounds.q
    if latent.latent == 2 {
      drawPlane(latent, probe, state, viewport, on: &canvas)
    } else {
      drawLine(latent, probe, state, viewport, on: &canvas)
    }
  }

  /// How many of the data's q(z | x) are drawn one by one.
  private static func count(_ rect: Rect) -> Int { min(12, max(5, rect.columns * rect.rows / 80)) }

  // MARK: Two dimensions

  private static func drawPlane(
    _ latent: LatentScene, _ probe: EncoderGaussian?, _ state: State, _ viewport: Viewport,
    on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let greatest = Float(1 / (2 * Double.pi))
    drawDensity(
      viewport.pixelCenters().map { greatest * exp(-0.5 * ($0 * $0).sum()) }, maximum: greatest,
      under: .points, state, viewport, on: &canvas)
    let dots = viewport.rect.columns * viewport.rect.rows / 4
    drawPoints(Array(latent.draws.prefix(dots)), theme.data, state, viewport, on: &canvas)
    // In dots: outlines at half blocks would hide each other where σ is small.
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    func outline(_ q: EncoderGaussian, _ style: Style) {
      raster.polyline(ellipse(q).map { viewport.dot($0) }, style: style, closed: true)
    }
    for q in latent.encoded.prefix(count(viewport.rect)) { outline(q, theme.data) }
    if let probe { outline(probe, theme.model) }
    canvas.draw(raster, at: viewport.rect.column, viewport.rect.row, medium: state.medium)
    drawProbe(probe?.mean, state, viewport, on: &canvas)
  }

  /// One standard deviation around the mean.
  private static func ellipse(_ q: EncoderGaussian) -> [SIMD2<Float>] {
    (0..<40).map { index in
      let angle = 2 * Double.pi * Double(index) / 40
      return SIMD2<Float>(q.mean + q.deviation * SIMD2(cos(angle), sin(angle)))
    }
  }

  // MARK: One dimension

  /// Above, some q(z | x) as bars; below, the mean of all over z, and the prior.
  private static func drawLine(
    _ latent: LatentScene, _ probe: EncoderGaussian?, _ state: State, _ viewport: Viewport,
    on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let rect = viewport.rect
    let (columns, rows) = (2 * rect.columns, 4 * rect.rows)
    guard rows > 8 else { return }
    let bars = rows * 2 / 5
    let places = (0..<columns).map { column in
      Double(viewport.data(dot: SIMD2(Float(column) + 0.5, 0)).x)
    }
    let densities = places.map(latent.densities)
    let top = 1.1 * max(0.4, densities.map(\.encoded).max() ?? 0)
    func height(_ density: Double) -> Float {
      Float(rows) - 0.5 - Float(min(density / top, 1) * Double(rows - bars - 2))
    }
    var raster = DotRaster(columns: rect.columns, rows: rect.rows)
    for (column, density) in densities.enumerated() {
      let x = Float(column) + 0.5
      raster.line(
        from: SIMD2(x, Float(rows) - 0.5), to: SIMD2(x, height(density.encoded)),
        style: theme.data)
    }
    raster.polyline(
      densities.enumerated().map { SIMD2(Float($0) + 0.5, height($1.prior)) }, style: theme.text)
    func bar(_ q: EncoderGaussian, _ row: Int, _ style: Style) {
      let ends = [-1.0, 1.0].map { side in
        let place = viewport.dot(SIMD2(Float(q.mean.x + side * q.deviation.x), 0)).x
        return SIMD2(min(max(place, 0), Float(columns)), Float(row) + 0.5)
      }
      raster.line(from: ends[0], to: ends[1], style: style)
    }
    let shown = latent.encoded.prefix(min(count(rect), (bars - 4) / 2))
    for (index, q) in shown.sorted(by: { $0.mean.x < $1.mean.x }).enumerated() {
      bar(q, 4 + 2 * index, theme.data)
    }
    if let probe { bar(probe, 1, theme.model) }
    canvas.draw(raster, at: rect.column, rect.row, medium: state.medium)
  }
}
