import Canvas
import Foundation
import Learning

/// What a picture of a plane is made of, at a viewport's pixels, row-major from the top.
struct PlaneField: Sendable {
  /// The density there.
  var density: [Float]
  /// Which point of base space lies there; NaN where none was found.
  var z: [SIMD2<Float>]
  /// log|det dx/dz| there, in nats; above zero where f expands.
  var logDet: [Float]
  /// log p_z(z), in nats.
  var logBase: [Float]
  /// Whether a map takes base space here; without one there is a density alone.
  var hasMap = true

  /// Data space: one evaluation of the inverse gives all of it.
  init(_ evaluator: Evaluator, _ model: Model, _ viewport: Viewport) {
    let inverse = evaluator.inverse(viewport.pixelCenters(), of: model)
    density = inverse.logDensity.map { exp($0) }
    z = zip(inverse.z, inverse.converged).map { $1 ? $0 : SIMD2(.nan, .nan) }
    logDet = inverse.logDet.map { -$0 }
    logBase = zip(inverse.logDensity, logDet).map { $0 + $1 }
  }

  /// Data space of a learner with a density and no map: nothing lies there of base space.
  init(density evaluator: any PointEvaluator, _ model: Model, _ viewport: Viewport) {
    density = evaluator.values(at: viewport.pixelCenters(), of: model).map { exp($0) }
    z = Array(repeating: SIMD2(.nan, .nan), count: density.count)
    logDet = Array(repeating: .nan, count: density.count)
    logBase = logDet
    hasMap = false
  }

  /// What is known of the pixels already.
  init(density: [Float], z: [SIMD2<Float>], logDet: [Float], logBase: [Float]) {
    (self.density, self.z, self.logDet, self.logBase) = (density, z, logDet, logBase)
  }

  /// Base space itself, where the board is straight.
  init(base evaluator: Evaluator, _ model: Model, _ viewport: Viewport) {
    z = viewport.pixelCenters()
    logBase = evaluator.logBaseDensity(z, of: model)
    density = logBase.map { exp($0) }
    logDet = Array(repeating: 0, count: z.count)
  }
}
