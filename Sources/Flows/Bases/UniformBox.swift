import Autodiff
import Foundation

/// The uniform distribution on a box, [−√3, √3]² unless another is asked for, whose features have variance 1.
///
/// A point outside has density 0, so log p_z is −∞ there and no gradient shows the way to the box. For the
/// training loss the density falls off steeply instead, like a narrow normal, so that the loss is finite and
/// pulls points inside.
struct UniformBox: BaseDistribution {
  /// Half the box's width.
  var half = 3.0.squareRoot()
  /// Standard deviation of the fall outside the box, for training only.
  private let softness = 0.1

  var extent: Double { 1.3 * half }
  private var logInside: Double { -2 * log(2 * half) }

  func logDensity(_ z: Value) -> Value {
    let graph = z.graph
    let inside = z.absolute.isLess(than: half)
    return (inside.feature(0) * inside.feature(1))
      .select(graph.constant(logInside), graph.constant(-.infinity))
  }

  func trainingLogDensity(_ z: Value) -> Value {
    let excess = (z.absolute - half).relu
    return logInside - (0.5 / (softness * softness)) * excess.squared.featureSum
  }

  func sample(using random: inout RandomStream, parameters: [Float]) -> SIMD2<Float> {
    let point = SIMD2(2 * random.uniform() - 1, 2 * random.uniform() - 1) * half
    // Rounding puts no point on the edge, where the density is 0.
    let last = SIMD2<Float>(repeating: Float(half).nextDown)
    return SIMD2<Float>(point).clamped(lowerBound: -last, upperBound: last)
  }
}
