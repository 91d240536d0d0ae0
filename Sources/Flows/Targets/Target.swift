/// A two-dimensional distribution to learn: it can be sampled, and where its density is known,
/// a model's distance from it can be measured exactly.
public protocol Target: Sendable {
  /// The name on the command line: `8gaussians`.
  var name: String { get }
  /// What it looks like, in one line.
  var summary: String { get }
  /// Differential entropy in nats, the lowest NLL any model can reach; `nil` where it is unknown.
  var entropy: Double? { get }
  /// Half the width of a square around the origin that holds practically all of the mass.
  var extent: Double { get }
  /// Draws one point.
  func sample(using random: inout RandomStream) -> SIMD2<Float>
  /// log p(x) in nats, −∞ outside the support; `nil` where the density is unknown.
  func logDensity(_ x: SIMD2<Double>) -> Double?
}

/// The registry of targets.
public enum Targets {
  /// Every built-in target, in the order of the `d` key.
  public static let all: [any Target] = [StandInTarget()]

  /// The target of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> any Target {
    guard let target = all.first(where: { $0.name == name }) else {
      throw FlowError(
        "unknown target '\(name)': choose one of \(all.map(\.name).joined(separator: ", "))")
    }
    return target
  }
}

struct StandInTarget: Target {
  let name = "moons"
  let summary = "stand-in"
  let entropy: Double? = 2.3939
  let extent = 4.0
  func sample(using random: inout RandomStream) -> SIMD2<Float> {
    SIMD2(Float(random.uniform()) * 2 - 1, Float(random.uniform()) * 2 - 1)
  }
  func logDensity(_ x: SIMD2<Double>) -> Double? { -(x * x).sum() }
}
