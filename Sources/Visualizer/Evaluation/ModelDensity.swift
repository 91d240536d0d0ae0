import Canvas
import Foundation
import Learning

extension Evaluation {
  /// The model's density at a viewport's pixels. Every pixel is evaluated, also while training runs: what
  /// is interpolated would be false where a density is thin.
  static func modelDensity(
    _ evaluator: Evaluator, _ model: Model, _ viewport: Viewport
  ) -> [Float] {
    evaluator.inverse(viewport.pixelCenters(), of: model).logDensity.map { exp($0) }
  }
}
