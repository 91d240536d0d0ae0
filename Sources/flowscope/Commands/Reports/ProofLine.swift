import Canvas
import Flows
import Foundation
import Learning
import Proofs

/// One line of `flowscope prove`: the figures of a model, or why there are none (a flow may refuse a target).
struct ProofLine {
  let settings: Settings
  let result: Result<SampledRoundTrips, FlowError>

  init(_ settings: Settings, _ result: Result<SampledRoundTrips, FlowError>) {
    (self.settings, self.result) = (settings, result)
  }

  var isFailure: Bool { (try? result.get()).map { $0.wrong > 0 } ?? false }

  static let csvHeader =
    "flow,target,seed,steps,samples,worst_z,worst_x,worst_log_det,flagged,wrong,seconds,trouble"
  static let textHeader = row(
    "flow", "target", "seed", ["z", "x", "log|det|", "flagged", "wrong", "seconds"])

  private static func row(
    _ flow: String, _ target: String, _ seed: String, _ rest: [String]
  ) -> String {
    return flow.trailing(14) + target.trailing(14) + seed.leading(4)
      + rest.map { $0.leading(10) }.joined()
  }

  var text: String {
    let seed = "\(settings.seed)"
    switch result {
    case .success(let proof):
      let worst = [proof.worstZ, proof.worstX, proof.worstLogDet].map {
        String(format: "%.1e", $0)
      }
      return Self.row(
        settings.flow, settings.target, seed,
        worst + ["\(proof.flagged)", "\(proof.wrong)", fixed(proof.seconds, 1)])
    case .failure(let error):
      return Self.row(settings.flow, settings.target, seed, []) + "  – \(error)"
    }
  }

  var csv: String {
    let start = "\(settings.flow),\(settings.target),\(settings.seed)"
    switch result {
    case .success(let proof):
      return start
        + ",\(proof.steps),\(proof.samples),\(proof.worstZ),\(proof.worstX),\(proof.worstLogDet)"
        + ",\(proof.flagged),\(proof.wrong),\(fixed(proof.seconds, 2)),"
    case .failure(let error):
      return start + ",,,,,,,,,\"\(error.description.replacing("\"", with: "\"\""))\""
    }
  }

  var json: String {
    get throws {
      switch result {
      case .success(let proof): return try jsonLine(proof)
      case .failure(let error):
        return try jsonLine(
          ["flow": settings.flow, "target": settings.target, "trouble": error.description])
      }
    }
  }
}
