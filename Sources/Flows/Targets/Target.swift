/// A two-dimensional distribution to learn: it can be sampled, and where its density is known,
/// a model's distance from it can be measured exactly.
///
/// The definitions are those of FFJORD's `toy_data.py` (Grathwohl et al. 2019, arXiv:1810.01367)
/// wherever it has the target, so that numbers compare; every point is drawn independently.
public protocol Target: Sendable {
  /// The name on the command line: `8gaussians`.
  var name: String { get }
  /// What it looks like, in one line.
  var summary: String { get }
  /// Differential entropy in nats, the lowest NLL any model can reach; `nil` where it is unknown.
  var entropy: Double? { get }
  /// Half the width of a square around the origin that holds practically all of the mass.
  var extent: Double { get }
  /// The Gaussians that it is a mixture of, where they are apart from one another; else empty.
  var modes: [TargetMode] { get }
  /// Whether it lies on the torus: both coordinates are angles from −π to π, the density is 0 beyond, and goes
  /// on at −π as it ends at π.
  var isOnTorus: Bool { get }
  /// Draws one point.
  func sample(using random: inout RandomStream) -> SIMD2<Float>
  /// log p(x) in nats, −∞ outside the support; `nil` where the density is unknown.
  func logDensity(_ x: SIMD2<Double>) -> Double?
  /// Draws as many points as the arrays hold, one coordinate in each: the same points that as many
  /// calls of ``sample(using:)`` would give. Only the length common to both is filled.
  func fill(_ xs: inout [Float], _ ys: inout [Float], using random: inout RandomStream)
  /// Points to measure models on, the same ones every time: `count`, or all if there are fewer.
  func heldOut(_ count: Int) -> [SIMD2<Float>]
  /// Validation points, which choose when to stop, the same ones every time. None of them is a point to
  /// measure models on.
  func validation(_ count: Int) -> [SIMD2<Float>]
  /// Points for a picture: `count`, but no point twice if the target is a set of points.
  func distinct(_ count: Int, using random: inout RandomStream) -> [SIMD2<Float>]
}

extension Target {
  public var modes: [TargetMode] { [] }
  public var isOnTorus: Bool { false }

  public func heldOut(_ count: Int) -> [SIMD2<Float>] {
    var random = RandomStream(seed: RandomStream.Purpose.heldOut)
    return (0..<count).map { _ in sample(using: &random) }
  }

  public func validation(_ count: Int) -> [SIMD2<Float>] {
    var random = RandomStream(seed: RandomStream.Purpose.validation)
    return (0..<count).map { _ in sample(using: &random) }
  }

  public func distinct(_ count: Int, using random: inout RandomStream) -> [SIMD2<Float>] {
    (0..<count).map { _ in sample(using: &random) }
  }

  public func fill(_ xs: inout [Float], _ ys: inout [Float], using random: inout RandomStream) {
    for index in 0..<min(xs.count, ys.count) {
      let point = sample(using: &random)
      xs[index] = point.x
      ys[index] = point.y
    }
  }
}
