/// A straight line with round ends: what lines and dots are made of in a picture of pixels.
struct Capsule {
  private let start: SIMD2<Float>
  private let span: SIMD2<Float>
  private let radius: Float

  /// - Parameter width: in pixels, as all places; a capsule from a place to itself is a disc.
  init(_ start: SIMD2<Float>, _ end: SIMD2<Float>, width: Float) {
    self.start = start
    span = end - start
    radius = width / 2
  }

  /// Names every pixel that the line covers, with the share that it covers, antialiased over one pixel.
  func cover(_ columns: Int, _ rows: Int, _ draw: (Int, Int, Float) -> Void) {
    let end = start + span
    let reach = radius + 0.5
    guard start.x.isFinite, start.y.isFinite, end.x.isFinite, end.y.isFinite else { return }
    let low = SIMD2(min(start.x, end.x), min(start.y, end.y)) - reach
    let high = SIMD2(max(start.x, end.x), max(start.y, end.y)) + reach
    guard high.x > 0, high.y > 0, low.x < Float(columns), low.y < Float(rows) else { return }
    let length = (span * span).sum()
    for y in Int(max(low.y, 0))..<Int(min(high.y + 1, Float(rows))) {
      for x in Int(max(low.x, 0))..<Int(min(high.x + 1, Float(columns))) {
        let offset = SIMD2(Float(x) + 0.5, Float(y) + 0.5) - start
        let along = length > 0 ? min(max((offset * span).sum() / length, 0), 1) : 0
        let gap = offset - span * along
        let amount = reach - (gap * gap).sum().squareRoot()
        if amount > 0 { draw(x, y, min(amount, 1)) }
      }
    }
  }
}
