import Canvas
import Flows
import Foundation
import Learning
import Proofs

/// One line of `flowscope prove`: a finding, or why there is none.
enum FindingLine {
  case found(Finding)
  /// A flow may refuse a target, which is no failure.
  case refused(flow: String, target: String, FlowError)
  /// A proof that could not be finished is one.
  case unfinished(flow: String, target: String, ProofSubject.State, proof: String, String)

  var isFailure: Bool {
    switch self {
    case .found(let finding): !finding.holds
    case .refused: false
    case .unfinished: true
    }
  }

  static let csvHeader = "flow,target,base,seed,state,proof,holds,measured,relation,bound,sentence"

  var text: String {
    switch self {
    case .found(let finding):
      return (finding.holds ? "✓ " : "✗ ") + finding.flow.trailing(14)
        + finding.target.trailing(13) + finding.state.rawValue.trailing(9)
        + finding.proof.trailing(20) + finding.sentence
    case .refused(let flow, let target, let error):
      return "– " + flow.trailing(14) + target.trailing(13) + error.description
    case .unfinished(let flow, let target, let state, let proof, let trouble):
      return "✗ " + flow.trailing(14) + target.trailing(13) + state.rawValue.trailing(9)
        + proof.trailing(20) + trouble
    }
  }

  var csv: String {
    func quoted(_ text: String) -> String {
      "\"\(text.replacing("\"", with: "\"\""))\""
    }
    switch self {
    case .found(let finding):
      return [
        finding.flow, finding.target, finding.base, "\(finding.seed)", finding.state.rawValue,
        finding.proof, "\(finding.holds)", "\(finding.measured)", finding.relation.rawValue,
        "\(finding.bound)", quoted(finding.sentence),
      ].joined(separator: ",")
    case .refused(let flow, let target, let error):
      return "\(flow),\(target),,,,,,,,,\(quoted(error.description))"
    case .unfinished(let flow, let target, let state, let proof, let trouble):
      return "\(flow),\(target),,,\(state.rawValue),\(proof),false,,,,\(quoted(trouble))"
    }
  }

  var json: String {
    get throws {
      switch self {
      case .found(let finding): return try jsonLine(finding)
      case .refused(let flow, let target, let error):
        return try jsonLine(["flow": flow, "target": target, "trouble": error.description])
      case .unfinished(let flow, let target, let state, let proof, let trouble):
        return try jsonLine([
          "flow": flow, "target": target, "state": state.rawValue, "proof": proof,
          "trouble": trouble,
        ])
      }
    }
  }
}

/// The findings of one flow with one kind of parameters, as they come.
struct FindingLines {
  private let settings: Settings
  private let state: ProofSubject.State
  private let steps: Int

  init(_ settings: Settings, _ state: ProofSubject.State, steps: Int) {
    (self.settings, self.state, self.steps) = (settings, state, steps)
  }

  /// Runs the proofs of a rival, and hands over each line.
  func run(_ proofs: [RivalProof], show: (FindingLine) throws -> Void) throws {
    let subject: RivalSubject
    do throws(FlowError) {
      subject = try RivalSubject(settings)
    } catch {
      return try show(.refused(flow: settings.flow, target: settings.target, error))
    }
    for proof in proofs {
      do {
        for finding in try proof.findings(of: subject) { try show(.found(finding)) }
      } catch let error as FlowError {
        try show(
          .unfinished(
            flow: settings.flow, target: settings.target, state, proof: proof.name,
            error.description))
      }
    }
  }

  /// Runs the proofs that concern the flow, and hands over each line.
  func run(_ proofs: [Proof], show: (FindingLine) throws -> Void) throws {
    do throws(FlowError) {
      _ = try Architecture(settings)
    } catch {
      try show(.refused(flow: settings.flow, target: settings.target, error))
      return
    }
    let subject: ProofSubject
    do throws(FlowError) {
      subject =
        state == .random
        ? try ProofSubject(random: settings)
        : try ProofSubject(trained: settings, steps: steps)
    } catch {
      try show(
        .unfinished(
          flow: settings.flow, target: settings.target, state, proof: "", error.description))
      return
    }
    for proof in proofs {
      let findings: [Finding]
      do {
        findings = try proof.findings(of: subject)
      } catch {
        try show(
          .unfinished(
            flow: subject.name, target: settings.target, state, proof: proof.name, "\(error)"))
        continue
      }
      for finding in findings { try show(.found(finding)) }
    }
  }
}
