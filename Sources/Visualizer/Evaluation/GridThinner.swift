import Canvas

/// Keeps the lines of a grid apart on screen: where a flow squeezes them closer than a few dots, the
/// less important ones are left out until there is room again.
///
/// Lines come in order of importance. A line stays out of the way of lines of its own direction
/// everywhere, and of the other direction where both run nearly the same way; crossings stay.
struct GridThinner {
  /// Least distance between neighbours, in dots.
  private static let apart = 3
  /// The shortest piece that is drawn, in dots: anything shorter would look like dirt.
  private static let shortest: Float = 4
  /// Cosine of the angle below which two lines cross rather than crowd.
  private static let alike: Float = 0.96

  private let columns: Int
  private let rows: Int
  private let viewport: Viewport
  /// The direction of the line that runs near each dot, for both directions of the grid; zero where
  /// there is none.
  private var taken: [[SIMD2<Float>]]

  init(_ viewport: Viewport) {
    self.viewport = viewport
    columns = 2 * viewport.rect.columns
    rows = 4 * viewport.rect.rows
    taken = Array(
      repeating: Array(repeating: .zero, count: max(0, columns * rows)), count: 2)
  }

  /// The pieces of a line that have room.
  /// - Parameter family: which of the grid's two directions it has: 0 or 1.
  mutating func pieces(of line: Scene.GridLine, family: Int) -> [Scene.GridLine] {
    let dots = line.points.map { viewport.dot($0) }
    guard dots.count > 1 else { return [] }
    var shows = dots.indices.map { index in
      // A fold is shown whatever it costs.
      line.folded[index] || hasRoom(at: dots[index], Self.direction(dots, index), family)
    }
    let lengths = Self.lengths(dots)
    Self.drop(runsOf: false, shorterThan: Float(Self.apart), &shows, lengths)
    Self.drop(runsOf: true, shorterThan: Self.shortest, &shows, lengths)
    var pieces: [Scene.GridLine] = []
    var start: Int?
    for index in shows.indices {
      if shows[index] {
        take(dots[index], Self.direction(dots, index), family)
        if start == nil { start = index }
      }
      let ends = index == shows.count - 1
      guard let first = start, !shows[index] || ends else { continue }
      let last = shows[index] ? index : index - 1
      start = nil
      guard last > first else { continue }
      pieces.append(
        Scene.GridLine(
          points: Array(line.points[first...last]), logDet: Array(line.logDet[first...last]),
          folded: Array(line.folded[first...last])))
    }
    return pieces
  }

  /// The order in which lines are drawn: the middle one first, then ever finer between them.
  static func importance(_ tick: Int) -> Int {
    tick == 0 ? 0 : 64 - 8 * min(tick.trailingZeroBitCount, 7) + min(abs(tick), 7)
  }

  private func hasRoom(
    at dot: SIMD2<Float>, _ direction: SIMD2<Float>, _ family: Int
  ) -> Bool {
    guard let index = index(of: dot) else { return true }
    if taken[family][index] != .zero { return false }
    let other = taken[1 - family][index]
    return abs((other * direction).sum()) < Self.alike
  }

  private mutating func take(_ dot: SIMD2<Float>, _ direction: SIMD2<Float>, _ family: Int) {
    guard index(of: dot) != nil else { return }
    let (x, y) = (Int(dot.x), Int(dot.y))
    let reach = Self.apart - 1
    for row in max(0, y - reach)...min(rows - 1, y + reach) {
      for column in max(0, x - reach)...min(columns - 1, x + reach) {
        taken[family][row * columns + column] = direction
      }
    }
  }

  private func index(of dot: SIMD2<Float>) -> Int? {
    guard dot.x >= 0, dot.y >= 0, dot.x < Float(columns), dot.y < Float(rows) else { return nil }
    return Int(dot.y) * columns + Int(dot.x)
  }

  private static func direction(_ dots: [SIMD2<Float>], _ index: Int) -> SIMD2<Float> {
    let step = dots[min(index + 1, dots.count - 1)] - dots[max(index - 1, 0)]
    let length = (step * step).sum().squareRoot()
    return length > 0 && length.isFinite ? step / length : .zero
  }

  /// How far along the line each point is, in dots.
  private static func lengths(_ dots: [SIMD2<Float>]) -> [Float] {
    var total: Float = 0
    return dots.indices.map { index in
      guard index > 0 else { return 0 }
      let step = dots[index] - dots[index - 1]
      let length = (step * step).sum().squareRoot()
      if length.isFinite { total += length }
      return total
    }
  }

  /// Inverts runs of one value that are too short.
  private static func drop(
    runsOf value: Bool, shorterThan shortest: Float, _ shows: inout [Bool], _ lengths: [Float]
  ) {
    var start = 0
    while start < shows.count {
      var end = start
      while end + 1 < shows.count, shows[end + 1] == shows[start] { end += 1 }
      let isInside = value || (start > 0 && end < shows.count - 1)
      if shows[start] == value, isInside, lengths[end] - lengths[start] < shortest {
        for index in start...end { shows[index] = !value }
      }
      start = end + 1
    }
  }
}
