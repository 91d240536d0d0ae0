import Canvas
import Flows
import Learning

/// The planes of the panes at the pixels of a medium that has them.
///
/// Every pixel is evaluated, at every scale: nothing is interpolated.
struct FinePlanes: Sendable {
  /// The model in data space.
  var data: PlaneField?
  var base: PlaneField?
  /// The target's density; `nil` where it is unknown.
  var target: [Float]?
}

extension Viewport {
  /// The same window in a medium whose cells have 8 × 16 pixels at scale 1: its half-block pixels are those.
  func finer(_ scale: Int) -> Viewport {
    let (lower, upper) = bounds
    return Viewport(
      rect: Rect(columns: 8 * scale * rect.columns, rows: 8 * scale * rect.rows),
      halfSize: (upper - lower) / 2, center: center)
  }
}
