import Canvas
import Flows
import Learning

/// What a model leaves between two groups of the target's points, where the target has nothing.
struct Bridge: Sendable {
  /// The strip between the groups, in order around it.
  var corners: [SIMD2<Float>]
  /// Where its mass is written: in the strip, beside the line between the groups.
  var label: SIMD2<Float>
  /// Shares of all mass in the strip.
  var mass: Double
  var targetMass: Double?

  init(
    _ strip: GapCrossing.Strip, _ density: any PointEvaluator, _ model: Model, _ target: any Target,
    isFine: Bool
  ) {
    corners = strip.corners(reach: 2 * target.extent).map { SIMD2<Float>($0) }
    let side = SIMD2(-strip.axis.y, strip.axis.x)
    let above = side.y < 0 ? -side : side
    label = SIMD2<Float>(strip.middle + above * (0.75 * target.extent))
    (mass, targetMass) = strip.mass(density, model, target, isFine: isFine)
  }

  private var percent: String { (100 * mass).significant.shows("gap.mass") + " %" }

  /// Why it is there, in a line.
  var reason: String {
    "bridge \(percent): f is continuous, so a connected blob stays connected"
  }

  /// What it is, and why it must be there, the longer form first.
  var words: [String] {
    let short = targetMass.map { ", target \((100 * $0).significant.shows("gap.target")) %" } ?? ""
    let target =
      targetMass.map { " (\((100 * $0).significant.shows("gap.target")) % of the target's)" } ?? ""
    return [
      "The bridge: \(percent) of the model's mass\(target) lies between the two groups. It must exist: "
        + "f is continuous, and a connected blob stays connected. Training can thin it, not cut it.",
      "Bridge: \(percent) of the mass\(short). It must exist: f is continuous, so a connected blob "
        + "stays connected.",
    ]
  }

  /// Marks the strip, and writes its mass into it.
  func draw(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    raster.isDotted = true
    for (start, end) in [(0, 3), (1, 2)] {
      raster.line(
        from: viewport.dot(corners[start]), to: viewport.dot(corners[end]), style: theme.faint)
    }
    canvas.draw(
      raster, at: viewport.rect.column, viewport.rect.row, legible: true, medium: state.medium)
    let forms = ["bridge \(percent)", percent]
    guard let text = forms.first(where: { $0.count <= viewport.rect.columns }),
      let cell = viewport.cell(label)
    else { return }
    let rect = viewport.rect
    let column = min(max(cell.column - text.count / 2, rect.column), rect.endColumn - text.count)
    canvas.write(StyledText(text, theme.strong), at: column, cell.row)
  }
}
