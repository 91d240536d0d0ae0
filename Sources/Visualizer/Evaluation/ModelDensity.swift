import Canvas
import Foundation
import Learning

// The model's density as a picture: the largest single piece of work in a frame.
extension Evaluation {
  /// Whether the density at so many points takes more than about a millisecond. More than 6,000 points do
  /// in every model; fewer do where each takes many operations, or where an equation has to be solved.
  static func isMuchWork(_ points: Int, _ evaluator: Evaluator) -> Bool {
    guard let operations = evaluator.inverseOperations else { return true }
    return points > 6000 || points * operations > 100_000_000
  }

  /// The model's density at a viewport's pixels.
  ///
  /// - Parameter coarse: evaluates once for two by two pixels and interpolates. A density that is zero
  ///   somewhere is evaluated at every pixel all the same: nothing can be interpolated across an edge.
  static func modelDensity(
    _ evaluator: Evaluator, _ model: Model, _ viewport: Viewport, coarse: Bool
  ) -> [Float] {
    if coarse, let density = coarseDensity(evaluator, model, viewport) { return density }
    return evaluator.inverse(viewport.pixelCenters(), of: model).logDensity.map(exp)
  }

  /// `nil` where the density is zero, or not a number, at some of the points.
  private static func coarseDensity(
    _ evaluator: Evaluator, _ model: Model, _ viewport: Viewport
  ) -> [Float]? {
    let columns = (viewport.pixelColumns + 1) / 2
    let rows = (viewport.pixelRows + 1) / 2
    var points: [SIMD2<Float>] = []
    points.reserveCapacity(columns * rows)
    for row in 0..<rows {
      for column in 0..<columns {
        points.append(viewport.data(pixel: SIMD2(Float(2 * column + 1), Float(2 * row + 1))))
      }
    }
    let logDensity = evaluator.inverse(points, of: model).logDensity
    guard logDensity.allSatisfy(\.isFinite) else { return nil }
    return doubled(logDensity, columns, rows, to: viewport)
  }

  /// Densities at a viewport's pixels from log-densities at every second pixel across and down, by
  /// Catmull-Rom cubics of the logarithm, which a mixture of bumps and ridges follows closely. The
  /// integral stays what it was.
  private static func doubled(
    _ logDensity: [Float], _ columns: Int, _ rows: Int, to viewport: Viewport
  ) -> [Float] {
    let across = (0..<2 * columns).map { Taps(pixel: $0, count: columns) }
    let down = (0..<2 * rows).map { Taps(pixel: $0, count: rows) }
    var wide: [Float] = []
    wide.reserveCapacity(rows * across.count)
    for row in 0..<rows {
      for taps in across { wide.append(taps.value { logDensity[row * columns + $0] }) }
    }
    var fine: [Float] = []
    fine.reserveCapacity(down.count * across.count)
    for taps in down {
      for x in across.indices { fine.append(exp(taps.value { wide[$0 * across.count + x] })) }
    }
    let total = fine.reduce(0, +)
    let scale = total > 0 ? 4 * logDensity.reduce(0) { $0 + exp($1) } / total : 1
    return (0..<viewport.pixelRows).flatMap { row in
      fine[row * across.count..<row * across.count + viewport.pixelColumns].map { scale * $0 }
    }
  }

  /// The four values along a line that a pixel is made of. Its centre lies a quarter of the way from
  /// the nearest to the next.
  private struct Taps {
    let beyond, nearest, next, last: Int

    init(pixel: Int, count: Int) {
      let (nearest, side) = (pixel / 2, pixel.isMultiple(of: 2) ? -1 : 1)
      func inside(_ index: Int) -> Int { min(max(index, 0), count - 1) }
      self.nearest = nearest
      beyond = inside(nearest - side)
      next = inside(nearest + side)
      last = inside(nearest + 2 * side)
    }

    /// The interpolated logarithm. It is at most a little above both neighbours, or a steep edge would
    /// get a bright rim.
    func value(_ log: (Int) -> Float) -> Float {
      let (near, far) = (log(nearest), log(next))
      let cubic =
        -0.0703125 * log(beyond) + 0.8671875 * near + 0.2265625 * far - 0.0234375 * log(last)
      return min(cubic, max(near, far) + 0.3)
    }
  }
}
