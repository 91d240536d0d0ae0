import Autodiff
import Foundation

/// An invertible linear map in the factors of Glow (Kingma & Dhariwal 2018, arXiv:1807.03039,
/// section 3.2): x = P·L·U·z, with a fixed permutation P, a unit lower triangular L and an upper
/// triangular U.
///
///     L = (1 0; l 1),    U = (σ₁e^s₁ u; 0 σ₂e^s₂),    log|det dx/dz| = s₁ + s₂
///
/// The signs σ are drawn once and stay, so the map may mirror the plane; its log-determinant is
/// a sum of logarithms of absolute values, and no determinant is ever formed. Both directions are
/// triangular substitutions.
public struct InvertibleLinear: Bijection {
  public let name = "linear"
  public let jacobian = JacobianStructure.factored
  /// log|diagonal of U|, two numbers.
  let logDiagonal: Parameter
  let lower: Parameter
  let upper: Parameter
  /// The signs of U's diagonal.
  let signs: [Double]
  /// Whether P exchanges the features.
  let exchanges: Bool

  /// Begins as P times a rotation times a diagonal of signs.
  /// - Parameters:
  ///   - signs: of the diagonal.
  ///   - exchanges: whether P exchanges the features.
  ///   - angle: of the rotation, in radians, below a quarter turn:
  ///     (c −s; s c) = (1 0; tan 1)·(c −s; 0 1/c).
  ///   - builder: hands out its parameters.
  init(
    signs: [Double] = [1, 1], exchanges: Bool = false, angle: Double = 0,
    _ builder: inout LayerBuilder
  ) {
    self.signs = signs
    self.exchanges = exchanges
    let log = log(cos(angle))
    logDiagonal = builder.layout.add("logDiagonal", shape: [2], [Float(log), Float(-log)])
    lower = builder.layout.add("lower", shape: [1], [Float(tan(angle))])
    upper = builder.layout.add("upper", shape: [1], [Float(-sin(angle) * signs[1])])
  }

  public func inverse(_ x: Value) -> Mapped {
    let graph = x.graph
    let y1 = x.feature(exchanges ? 1 : 0)
    let y2 = x.feature(exchanges ? 0 : 1) - lower(graph) * y1
    let logs = logDiagonal(graph)
    let reciprocals = graph.constant(signs) * (-logs).exp
    let z2 = y2 * reciprocals.feature(1)
    let z1 = (y1 - upper(graph) * z2) * reciprocals.feature(0)
    return Mapped(.concatenate([z1, z2]), logDet: -logs.featureSum)
  }

  public func forward(_ z: Value) -> Mapped {
    let graph = z.graph
    let logs = logDiagonal(graph)
    let scaled = graph.constant(signs) * logs.exp * z
    let y1 = scaled.feature(0) + upper(graph) * z.feature(1)
    let y2 = scaled.feature(1) + lower(graph) * y1
    return Mapped(.concatenate(exchanges ? [y2, y1] : [y1, y2]), logDet: logs.featureSum)
  }
}

/// x = z + b.
public struct Translation: Bijection {
  public let name = "shift"
  public let jacobian = JacobianStructure.identity
  let shift: Parameter

  init(_ builder: inout LayerBuilder) {
    shift = builder.layout.addZeros("shift", count: 2)
  }

  public func inverse(_ x: Value) -> Mapped {
    Mapped(x - shift(x.graph), logDet: x.graph.constant(0))
  }

  public func forward(_ z: Value) -> Mapped {
    Mapped(z + shift(z.graph), logDet: z.graph.constant(0))
  }

  /// A blend is a smaller shift.
  public var blends: Bool { true }
}
