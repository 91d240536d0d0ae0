import Canvas
import Flows
import Learning

/// The grid's cells where they lie in data space, pixel by pixel. Flat colours show what the flow does to
/// their area.
struct GridCells: Sendable {
  /// log|det df/dz| at each pixel of the picture, in nats; NaN outside the grid.
  var logDet: [Float]
  /// Whether a pixel belongs to a dark square of the chessboard, which tells neighbouring cells apart.
  var isDark: [Bool]

  /// - Parameter spacing: between the grid's lines, in units of base space.
  init(_ evaluator: Evaluator, _ model: Model, _ viewport: Viewport, spacing: Float) {
    let back = evaluator.inverse(viewport.pixelCenters(), of: model)
    let reach = GridTracer.baseReach
    logDet = zip(back.z, back.logDet).map { z, logDet in
      abs(z.x) <= reach && abs(z.y) <= reach ? -logDet : .nan
    }
    isDark = back.z.map { z in
      let place = z / spacing
      guard abs(place.x) < 1e6, abs(place.y) < 1e6 else { return false }
      return (Int(place.x.rounded(.down)) + Int(place.y.rounded(.down))).isMultiple(of: 2)
    }
  }
}
