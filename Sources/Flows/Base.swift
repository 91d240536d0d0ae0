import Autodiff
import Foundation

/// A base distribution: what a flow starts from.
public protocol BaseDistribution: Sendable {
  /// log p_z(z) in nats, one feature.
  func logDensity(_ z: Value) -> Value
  /// Draws one point.
  func sample(using random: inout RandomStream) -> SIMD2<Float>
  /// Half the width of a square around the origin that holds practically all of the mass.
  var extent: Double { get }
}

/// The standard normal, N(0, I).
public struct StandardNormal: BaseDistribution {
  public let extent = 3.5

  public func logDensity(_ z: Value) -> Value {
    -0.5 * z.squared.featureSum - log(2 * Double.pi)
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    SIMD2(Float(random.normal()), Float(random.normal()))
  }
}

/// A row of the registry of base distributions.
public struct Base: Sendable {
  /// The name on the command line: `normal`.
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// How it is written in a title: `N(0, I)`.
  public let notation: String
  public let distribution: any BaseDistribution
}

/// The registry of base distributions.
public enum Bases {
  /// Every base distribution, in the order of the `b` key.
  public static let all = [
    Base(
      name: "normal", summary: "standard normal", notation: "N(0, I)",
      distribution: StandardNormal())
  ]

  /// The base of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> Base {
    guard let base = all.first(where: { $0.name == name }) else {
      throw FlowError(
        "unknown base '\(name)': choose one of \(all.map(\.name).joined(separator: ", "))")
    }
    return base
  }
}
