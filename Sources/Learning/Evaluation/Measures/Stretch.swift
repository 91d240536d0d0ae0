import Flows
import Foundation

/// How far a flow stretches: the greatest factor by which f: z → x makes a distance longer.
package enum Stretch {
  /// The share of the base's mass that is looked at, where it is densest: of N(0, I) in the plane all
  /// with |z| ≤ 3.
  static let share = 1 - exp(-4.5)

  /// The greatest singular value of dx/dz at points of the base and at places of data space, as far as
  /// these come from where the base has practically all its mass. It is a lower bound of f's Lipschitz
  /// constant, found by looking.
  package static func greatest(
    _ evaluator: Evaluator, _ model: Model, count: Int, at places: [SIMD2<Float>]
  ) -> Double? {
    let drawn = evaluator.sampleBase(count: count, seed: 11, of: model)
    let level = level(of: evaluator.logBaseDensity(drawn, of: model))
    let back = evaluator.inverse(places, of: model)
    let z = zip(zip(back.z, back.logBase), back.converged).filter { $0.1 && $0.0.1 >= level }
    let from = drawn + z.map(\.0.0)
    let images = evaluator.forward(from, of: model)
    let jacobians = evaluator.jacobians(at: images.x, from: from, of: model)
    let stretches = zip(jacobians, images.converged).filter(\.1).map { jacobian, _ in
      1 / Matrix2<Double>(jacobian).axes[1].factor
    }
    return stretches.filter(\.isFinite).max()
  }

  /// The log-density that all but a small share of drawn points exceed.
  private static func level(of logDensities: [Float]) -> Float {
    let sorted = logDensities.sorted()
    guard let last = sorted.last else { return -.infinity }
    let index = Int((1 - share) * Double(sorted.count))
    return index < sorted.count ? sorted[index] : last
  }

  /// The least Lipschitz constant that a map of N(0, I) can have which leaves no more than `bridge` of its
  /// mass in a gap of that width, and `left` of it on one side.
  ///
  /// Two sets of a normal distribution that lie apart by w and have masses a and b obey
  /// w ≤ Φ⁻¹(1 − b) − Φ⁻¹(a) (the Gaussian isoperimetric inequality, Borell 1975), and a map with Lipschitz
  /// constant L takes them apart by L·w at most.
  package static func needed(bridge: Double, left: Double, width: Double) -> Double? {
    let right = 1 - bridge - left
    guard bridge > 0, left > 0, right > 0, width > 0 else { return nil }
    return width / (normalQuantile(1 - right) - normalQuantile(left))
  }

  /// Φ⁻¹, by bisection.
  private static func normalQuantile(_ share: Double) -> Double {
    var (low, high) = (-40.0, 40.0)
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      if 0.5 * erfc(-middle * 0.5.squareRoot()) < share { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}
