import Foundation
import Learning

/// What a proof found of a flow: one number, its bound, and whether it holds.
public struct Finding: Sendable, Encodable {
  /// The proof's name, as in ``Proofs/all``.
  public let proof: String
  public let flow: String
  public let target: String
  public let base: String
  public let seed: UInt64
  public let state: ProofSubject.State
  public let holds: Bool
  public let measured: Double
  /// How `measured` must stand to `bound`.
  public let relation: Measurement.Relation
  public let bound: Double
  /// What was measured and found, in one sentence.
  public let sentence: String

  init(_ proof: Proof, _ subject: ProofSubject, _ measurement: Measurement) {
    self.init(proof.name, subject.model.settings, subject.state, flow: subject.name, measurement)
  }

  /// - Parameter flow: the subject's name; `nil` is that of the settings.
  init(
    _ proof: String, _ settings: Settings, _ state: ProofSubject.State, flow: String? = nil,
    _ measurement: Measurement
  ) {
    self.proof = proof
    self.flow = flow ?? settings.flow
    (target, base, seed) = (settings.target, settings.base, settings.seed)
    self.state = state
    holds = measurement.holds
    measured = measurement.value
    relation = measurement.relation
    bound = measurement.bound
    let found = "\(measurement.what) is \(Self.text(measured))"
    let wanted = "\(measurement.relation.rawValue) \(Self.text(bound))"
    sentence = holds ? "\(found), \(wanted)" : "\(found); it must be \(wanted)"
  }

  /// Whole numbers as such, others to two digits.
  private static func text(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e6 { return String(format: "%.0f", value) }
    return String(format: abs(value) < 1e-2 || abs(value) >= 1e4 ? "%.1e" : "%.3g", value)
  }
}
