import Canvas
import Flows

/// The terrain P(z) whose slope a layer's arrows are, x = z + ∇P(z): a layer that is the gradient of a potential
/// moves each point straight uphill, as far as it is steep there.
struct FieldTerrain: Sendable {
  /// How high it is at the picture's pixels, above its lowest place there.
  let heights: [Float]
  /// The greatest height.
  let top: Float
  /// Between neighbouring lines of equal height.
  let step: Float

  static var none: String {
    "no terrain here: layers that are the gradient of a potential are those of "
      + FlowFamily.all.filter(\.movesUpSlopes).map(\.name).joined(separator: " and ")
  }

  /// About so many lines.
  private static let lines: Float = 14

  /// - Parameter heights: up to a constant.
  /// - Returns: `nil` where none is a number.
  init?(_ heights: [Float]?) {
    let known = (heights ?? []).filter(\.isFinite)
    guard let heights, let lowest = known.min(), let highest = known.max() else { return nil }
    top = highest - lowest
    self.heights = heights.map { $0 - lowest }
    step = Self.rounded(top / Self.lines)
  }

  /// The nearest of 1, 2 and 5 times a power of ten.
  private static func rounded(_ step: Float) -> Float {
    guard step > 0 else { return 1 }
    var power: Float = 1
    while power > step { power /= 10 }
    while power * 10 <= step { power *= 10 }
    let digit = step / power
    return power * (digit < 1.4 ? 1 : digit < 3.2 ? 2 : digit < 7 ? 5 : 10)
  }

  /// Low places dark and high ones light, with lines of equal height. Strokes made of characters would be
  /// taken for arrows: there are no lines then.
  func draw(_ state: State, _ viewport: Viewport, on canvas: inout Canvas) {
    let medium = state.medium
    let hasLines = Self.hasLines(medium)
    if medium.colors != .mono || !hasLines {
      canvas.drawHeatmap(
        heights, in: viewport.rect, map: state.colorMap, range: 0...max(top, 1e-6),
        strength: Foreground.lines.strength(medium), medium: medium)
    }
    guard hasLines else { return }
    let levels = stride(from: step, to: top, by: step)
    drawContours(
      heights, levels: Array(levels), style: Theme(medium).faint, viewport, medium: medium,
      on: &canvas)
  }

  private static func hasLines(_ medium: Medium) -> Bool { medium.glyphs != .ascii }

  func caption(_ layer: String) -> Caption {
    let rise = "the terrain rises by \(Double(top).significant) in view"
    return Caption(
      "\(layer) moves every point straight uphill, as far as it is steep: \(rise)",
      "\(layer) moves points uphill: \(rise)", rise)
  }

  /// - Parameter key: what the key `a` does.
  func lines(_ medium: Medium, key: String, width: Int, rows: Int) -> [StyledText] {
    let theme = Theme(medium)
    func fact(_ label: String, _ value: Float) -> StyledText {
      factLine(
        label, StyledText(Double(value).significant, theme.text), theme, width: min(width, 64))
    }
    var lines = [fact("highest over lowest place", top)]
    if Self.hasLines(medium) { lines.append(fact("between two lines", step)) }
    let notes = [
      "Arrows are the slope of the terrain, x − z = ∇P(z): each points straight uphill, and is as long as it "
        + "is steep.",
      "So the Jacobian, 1 + P's second derivatives, is symmetric: the layer stretches and never turns.",
      "P is φ*(z) − ½‖z‖², where φ* is convex: where P bends up points spread, where it bends down they gather.",
      "\(key), [ ] scrub, m plays.",
    ]
    for note in notes { lines.append(note: note, width: width, rows: rows, theme) }
    return lines
  }
}
