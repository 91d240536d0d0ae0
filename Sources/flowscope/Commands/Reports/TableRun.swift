import Learning
import Flows

/// One training run of the table.
struct TableRun: Encodable {
  let flow: String
  let target: String
  let seed: UInt64
  var parameters: Int?
  /// Mean negative log-likelihood on held-out samples, in nats.
  var nll: Double?
  /// Its standard error, in nats.
  var nllSe: Double?
  var entropy: Double?
  var kl: Double?
  /// Seconds of training, on one thread, beside the other runs.
  var wallS: Double?
  /// Why the figures cannot be trusted, where they cannot.
  var warnings: [Warning] = []
  /// Why there are no figures.
  var trouble: String?
}
