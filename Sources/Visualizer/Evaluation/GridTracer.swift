import Canvas
import Learning

/// Carries a regular grid through the flow. It adds points to a line wherever neighbours would be more
/// than a dot and a half apart on screen.
///
/// While another picture follows at once, it leaves segments whole that are straight: points on the chord are as good
/// as images there. On a large screen a RealNVP of two moons takes 2,000 images instead of 3,200.
struct GridTracer {
  let evaluator: Evaluator
  let model: Model
  /// The picture that the grid is carried into.
  let viewport: Viewport
  var way = GridWay.forward
  /// The farthest line, in units of the space that the grid comes from.
  var reach = GridTracer.baseReach

  /// Nearly all of a normal base lies inside.
  static let baseReach: Float = 3
  /// Whether to use fewer points, because another picture follows at once.
  var isHasty = false
  /// Longest step between neighbouring points on screen, in dots.
  private var longestStep: Float { isHasty ? 3 : 1.5 }
  private var firstSegments: Int { isHasty ? 24 : 40 }
  /// Segments between two places of a line where folds are looked for.
  private var foldSegments: Int { isHasty ? 3 : 1 }
  private static let rounds = 4
  /// The greatest number of points. Lines that are still coarse with so many are stretched so strongly
  /// that they hardly show.
  private static let mostPoints = 12_000

  /// The distance between neighbouring lines, in units of the space that the grid comes from. Smaller
  /// pictures get fewer lines.
  var spacing: Float {
    let parts: Float = viewport.rect.rows < 24 ? 8 : viewport.rect.rows < 42 ? 12 : 16
    return 2 * reach / parts
  }

  /// A line while points are being added to it.
  private struct Line {
    var start: SIMD2<Float>
    var direction: SIMD2<Float>
    /// Distances along the line, ascending.
    var places: [Float]
    var points: [SIMD2<Float>] = []
    var logDet: [Float] = []

    func source(_ place: Float) -> SIMD2<Float> { start + place * direction }
  }

  /// The lines' images, with log-determinants and with the places where the flow folds. Lines that would
  /// crowd others are left out.
  func trace() -> [Scene.GridLine] {
    let (spacing, half) = (spacing, Int((reach / spacing).rounded()))
    let ticks = (-half...half).sorted { GridThinner.importance($0) < GridThinner.importance($1) }
    var thinner = GridThinner(viewport)
    return zip(ticks.flatMap { [$0, $0] }, carried(ticks, spacing)).enumerated().flatMap {
      thinner.pieces(of: $0.element.1, family: $0.offset % 2)
    }
  }

  /// For each tick the vertical and the horizontal line, with none left out.
  func carried(_ ticks: [Int], _ spacing: Float) -> [Scene.GridLine] {
    let places = (0...firstSegments).map {
      reach * (2 * Float($0) / Float(firstSegments) - 1)
    }
    var lines = ticks.flatMap { tick -> [Line] in
      let offset = Float(tick) * spacing
      return [
        Line(start: SIMD2(offset, 0), direction: SIMD2(0, 1), places: places),
        Line(start: SIMD2(0, offset), direction: SIMD2(1, 0), places: places),
      ]
    }
    let sources = lines.flatMap { $0.places.map($0.source) }
    let first = carry(sources)
    for index in lines.indices {
      let range = index * places.count..<(index + 1) * places.count
      lines[index].points = Array(first.points[range])
      lines[index].logDet = Array(first.logDet[range])
    }
    let inspected = first.points.indices.filter {
      ($0 % places.count).isMultiple(of: foldSegments)
    }
    let folds = foldedPlaces(
      inspected.map { way == .forward ? first.points[$0] : sources[$0] },
      inspected.map { first.logDet[$0] })
    for _ in 0..<GridTracer.rounds where refine(&lines) == false { break }
    if isHasty { fillChords(&lines) }
    let count = firstSegments / foldSegments + 1
    return lines.enumerated().map { index, line in
      let folded = Array(folds[index * count..<(index + 1) * count])
      return Scene.GridLine(
        points: line.points, logDet: line.logDet,
        folded: folded.contains(true)
          ? line.places.map { isFolded($0, folded) }
          : Array(repeating: false, count: line.points.count))
    }
  }

  /// Points through the flow, with log|det dx/dz| there.
  private func carry(
    _ points: [SIMD2<Float>]
  ) -> (points: [SIMD2<Float>], logDet: [Float]) {
    switch way {
    case .forward:
      let images = evaluator.forward(points, of: model)
      return (images.x, images.logDet)
    case .back:
      let images = evaluator.inverse(points, of: model)
      return (images.z, images.logDet.map { 0 - $0 })
    }
  }

