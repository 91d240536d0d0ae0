import Autodiff
import Foundation

/// The standard normal, N(0, I).
public struct StandardNormal: BaseDistribution {
  public let extent = 3.5
  public let isStandardNormal = true

  public init() {}

  public func logDensity(_ z: Value) -> Value {
    -0.5 * z.squared.featureSum - log(2 * Double.pi)
  }

  public func sample(
    using random: inout RandomStream, parameters: [Float]
  ) -> SIMD2<Float> {
    SIMD2(Float(random.normal()), Float(random.normal()))
  }
}

/// A normal with a diagonal covariance, fixed or learned.
struct DiagonalNormal: BaseDistribution {
  private let deviations: SIMD2<Double>
  /// Mean and log-deviations; `nil` if they are fixed.
  private let learned: (mean: Parameter, logDeviation: Parameter)?

  init(deviations: SIMD2<Double>) {
    self.deviations = deviations
    learned = nil
  }

  /// Learned, beginning as the standard normal.
  init(layout: inout ParameterLayout) {
    deviations = SIMD2(1, 1)
    learned = (layout.addZeros("mean", count: 2), layout.addZeros("logDeviation", count: 2))
  }

  var extent: Double { 3.5 * deviations.max() }

  func logDensity(_ z: Value) -> Value {
    let graph = z.graph
    guard let learned else {
      let scaled = z / graph.constant([deviations.x, deviations.y])
      return -0.5 * scaled.squared.featureSum - log(2 * .pi * deviations.x * deviations.y)
    }
    let s = learned.logDeviation(graph)
    let scaled = (z - learned.mean(graph)) * (-s).exp
    return -0.5 * scaled.squared.featureSum - s.featureSum - log(2 * Double.pi)
  }

  func sample(using random: inout RandomStream, parameters: [Float]) -> SIMD2<Float> {
    let noise = SIMD2(Float(random.normal()), Float(random.normal()))
    guard let learned, !parameters.isEmpty else { return noise * SIMD2<Float>(deviations) }
    let mean = learned.mean.pair(0, of: parameters)
    let s = learned.logDeviation.pair(0, of: parameters)
    return mean + noise * SIMD2(exp(s.x), exp(s.y))
  }
}

extension Parameter {
  /// Numbers 2·index and 2·index + 1 of the block.
  func pair(_ index: Int, of parameters: [Float]) -> SIMD2<Float> {
    SIMD2(parameters[offset + 2 * index], parameters[offset + 2 * index + 1])
  }
}
