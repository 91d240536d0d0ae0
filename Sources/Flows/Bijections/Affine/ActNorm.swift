import Autodiff
import Foundation

/// Glow's activation normalisation (Kingma & Dhariwal 2018, arXiv:1807.03039, section 3.1): a scale and a
/// shift per feature. The first batch sets them, and gradients train them from then on.
///
///     z = x·e^s + b,    log|det dz/dx| = Σ s
///
/// The first batch arrives from the data side with mean m and deviation d, and leaves with 0 and 1:
/// s = −log d, b = −m/d. Whether that has happened is a number among the parameters, so a
/// saved model remembers it.
public struct ActNorm: Bijection, DataInitialized {
  public let name = "actnorm"
  public let jacobian = JacobianStructure.diagonal
  let logScale: Parameter
  let shift: Parameter
  /// 1 once a batch has set the layer.
  let initialized: Parameter

  init(_ builder: inout LayerBuilder) {
    logScale = builder.layout.addZeros("logScale", count: 2)
    shift = builder.layout.addZeros("shift", count: 2)
    initialized = builder.layout.addZeros("initialized", count: 1, trained: false)
  }

  public func inverse(_ x: Value) -> Mapped {
    let s = logScale(x.graph)
    return Mapped(x * s.exp + shift(x.graph), logDet: s.featureSum)
  }

  public func forward(_ z: Value) -> Mapped {
    let s = logScale(z.graph)
    return Mapped((z - shift(z.graph)) * (-s).exp, logDet: -s.featureSum)
  }

  package func initialize(_ parameters: inout [Float], from points: [SIMD2<Float>]) {
    guard parameters[initialized.offset] == 0, !points.isEmpty else { return }
    let all = points.map { SIMD2<Double>($0) }
    let mean = all.reduce(.zero, +) / Double(all.count)
    let variance = all.reduce(.zero) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
    for feature in 0..<2 {
      // A feature that does not vary has no deviation to divide by: it keeps its scale.
      let spread = variance[feature].squareRoot()
      let deviation = spread > 1e-6 ? spread : 1
      parameters[logScale.offset + feature] = Float(-log(deviation))
      parameters[shift.offset + feature] = Float(-mean[feature] / deviation)
    }
    parameters[initialized.offset] = 1
  }
}
