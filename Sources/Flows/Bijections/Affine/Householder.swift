import Autodiff
import Foundation

/// A reflection in the line orthogonal to v (Tomczak & Welling 2016, arXiv:1611.09630, equation 7):
///
///     x = (I − 2vvᵀ/‖v‖²)·z,    log|det dx/dz| = 0
///
/// It is its own inverse. Two reflections are a rotation, and in any dimension products of
/// reflections are all the orthogonal maps: volume and distances are preserved.
public struct Householder: Bijection {
  public let name = "reflection"
  public let jacobian = JacobianStructure.orthogonal
  let normal: Parameter

  init(angle: Double, _ builder: inout LayerBuilder) {
    normal = builder.layout.add("normal", shape: [2], [Float(cos(angle)), Float(sin(angle))])
  }

  public func inverse(_ x: Value) -> Mapped { reflect(x) }
  public func forward(_ z: Value) -> Mapped { reflect(z) }

  private func reflect(_ point: Value) -> Mapped {
    let v = normal(point.graph)
    // Without a direction there is no reflection: v = 0 leaves points where they are.
    let squaredNorm = v.squared.featureSum.maximum(1e-24)
    let along = (v * point).featureSum * (2 / squaredNorm)
    return Mapped(point - along * v, logDet: point.graph.constant(0))
  }
}
