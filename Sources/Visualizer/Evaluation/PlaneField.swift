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
    self.init(evaluator, model, at: viewport.pixelCenters())
    if let means = PixelMeans(of: model, in: viewport) {
      density = means.refined(density, evaluator, model)
    }
  }

  private init(_ evaluator: Evaluator, _ model: Model, at points: [SIMD2<Float>]) {
    let inverse = evaluator.inverse(points, of: model)
    density = inverse.logDensity.map { exp($0) }
    z = zip(inverse.z, inverse.converged).map { $1 ? $0 : SIMD2(.nan, .nan) }
    logDet = inverse.logDet.map { -$0 }
    logBase = zip(inverse.logDensity, logDet).map { $0 + $1 }
  }

  /// Data space in squares of four pixels, each as it is in its middle: a quarter of the work.
  /// - Returns: `nil` where the whole does not take long either.
  init?(coarse evaluator: Evaluator, _ model: Model, _ viewport: Viewport) {
    let (columns, rows) = (viewport.pixelColumns, viewport.pixelRows)
    guard columns * rows > Self.quick, PixelMeans(of: model, in: viewport) == nil else {
      return nil
    }
    let (across, down) = ((columns + 1) / 2, (rows + 1) / 2)
    let middles = (0..<across * down).map { index in
      let square = SIMD2(Float(index % across), Float(index / across))
      return viewport.data(pixel: 2 * square + 1)
    }
    let squares = PlaneField(evaluator, model, at: middles)
    let square = (0..<columns * rows).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      return row / 2 * across + column / 2
    }
    self.init(
      density: square.map { squares.density[$0] }, z: square.map { squares.z[$0] },
      logDet: square.map { squares.logDet[$0] }, logBase: square.map { squares.logBase[$0] })
  }

  /// Pixels that are evaluated in a few milliseconds.
  private static let quick = 12_000

  /// Data space of a learner with a density and no map: nothing lies there of base space.
  init(density evaluator: any PointEvaluator, _ model: Model, _ viewport: Viewport) {
    density = Evaluation.modelDensity(evaluator, model, viewport)
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
