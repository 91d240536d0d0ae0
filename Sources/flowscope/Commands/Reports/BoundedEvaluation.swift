import Flows
import Learning

/// What `flowscope eval` says of a model with an encoder: log p(x) and the bounds that lie below it, point by
/// point, in the user's own units.
struct BoundedEvaluation {
  private let points: [SIMD2<Double>]
  private let densities: [MarginalDensity]
  private let bounds: [EncoderBounds]

  init(_ evaluator: LatentEvaluator, _ model: Model, at points: [SIMD2<Double>]) {
    let units = model.settings.standardization
    let places = points.map(units.standardized)
    self.points = points
    densities = evaluator.densities(at: places, model.parameters).map {
      var density = $0
      density.value -= units.logVolume
      return density
    }
    bounds = evaluator.bounds(at: places, model.parameters).map {
      $0.shifted(by: 0 - units.logVolume)
    }
  }

  /// Writes a row for each point.
  /// - Parameter file: `nil` for standard output.
  func write(to file: OutputFile?) throws {
    var output = RowOutput(
      ["x1", "x2", "log_px", "elbo", "iwae_5", "iwae_5_se", "iwae_50", "iwae_50_se"],
      count: points.count, to: file)
    for (index, point) in points.enumerated() {
      let bound = bounds[index]
      try output.write([
        point.x, point.y, densities[index].value, bound.elbo, bound.iwae5.value,
        bound.iwae5.standardError, bound.iwae50.value, bound.iwae50.standardError,
      ])
    }
    try output.finish()
  }

  var warnings: [Warning] {
    let count = densities.count { !$0.isSure }
    guard count > 0 else { return [] }
    return [
      Warning(
        "unsure_density",
        "log_px of \(count) of \(points.count) points is not sure to 0.01 nats: two quadratures over the "
          + "latent space differ by more; they lie far from all that the decoder makes")
    ]
  }

  func summary(beside others: [Warning]) -> Summary {
    Summary(densities, bounds, others + warnings)
  }

  /// What `flowscope eval --json` reports.
  struct Summary: Encodable {
    let points: Int
    /// Means over the points and their standard errors, in nats.
    let logPxMean: Double
    let logPxSe: Double
    let elboMean: Double
    let elboSe: Double
    let iwae5Mean: Double
    let iwae5Se: Double
    let iwae50Mean: Double
    let iwae50Se: Double
    let warnings: [Warning]

    init(_ densities: [MarginalDensity], _ bounds: [EncoderBounds], _ warnings: [Warning]) {
      func mean(_ values: [Double]) -> (Double, Double) {
        let mean = Mean(values)
        return (mean.value, mean.standardError)
      }
      points = densities.count
      (logPxMean, logPxSe) = mean(densities.map(\.value))
      (elboMean, elboSe) = mean(bounds.map(\.elbo))
      (iwae5Mean, iwae5Se) = mean(bounds.map(\.iwae5.value))
      (iwae50Mean, iwae50Se) = mean(bounds.map(\.iwae50.value))
      self.warnings = warnings
    }
  }
}
