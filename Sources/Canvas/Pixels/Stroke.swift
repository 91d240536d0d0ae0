/// The directions in which lines run through a cell, for glyph sets that cannot show dots.
struct Stroke: Hashable, Sendable {
  private var bits: UInt8

  static let none = Stroke(bits: 0)
  private static let flat: UInt8 = 1
  private static let upright: UInt8 = 2
  private static let rising: UInt8 = 4
  private static let falling: UInt8 = 8

  private init(bits: UInt8) { self.bits = bits }

  /// The direction of a line; rows count downwards.
  init(along direction: SIMD2<Float>) {
    let (width, height) = (abs(direction.x), abs(direction.y))
    if height <= 0.414 * width {
      bits = Self.flat
    } else if width <= 0.414 * height {
      bits = Self.upright
    } else {
      bits = (direction.x > 0) == (direction.y > 0) ? Self.falling : Self.rising
    }
  }

  @inline(__always) func joined(_ other: Stroke) -> Stroke { Stroke(bits: bits | other.bits) }

  /// The character for them; `nil` where no line runs.
  var glyph: Unicode.Scalar? {
    switch bits {
    case 0: nil
    case Self.flat: "-"
    case Self.upright: "|"
    case Self.rising: "/"
    case Self.falling: "\\"
    case Self.rising | Self.falling: "X"
    case let mixed where mixed & (Self.rising | Self.falling) == 0: "+"
    case let mixed where mixed & Self.rising == 0: "\\"
    case let mixed where mixed & Self.falling == 0: "/"
    default: "*"
    }
  }
}

/// Cutting lines to a rectangle.
enum Clipping {
  /// The part of a line inside [0, limit.x] × [0, limit.y]; `nil` where there is none or where an end
  /// is not a number (Liang and Barsky, "A new concept and method for line clipping", 1984).
  static func clip(
    _ start: SIMD2<Float>, _ end: SIMD2<Float>, to limit: SIMD2<Float>
  ) -> (SIMD2<Float>, SIMD2<Float>)? {
    guard start.x.isFinite, start.y.isFinite, end.x.isFinite, end.y.isFinite, limit.x > 0,
      limit.y > 0
    else { return nil }
    let span = end - start
    var from: Float = 0
    var to: Float = 1
    /// Cuts at one edge; false where the line is outside it altogether.
    func cut(_ slope: Float, _ room: Float) -> Bool {
      if slope < 0 {
        from = max(from, room / slope)
      } else if slope > 0 {
        to = min(to, room / slope)
      }
      return slope != 0 || room >= 0
    }
    guard cut(-span.x, start.x), cut(span.x, limit.x - start.x), cut(-span.y, start.y),
      cut(span.y, limit.y - start.y), from <= to
    else { return nil }
    func held(_ point: SIMD2<Float>) -> SIMD2<Float> {
      SIMD2(min(max(point.x, 0), limit.x), min(max(point.y, 0), limit.y))
    }
    return (held(start + from * span), held(start + to * span))
  }
}
