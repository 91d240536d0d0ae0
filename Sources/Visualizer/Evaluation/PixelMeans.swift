import Canvas
import Flows
import Foundation
import Learning

/// Densities of pixels that are wider than what a target is made of.
///
/// Where a target's modes are narrower than a pixel, the density in the pixel's middle says nothing of the
/// mass that lies in it: a mode may fall between all middles. The mean over the pixel is then what a
/// picture has to show.
struct PixelMeans {
  private let viewport: Viewport
  /// Into how many parts a pixel is cut each way.
  private let parts: Int

  /// A pixel of so many standard deviations is cut.
  private static let widest: Float = 1.5
  /// More parts than these would take too long.
  private static let mostParts = 12
  /// Samples that tell which pixels hold mass.
  private static let sampleCount = 2000

  /// - Returns: `nil` where the pixels are as fine as the target.
  init?(of target: (any Target)?, in viewport: Viewport) {
    guard let target, let deviation = target.modes.map(\.deviation).min(),
      viewport.pixelSize > Self.widest * Float(deviation)
    else { return nil }
    self.viewport = viewport
    parts = min(Self.mostParts, Int((viewport.pixelSize / Float(deviation)).rounded(.up)))
  }

  /// The same for the target that a model learns.
  init?(of model: Model, in viewport: Viewport) {
    self.init(of: Targets.find(model.settings.target), in: viewport)
  }

  /// The densities of a model in the middles of pixels, with the mean in the place of those that do not
  /// tell how many samples fall to their pixel.
  /// - Parameter density: row-major from the top.
  func refined(
    _ density: [Float], _ evaluator: any PointEvaluator, _ model: Model
  ) -> [Float] {
    guard let sampler = evaluator as? any Sampler else { return density }
    var counts = [Float](repeating: 0, count: density.count)
    for sample in sampler.samples(count: Self.sampleCount, seed: 5, of: model) {
      let place = viewport.pixel(sample)
      guard place.x >= 0, place.y >= 0, place.x < Float(viewport.pixelColumns),
        place.y < Float(viewport.pixelRows)
      else { continue }
      counts[Int(place.y) * viewport.pixelColumns + Int(place.x)] += 1
    }
    let unit = viewport.pixelArea * Float(Self.sampleCount)
    let doubtful = density.indices.filter { index in
      let expected = density[index] * unit
      // Three standard deviations of a count.
      return !(abs(counts[index] - expected) <= 3 * max(1, counts[index], expected).squareRoot())
    }
    var refined = density
    let values = evaluator.values(at: doubtful.flatMap(points), of: model)
    let count = parts * parts
    for (place, index) in doubtful.enumerated() {
      let sum = values[place * count..<(place + 1) * count].reduce(0) { $0 + exp($1) }
      refined[index] = sum / Float(count)
    }
    return refined
  }

  /// The middles of a pixel's parts.
  private func points(of pixel: Int) -> [SIMD2<Float>] {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: viewport.pixelColumns)
    return (0..<parts * parts).map { part in
      let inside = SIMD2(Float(part % parts) + 0.5, Float(part / parts) + 0.5) / Float(parts)
      return viewport.data(pixel: SIMD2(Float(column), Float(row)) + inside)
    }
  }
}
