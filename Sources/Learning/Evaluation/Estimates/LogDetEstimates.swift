/// log|det dx/dz| of a flow's residual layers at a point: exactly, and as training may estimate it, in nats.
public struct LogDetEstimates: Sendable {
  var exact: Double
  var series: Double
  var roulette: Double

  /// Sums over layers; the inverse's log-determinants change their sign.
  init(_ layers: [ResidualEstimates]) {
    let terms = ResidualEstimator.trainingTerms
    exact = -layers.reduce(0) { $0 + $1.exact }
    series = -layers.reduce(0) { $0 + ($1.series.prefix(terms).last ?? 0) }
    roulette = -layers.reduce(0) { $0 + $1.roulette.mean }
  }
}
