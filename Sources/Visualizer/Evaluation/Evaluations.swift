import Canvas
import Flows
import Foundation
import Learning

/// The single evaluations that the observatory and the views remember.
enum Evaluation {
  /// How many points suit a picture: about three for five cells, from 100 to 3,000.
  static func pointCount(_ viewport: Viewport?) -> Int {
    guard let rect = viewport?.rect else { return 400 }
    return min(max(rect.columns * rect.rows * 3 / 5, 100), 3000)
  }

  /// Points of the target. The first of them are the same for the same seed, however many are drawn.
  static func draw(_ target: any Target, seed: UInt64, count: Int) -> [SIMD2<Float>] {
    target.drawn(count, seed: seed)
  }

  /// The target's true density at a viewport's pixels, where these are wider than its modes its mean over
  /// each; `nil` where it is unknown.
  static func density(of target: any Target, in viewport: Viewport) -> [Float]? {
    if PixelMeans(of: target, in: viewport) != nil {
      return target.meanDensities(
        from: SIMD2<Double>(viewport.data(pixel: .zero)), cell: Double(viewport.pixelSize),
        columns: viewport.pixelColumns, rows: viewport.pixelRows
      )?.map { Float($0) }
    }
    var density: [Float] = []
    for point in viewport.pixelCenters() {
      guard let value = target.logDensity(SIMD2<Double>(point)) else { return nil }
      density.append(Float(exp(value)))
    }
    return density
  }

  /// The greatest density of the target at 600 of its samples, or, where pixels are wider than its modes,
  /// the greatest mean over one; `nil` where its density is unknown.
  static func maximum(of target: any Target, in viewport: Viewport?) -> Float? {
    if let viewport, PixelMeans(of: target, in: viewport) != nil {
      return density(of: target, in: viewport)?.max()
    }
    var greatest: Double?
    for point in draw(target, seed: 0, count: 600) {
      guard let value = target.logDensity(SIMD2<Double>(point)) else { return nil }
      greatest = max(greatest ?? value, value)
    }
    return greatest.map { Float(exp($0)) }
  }

  /// The base distribution's density at a viewport's pixels.
  static func baseDensity(_ evaluator: Evaluator, _ model: Model, _ viewport: Viewport) -> [Float] {
    evaluator.logBaseDensity(viewport.pixelCenters(), of: model).map { exp($0) }
  }

  /// Measures what must hold of the flow, from what was evaluated for the pictures.
  static func check(
    _ evaluator: Evaluator, _ model: Model, _ scene: Scene, _ viewport: Viewport?
  ) -> WindowChecks {
    // A round trip tells of the flow itself, not of a picture that moves.
    let pulledBack =
      scene.isRough
      ? evaluator.inverse(Array(scene.data.prefix(256)), of: model).z
      : Array(scene.pulledBack.prefix(256))
    let back = evaluator.forward(pulledBack, of: model).x
    var worst: Float = 0
    for (point, image) in zip(scene.data, back) {
      let gap = point - image
      worst = max(worst, (gap * gap).sum().squareRoot())
    }
    var mass: Double?
    if let density = scene.plane?.density, let viewport {
      mass = density.reduce(0) { $0 + Double($1) } * Double(viewport.pixelArea)
    }
    var least = Float.infinity
    var greatest = -Float.infinity
    for line in scene.grid {
      for value in line.logDet where value.isFinite {
        least = min(least, value)
        greatest = max(greatest, value)
      }
    }
    return WindowChecks(
      mass: mass, roundTrip: Double(worst),
      logDetRange: least <= greatest ? Double(least)...Double(greatest) : 0...0)
  }
}

extension Evaluation {
  /// The model's density at a viewport's pixels; where these are wider than the modes of its target, the
  /// mean over pixels whose middle does not tell their mass. Every pixel is evaluated, also while training runs: what
  /// is interpolated would be false where a density is thin.
  static func modelDensity(
    _ evaluator: any PointEvaluator, _ model: Model, _ viewport: Viewport
  ) -> [Float] {
    let density = evaluator.values(at: viewport.pixelCenters(), of: model).map { exp($0) }
    return PixelMeans(of: model, in: viewport)?.refined(density, evaluator, model) ?? density
  }
}
