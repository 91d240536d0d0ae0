/// How much of each pixel of a picture a shape covers, from 0 to 1: its inside and its edge on one grid,
/// so that a fill ends where its outline runs.
public struct PixelCoverage: Hashable, Sendable {
  public let columns: Int
  public let rows: Int
  /// Row by row from the top.
  public private(set) var amounts: [Float]

  /// Nothing is covered.
  public init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (max(0, columns), max(0, rows))
    amounts = Array(repeating: 0, count: self.columns * self.rows)
  }

  /// Whole pixels, row by row from the top.
  public init(_ mask: [Bool], columns: Int) {
    self.init(columns: columns, rows: mask.count / max(1, columns))
    for index in amounts.indices where mask[index] { amounts[index] = 1 }
  }

  /// Scan lines in a pixel; along them the coverage is exact.
  private static let scans = 4

  /// Covers what a closed line encloses, by the even-odd rule.
  /// - Parameter corners: in pixels, as ``Viewport/pixel(_:)`` gives them; a corner that is no number
  ///   covers nothing.
  public mutating func fill(_ corners: [SIMD2<Float>]) {
    guard corners.count > 2, corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return }
    let share = 1 / Float(Self.scans)
    for row in 0..<rows {
      for scan in 0..<Self.scans {
        let cuts = Self.crossings(corners, Float(row) + (Float(scan) + 0.5) * share)
        for index in stride(from: 0, to: cuts.count - 1, by: 2) {
          cover(from: cuts[index], to: cuts[index + 1], row, share)
        }
      }
    }
    for index in amounts.indices { amounts[index] = min(amounts[index], 1) }
  }

  private mutating func cover(from start: Float, to end: Float, _ row: Int, _ share: Float) {
    let (left, right) = (max(start, 0), min(end, Float(columns)))
    guard left < right else { return }
    for column in Int(left)..<min(columns, Int(right.rounded(.up))) {
      let part = min(right, Float(column + 1)) - max(left, Float(column))
      amounts[row * columns + column] += share * max(part, 0)
    }
  }

  /// Where a horizontal line crosses the closed line, from left to right.
  private static func crossings(_ corners: [SIMD2<Float>], _ y: Float) -> [Float] {
    guard var last = corners.last else { return [] }
    var cuts: [Float] = []
    for corner in corners {
      if (corner.y > y) != (last.y > y) {
        cuts.append((last.x - corner.x) * (y - corner.y) / (last.y - corner.y) + corner.x)
      }
      last = corner
    }
    return cuts.sorted()
  }

  /// Covers a closed line.
  /// - Parameters:
  ///   - dash: pixels of line, then as many of gap; `nil` draws all of it.
  ///   - width: in pixels.
  public mutating func stroke(
    _ corners: [SIMD2<Float>], dash: Float? = nil, width: Float = 1
  ) {
    guard var last = corners.last else { return }
    var way: Float = 0
    for corner in corners {
      let length = ((corner - last) * (corner - last)).sum().squareRoot()
      // A longer one leaves the picture at once.
      if length.isFinite, length < 100_000 {
        line(from: last, to: corner, way, length, dash, width: width)
      }
      way += length.isFinite ? length : 0
      last = corner
    }
  }

  private mutating func line(
    from start: SIMD2<Float>, to end: SIMD2<Float>, _ way: Float, _ length: Float, _ dash: Float?,
    width: Float
  ) {
    let reach = 0.5 * (width + 1)
    func range(_ a: Float, _ b: Float, _ count: Int) -> Range<Int> {
      let low = min(max((min(a, b) - reach).rounded(.down), 0), Float(count))
      let high = min(max((max(a, b) + reach).rounded(.up), 0), Float(count))
      return Int(low)..<max(Int(low), Int(high))
    }
    let direction = length > 0 ? (end - start) / length : SIMD2(0, 0)
    for row in range(start.y, end.y, rows) {
      for column in range(start.x, end.x, columns) {
        let place = SIMD2(Float(column) + 0.5, Float(row) + 0.5) - start
        let along = min(max((place * direction).sum(), 0), length)
        if let dash, Int(((way + along) / dash).rounded(.down)) % 2 == 1 { continue }
        let off = place - direction * along
        let amount = reach - (off * off).sum().squareRoot()
        let index = row * columns + column
        amounts[index] = max(amounts[index], min(max(amount, 0), 1))
      }
    }
  }
}

extension Viewport {
  /// What a closed line in data coordinates encloses, at this picture's pixels.
  public func inside(of corners: [SIMD2<Float>]) -> PixelCoverage {
    var shape = PixelCoverage(columns: pixelColumns, rows: pixelRows)
    shape.fill(corners.map { pixel($0) })
    return shape
  }

  /// A closed line in data coordinates, at this picture's pixels.
  public func outline(of corners: [SIMD2<Float>], dash: Float? = nil) -> PixelCoverage {
    var shape = PixelCoverage(columns: pixelColumns, rows: pixelRows)
    shape.stroke(corners.map { pixel($0) }, dash: dash)
    return shape
  }
}
