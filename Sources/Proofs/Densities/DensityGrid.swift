import Foundation
import Learning

/// A density on the midpoints of a fine grid, over a box that holds what the model generates: of a
/// trained one all, of a random one, whose tails may reach far, all but the outermost samples.
struct DensityGrid {
  static let bins = 12
  private let low: SIMD2<Double>
  private let size: SIMD2<Double>
  /// Of each bin, by quadrature.
  private(set) var masses = Array(repeating: 0.0, count: bins * bins)

  init(_ subject: ProofSubject, _ evaluator: Evaluator, around samples: [SIMD2<Float>]) {
    let isTrained = subject.state == .trained
    let xs = samples.map { Double($0.x) }.sorted()
    let ys = samples.map { Double($0.y) }.sorted()
    let outside = isTrained ? 0 : samples.count / 50
    let last = samples.count - 1 - outside
    let corner = SIMD2(xs[outside], ys[outside])
    let extent = SIMD2(xs[last], ys[last]) - corner
    let margin = isTrained ? 0.25 : 0
    low = corner - margin * extent
    size = (1 + 2 * margin) * extent
    let perBin = subject.family.inverseMethod.isIterative ? 16 : 32
    let count = perBin * Self.bins
    let step = size / Double(count)
    for row in 0..<count {
      let points = (0..<count).map { column in
        SIMD2<Float>(low + (SIMD2(Double(column), Double(row)) + 0.5) * step)
      }
      let density = evaluator.inverse(points, of: subject.model).logDensity
      for column in 0..<count {
        masses[row / perBin * Self.bins + column / perBin] +=
          exp(Double(density[column])) * step.x * step.y
      }
    }
  }

  /// Where a point lies; `nil` outside.
  func bin(_ x: SIMD2<Float>) -> Int? {
    let place = (SIMD2<Double>(x) - low) / size * Double(Self.bins)
    guard place.min() >= 0, place.max() < Double(Self.bins) else { return nil }
    return Int(place.y) * Self.bins + Int(place.x)
  }
}
