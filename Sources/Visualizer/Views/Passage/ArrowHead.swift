import Canvas
import Foundation

/// The end of an arrow: two barbs of dots, or a sign in one cell.
enum ArrowHead {
  /// From the tip back to both sides, 35° off the shaft, in dots.
  static func barbs(_ direction: SIMD2<Float>, length: Float) -> [SIMD2<Float>] {
    let side = SIMD2(-direction.y, direction.x)
    return [side, -side].map { (0.57 * $0 - 0.82 * direction) * length }
  }

  private static let around: [Unicode.Scalar] = ["→", "↘", "↓", "↙", "←", "↖", "↑", "↗"]
  private static let plain: [Unicode.Scalar] = [">", "v", "<", "^"]

  /// - Parameter direction: on screen, so that positive y points down.
  static func glyph(_ direction: SIMD2<Float>, _ glyphs: GlyphSet) -> String {
    let turn = Double(atan2(direction.y, direction.x)) / (2 * .pi)
    let heads = glyphs == .ascii ? plain : around
    let place = Int((turn * Double(heads.count)).rounded()) + heads.count
    return String(heads[place % heads.count])
  }
}
