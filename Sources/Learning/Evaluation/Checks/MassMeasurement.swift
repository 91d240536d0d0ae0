import Flows
import Foundation

/// ∫p(x) dx over a box around points, by the midpoint rule.
struct MassMeasurement {
  let evaluator: Evaluator
  let model: Model
  /// Where samples and data lie.
  let points: [SIMD2<Float>]
  let samples: [SIMD2<Float>]

  /// The mass in a box that holds practically all points, and the share of samples in it. Where a grid
  /// over the box does not find it, small boxes that hold a few samples each decide: a density in thin
  /// strips falls between the grid's points. `nil` where the density is too narrow for a grid.
  func mass() -> ModelCheck.Mass? {
    guard samples.count >= 100 else { return nil }
    let isCheap = evaluator.architecture.family.inverseMethod == .closedForm
    let box = Box(around: points)
    let grid = Grid(box, count: isCheap ? 200 : 100)
    let cells = samples.compactMap(grid.cell)
    guard Set(cells).count >= 50 else { return nil }
    let share = Double(cells.count) / Double(samples.count)
    let error = 3 * (share * (1 - share) / Double(samples.count)).squareRoot()
    func mass(_ found: (value: Double, error: Double)) -> ModelCheck.Mass {
      ModelCheck.Mass(value: found.value, expected: share, uncertainty: found.error + error)
    }
    let plain = mass(integral([grid]))
    guard plain.isOff else { return plain }
    let side = isCheap ? 24 : 8
    let finer = mass(integral(box.divided(among: samples).map { Grid($0, count: side) }))
    return finer.isOff ? plain : finer
  }

  /// The sum over grids. The rule's error is estimated from the four coarser grids that each consists
  /// of.
  private func integral(_ grids: [Grid]) -> (value: Double, error: Double) {
    let centers = grids.flatMap(\.centers)
    let values = evaluator.inverse(centers, of: model).logDensity
    var start = 0
    var sum = (value: 0.0, error: 0.0)
    for grid in grids {
      var parts = [0.0, 0, 0, 0]
      for cell in 0..<grid.count * grid.count {
        let (row, column) = cell.quotientAndRemainder(dividingBy: grid.count)
        parts[2 * (row % 2) + column % 2] += exp(Double(values[start + cell])) * 4 * grid.area
      }
      start += grid.count * grid.count
      let value = parts.reduce(0, +) / 4
      sum.value += value
      sum.error += parts.reduce(0) { max($0, abs($1 - value)) }
    }
    return sum
  }
}

/// A rectangle of the plane.
private struct Box {
  var low: SIMD2<Double>
  var high: SIMD2<Double>

  /// A box around all points but the outermost half percent on each side of each axis, and a quarter
  /// larger than that.
  init(around points: [SIMD2<Float>]) {
    (low, high) = (.zero, .zero)
    for axis in 0..<2 {
      let sorted = points.map { Double($0[axis]) }.sorted()
      let outside = points.count / 200
      let (first, last) = (sorted[outside], sorted[points.count - 1 - outside])
      let margin = 0.25 * (last - first) + 1e-6
      (low[axis], high[axis]) = (first - margin, last + margin)
    }
  }

  /// Boxes that make up this one, none of which holds more than a few samples. Where most of a box is
  /// empty on one side, that is cut off; else it is cut in two with as many samples on either side.
  func divided(among samples: [SIMD2<Float>], axis: Int = 0) -> [Box] {
    let inside = samples.filter { sample in
      let sample = SIMD2<Double>(sample)
      return all(sample .>= low) && all(sample .<= high)
    }
    guard inside.count > Self.fewSamples, let cut = cut(inside, axis) ?? cut(inside, 1 - axis)
    else { return [self] }
    var (left, right) = (self, self)
    (left.high[cut.axis], right.low[cut.axis]) = (cut.place, cut.place)
    return [left, right].flatMap { $0.divided(among: inside, axis: 1 - cut.axis) }
  }

  private static let fewSamples = 4

  /// Where to cut across an axis; `nil` where samples are too close for that.
  private func cut(_ samples: [SIMD2<Float>], _ axis: Int) -> (axis: Int, place: Double)? {
    let sorted = samples.map { Double($0[axis]) }.sorted()
    let (first, last) = (sorted[0], sorted[sorted.count - 1])
    let margin = 0.25 * (last - first)
    let width = high[axis] - low[axis]
    var place = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    if first - margin - low[axis] > width / 2 { place = first - margin }
    if high[axis] - last - margin > width / 2 { place = last + margin }
    return place > low[axis] && place < high[axis] && last > first ? (axis, place) : nil
  }
}

/// `count` × `count` cells of a box.
private struct Grid {
  let low: SIMD2<Double>
  let step: SIMD2<Double>
  let count: Int

  init(_ box: Box, count: Int) {
    low = box.low
    step = (box.high - box.low) / Double(count)
    self.count = count
  }

  var area: Double { step.x * step.y }

  var centers: [SIMD2<Float>] {
    (0..<count * count).map { cell in
      let (row, column) = cell.quotientAndRemainder(dividingBy: count)
      return SIMD2<Float>(low + (SIMD2(Double(column), Double(row)) + 0.5) * step)
    }
  }

  /// The cell of a point; `nil` outside.
  func cell(_ point: SIMD2<Float>) -> Int? {
    let place = (SIMD2<Double>(point) - low) / step
    guard place.min() >= 0, place.max() < Double(count) else { return nil }
    return Int(place.y) * count + Int(place.x)
  }
}
