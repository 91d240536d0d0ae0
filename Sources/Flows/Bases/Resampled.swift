import Autodiff
import Foundation

/// A standard normal that is resampled by a learned acceptance probability a(z) (Stimper,
/// Schölkopf & Hernández-Lobato 2022, arXiv:2110.15828; Bauer & Mnih 2019): draws are rejected until
/// one is accepted, and the T-th is taken whatever it is. With φ the standard normal,
///
///     Z = ∫ φ(z) a(z) dz,    α = (1 − Z)^(T−1),    p(z) = φ(z)·((1 − α)·a(z)/Z + α)
///
/// It can have holes and separate modes, which no bijection makes out of a Gaussian. The paper
/// estimates Z by Monte Carlo; in the plane the midpoint rule gives it, with gradients, to 1e-3 or
/// better. a is the sigmoid of a network with one hidden layer, and begins constant: p = φ.
struct Resampled: BaseDistribution {
  let extent = 3.5
  private let units: Int
  /// First coordinates of all weights, then second ones.
  private let weight: Parameter
  private let bias: Parameter
  private let output: Parameter
  private let offset: Parameter

  /// T.
  private static let tries = 100
  /// Midpoints per axis on [−5, 5], on which Z is computed.
  private static let nodes = 40

  init(units: Int, layout: inout ParameterLayout) {
    self.units = units
    // Lines through the bulk of the normal in all directions: no two units begin alike.
    let angles = (0..<units).map { 2.399963 * Double($0) }
    weight = layout.add(
      "weight", shape: [2, units],
      angles.map { Float(1.5 * cos($0)) } + angles.map { Float(1.5 * sin($0)) })
    let middles = (0..<units).map { Double($0) + 0.5 }
    bias = layout.add(
      "bias", shape: [units], middles.map { Float(3 * $0 / Double(units) - 1.5) })
    output = layout.addZeros("output", count: units)
    offset = layout.addZeros("offset", count: 1)
  }

  func logDensity(_ z: Value) -> Value {
    let graph = z.graph
    let hidden =
      (z.feature(0) * weight(graph).features(0..<units)
      + z.feature(1) * weight(graph).features(units..<2 * units) + bias(graph)).tanh
    let acceptance = ((hidden * output(graph)).featureSum + offset(graph)).sigmoid
    let mass = normalizer(graph)
    let always = (Double(Self.tries - 1) * (1 - mass).maximum(1e-6).log).exp
    return -0.5 * z.squared.featureSum - log(2 * Double.pi)
      + ((1 - always) / mass * acceptance + always).log
  }

  /// Z, the same for every lane.
  private func normalizer(_ graph: Graph) -> Value {
    let step = 10 / Double(Self.nodes)
    let axis = (0..<Self.nodes).map { (Double($0) + 0.5) * step - 5 }
    let x = graph.constant(axis.flatMap { y in axis.map { _ in y } })
    let y = graph.constant(axis.flatMap { _ in axis })
    let root = (2 * Double.pi).squareRoot()
    let heights = axis.map { exp(-0.5 * $0 * $0) * step / root }
    let masses = heights.flatMap { height in heights.map { height * $0 } }
    let (w, b, v) = (weight(graph), bias(graph), output(graph))
    var sum = offset(graph).expanded(features: axis.count * axis.count, perLane: false)
    for unit in 0..<units {
      let hidden = (x * w.feature(unit) + y * w.feature(units + unit) + b.feature(unit)).tanh
      sum = sum + hidden * v.feature(unit)
    }
    return (sum.sigmoid * graph.constant(masses)).featureSum.maximum(1e-6)
  }

  func sample(using random: inout RandomStream, parameters: [Float]) -> SIMD2<Float> {
    for _ in 1..<Self.tries {
      let z = SIMD2(random.normal(), random.normal())
      if parameters.isEmpty || random.uniform() < acceptance(z, parameters) {
        return SIMD2<Float>(z)
      }
    }
    return SIMD2<Float>(SIMD2(random.normal(), random.normal()))
  }

  /// a(z).
  private func acceptance(_ z: SIMD2<Double>, _ parameters: [Float]) -> Double {
    func read(_ parameter: Parameter, _ index: Int) -> Double {
      Double(parameters[parameter.offset + index])
    }
    let sum = (0..<units).reduce(read(offset, 0)) { sum, unit in
      let input = z.x * read(weight, unit) + z.y * read(weight, units + unit) + read(bias, unit)
      return sum + read(output, unit) * tanh(input)
    }
    return 1 / (1 + exp(-sum))
  }
}
