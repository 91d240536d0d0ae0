import Autodiff
import Foundation

/// `count` Gaussians of equal weight on a circle.
struct GaussianRing: BaseDistribution {
  var count = 8
  var radius = 2.0
  var deviation = 0.4

  var extent: Double { radius + 3 * deviation }

  /// The centre of component `index`.
  func center(_ index: Int) -> SIMD2<Double> {
    let angle = 2 * Double.pi * Double(index) / Double(count)
    return radius * SIMD2(cos(angle), sin(angle))
  }

  func logDensity(_ z: Value) -> Value {
    let graph = z.graph
    let centers = (0..<count).map(center)
    let squares =
      (z.feature(0) - graph.constant(centers.map(\.x))).squared
      + (z.feature(1) - graph.constant(centers.map(\.y))).squared
    let area = 2 * Double.pi * deviation * deviation
    return (squares * (-0.5 / (deviation * deviation))).logSumExp - log(area * Double(count))
  }

  func sample(using random: inout RandomStream, parameters: [Float]) -> SIMD2<Float> {
    let center = center(Int(random.next(upperBound: UInt64(count))))
    return SIMD2<Float>(center + deviation * SIMD2(random.normal(), random.normal()))
  }
}

/// A mixture of round Gaussians with learned places, deviations and weights, which begins as a ring.
///
/// Its density has gradients everywhere; its samples have none, because one component is drawn. So
/// it is for maximum likelihood.
struct LearnedMixture: BaseDistribution {
  private let start: GaussianRing
  /// First coordinates of all centres, then second ones.
  private let centers: Parameter
  private let logDeviations: Parameter
  private let logits: Parameter

  init(count: Int, layout: inout ParameterLayout) {
    start = GaussianRing(count: count)
    let places = (0..<count).map(start.center)
    centers = layout.add(
      "centers", shape: [2, count], places.map { Float($0.x) } + places.map { Float($0.y) })
    logDeviations = layout.add(
      "logDeviations", shape: [count],
      Array(repeating: Float(log(start.deviation)), count: count))
    logits = layout.addZeros("logits", count: count)
  }

  var extent: Double { start.extent }
  private var count: Int { start.count }

  func logDensity(_ z: Value) -> Value {
    let graph = z.graph
    let (places, s) = (centers(graph), logDeviations(graph))
    let logWeights = logits(graph) - logits(graph).logSumExp
    let squares =
      (z.feature(0) - places.features(0..<count)).squared
      + (z.feature(1) - places.features(count..<2 * count)).squared
    let components = logWeights - 2 * s - 0.5 * (squares * (-2 * s).exp)
    return components.logSumExp - log(2 * Double.pi)
  }

  func sample(using random: inout RandomStream, parameters: [Float]) -> SIMD2<Float> {
    guard !parameters.isEmpty else { return start.sample(using: &random) }
    func read(_ parameter: Parameter, _ index: Int) -> Double {
      Double(parameters[parameter.offset + index])
    }
    let weights = (0..<count).map { exp(read(logits, $0)) }
    var rest = random.uniform() * weights.reduce(0, +)
    // Rounding may leave the weights' sum below 1: then it is the last component.
    let component =
      weights.firstIndex { weight in
        rest -= weight
        return rest < 0
      } ?? count - 1
    let center = SIMD2(read(centers, component), read(centers, count + component))
    let noise = SIMD2(random.normal(), random.normal())
    return SIMD2<Float>(center + exp(read(logDeviations, component)) * noise)
  }
}