  /// Puts points into the gaps that are too long.
  /// - Returns: whether there were any.
  private func refine(_ lines: inout [Line]) -> Bool {
    var room = GridTracer.mostPoints - lines.reduce(0) { $0 + $1.points.count }
    /// For each line the indices before which points go, and where along the line they are.
    var gaps: [[(index: Int, places: [Float])]] = []
    var sources: [SIMD2<Float>] = []
    for line in lines {
      var found: [(index: Int, places: [Float])] = []
      let dots = line.points.map { viewport.dot($0) }
      let bends = isHasty ? Bends(line.places, dots, line.logDet) : nil
      for index in dots.indices.dropFirst() where room > 0 {
        let pieces = pieces(from: dots[index - 1], to: dots[index])
        let gap = line.places[index] - line.places[index - 1]
        guard pieces > 1, gap > 1e-5, bends?.isStraight(before: index) != true else { continue }
        let between = (1..<pieces).map {
          line.places[index - 1] + gap * Float($0) / Float(pieces)
        }
        found.append((index, between))
        sources += between.map(line.source)
        room -= between.count
      }
      gaps.append(found)
    }
    guard !sources.isEmpty else { return false }
    let images = carry(sources)
    var next = 0
    for (number, found) in gaps.enumerated() where !found.isEmpty {
      let old = lines[number]
      lines[number].places = []
      lines[number].points = []
      lines[number].logDet = []
      var done = 0
      func copy(upTo end: Int) {
        lines[number].places += old.places[done..<end]
        lines[number].points += old.points[done..<end]
        lines[number].logDet += old.logDet[done..<end]
        done = end
      }
      for gap in found {
        copy(upTo: gap.index)
        lines[number].places += gap.places
        lines[number].points += images.points[next..<next + gap.places.count]
        lines[number].logDet += images.logDet[next..<next + gap.places.count]
        next += gap.places.count
      }
      copy(upTo: old.points.count)
    }
    return true
  }

  /// Puts points of the chord into the gaps that are still too long: these are straight.
  private func fillChords(_ lines: inout [Line]) {
    for number in lines.indices {
      let old = lines[number]
      var new = Line(start: old.start, direction: old.direction, places: [])
      for index in old.points.indices {
        if index > 0 {
          let (a, b) = (old.points[index - 1], old.points[index])
          let pieces = pieces(from: viewport.dot(a), to: viewport.dot(b))
          for piece in 1..<max(1, pieces) {
            let share = Float(piece) / Float(pieces)
            func between(_ values: [Float]) -> Float {
              values[index - 1] + share * (values[index] - values[index - 1])
            }
            new.places.append(between(old.places))
            new.points.append(a + share * (b - a))
            new.logDet.append(between(old.logDet))
          }
        }
        new.places.append(old.places[index])
        new.points.append(old.points[index])
        new.logDet.append(old.logDet[index])
      }
      lines[number] = new
    }
  }

  /// Into how many pieces a segment is to be cut; 1 where it is short, out of view or broken.
  private func pieces(from a: SIMD2<Float>, to b: SIMD2<Float>) -> Int {
    let step = b - a
    let length = (step * step).sum().squareRoot()
    guard length.isFinite, length > longestStep else { return 1 }
    let size = SIMD2(Float(2 * viewport.rect.columns), Float(4 * viewport.rect.rows))
    let margin: Float = 8
    let low = pointwiseMin(a, b)
    let high = pointwiseMax(a, b)
    guard high.x > -margin, high.y > -margin, low.x < size.x + margin, low.y < size.y + margin
    else { return 1 }
    return length < 8 * longestStep ? Int((length / longestStep).rounded(.up)) : 8
  }

  /// Where the determinant is zero, not a number, or of the other sign than nearly everywhere else:
  /// none of which an invertible map has.
  private func foldedPlaces(_ inData: [SIMD2<Float>], _ logDet: [Float]) -> [Bool] {
    let signs = evaluator.jacobians(at: inData, of: model).map(\.determinant)
    let negative = signs.count { $0 < 0 } > signs.count / 2
    return zip(signs, logDet).map { sign, logDet in
      !logDet.isFinite || !sign.isFinite || (negative ? sign >= 0 : sign <= 0)
    }
  }

  /// Whether a place lies next to one that was found folded.
  private func isFolded(_ place: Float, _ folded: [Bool]) -> Bool {
    let gap = 2 * reach / Float(folded.count - 1)
    let index = Int(((place + reach) / gap).rounded())
    return folded[min(max(index, 0), folded.count - 1)]
  }
}

/// How far a line may be from the chords between its points, as its second differences tell.
private struct Bends {
  /// For each point the bound's share that a chord of one unit of place has there.
  private let curvature: [Float]
  private let places: [Float]

  /// Dots that a chord may be off by, and nats by which the log-determinant may differ along it.
  private static let (mostDots, mostNats): (Float, Float) = (0.3, 0.1)

  init(_ places: [Float], _ dots: [SIMD2<Float>], _ logDet: [Float]) {
    self.places = places
    var curvature = [Float](repeating: 0, count: places.count)
    for index in places.indices.dropFirst().dropLast() {
      let (before, after) = (places[index] - places[index - 1], places[index + 1] - places[index])
      let bend =
        (dots[index + 1] - dots[index]) / after - (dots[index] - dots[index - 1]) / before
      let change =
        (logDet[index + 1] - logDet[index]) / after - (logDet[index] - logDet[index - 1]) / before
      let share = max((bend * bend).sum().squareRoot() / Self.mostDots, abs(change) / Self.mostNats)
      // A quadratic curve is off its chord by an eighth of its second derivative.
      curvature[index] = 0.25 * share / (before + after)
    }
    self.curvature = curvature
  }

  /// Whether the chord that ends at a point stays within the bounds.
  func isStraight(before index: Int) -> Bool {
    let gap = places[index] - places[index - 1]
    return gap * gap * max(curvature[index - 1], curvature[index]) < 1
  }
}
