import Canvas
import Foundation

/// Base space's chessboard at a picture's pixels, wherever the flow has carried it.
///
/// No line is traced and no square filled: the square of a pixel follows from its point of base space,
/// z. How many z a pixel is wide, by differences between neighbours, says how soft an edge has to be;
/// where squares are smaller than pixels, nothing of the board is left.
struct Board {
  /// From −1, in a dark square, to 1, in a light one.
  private(set) var squares: [Float]
  /// How far the nearest edge of a square is, in pixels.
  private(set) var edges: [Float]

  /// - Parameters:
  ///   - z: row-major, in rows of `columns`; NaN where it is not known.
  ///   - spacing: the side of a square, in units of base space.
  ///   - grain: pixels that count as one when squares are cut into smaller ones.
  init(_ z: [SIMD2<Float>], columns: Int, spacing: Float, grain: Float = 1) {
    squares = Array(repeating: 0, count: z.count)
    edges = Array(repeating: .infinity, count: z.count)
    guard columns > 0 else { return }
    for index in z.indices {
      let width = Self.width(of: z, at: index, columns)
      guard z[index].x.magnitude < 1e6, z[index].y.magnitude < 1e6, width.x.isFinite,
        width.y.isFinite
      else { continue }
      let (across, along) = (
        Wave(z[index].x, width.x, spacing), Wave(z[index].y, width.y, spacing)
      )
      edges[index] = min(across.pixels, along.pixels)
      squares[index] = across.level * along.level
      // Large squares are cut in four, and in four again, faintly: there is room to show how they
      // are bent.
      let size = spacing / max(width.x, width.y, 1e-9) / grain
      guard size > 7, size.isFinite else { continue }
      let levels = min(log2(size / 7), 5)
      let whole = levels.rounded(.down)
      func fine(_ level: Float) -> Float {
        guard level > 0 else { return squares[index] }
        let part = spacing / exp2(level)
        return Wave(z[index].x, width.x, part).level * Wave(z[index].y, width.y, part).level
      }
      let detail = fine(whole) + (levels - whole) * (fine(whole + 1) - fine(whole))
      squares[index] += 0.35 * (detail - squares[index])
    }
  }

  /// How far each coordinate of z goes across a pixel.
  private static func width(
    of z: [SIMD2<Float>], at index: Int, _ columns: Int
  ) -> SIMD2<Float> {
    let column = index % columns
    func step(_ offset: Int, _ hasBefore: Bool, _ hasAfter: Bool) -> SIMD2<Float> {
      switch (hasBefore, hasAfter) {
      case (true, true): (z[index + offset] - z[index - offset]) / 2
      case (true, false): z[index] - z[index - offset]
      case (false, true): z[index + offset] - z[index]
      case (false, false): .zero
      }
    }
    let across = step(1, column > 0, column + 1 < columns)
    let down = step(columns, index >= columns, index + columns < z.count)
    return (across * across + down * down).squareRoot()
  }

  /// Up and down along one coordinate of base space.
  private struct Wave {
    /// 1 or −1 inside a stripe, between them near an edge.
    let level: Float
    /// How far the edge is, in pixels.
    let pixels: Float

    init(_ z: Float, _ width: Float, _ spacing: Float) {
      let place = z / spacing
      let phase = place - 2 * (place / 2).rounded(.down)
      let distance = min(phase, 2 - phase, (phase - 1).magnitude) * spacing
      pixels = distance / max(width, 1e-9)
      level = (phase < 1 ? 1 : -1) * min(pixels / 0.7, 1)
    }
  }
}

extension Board {
  /// The side of a square, in units of base space: smaller pictures have fewer.
  static func spacing(in viewport: Viewport) -> Float { viewport.rect.rows < 26 ? 0.75 : 0.5 }
}
