import Canvas
import Flows
import Foundation
import Learning

// The report of `flowscope train` for people: a line for each thing, its name first.
extension TrainReport {
  var text: String {
    let lines: [(name: String, text: String?)] = [
      ("flow", "\(flow) on \(target), base \(base), seed \(seed)"),
      ("points", data.map(pointsText)), ("units", data.map(unitsText)),
      ("steps", "\(steps) of batch \(batch), \(parameters) parameters"),
      ("resumed", resumedAt.map { "at step \($0), from a file" }),
      ("interrupted", interruptedBefore.map { "at step \(steps) of \($0)" }),
      ("kept", keptStep.map(keptText)),
      (
        "time",
        "\(fixed(wallS, 2)) s, \(fixed(stepsPerS, 0)) steps/s on \(threads) threads"
      ),
      (
        "reached",
        secondsToKl.map {
          "KL \(short(untilKl ?? 0)) after \(fixed($0, 2)) s, from the start of the process"
        }
      ),
      ("likelihood", likelihoodText), ("NLL", nll.map { "\(mark)\(nllText($0))" }),
      ("NLL ≤", nllBound.map(boundText)), ("Gaussian", gaussianNll.map(gaussianText)),
      ("entropy", entropy.map { "\(fixed($0, 4)) nats, the lowest NLL there is" }),
      ("KL", kl.map { "\(mark)\(fixed($0, 4)) nats" }),
      (
        "round trip",
        roundTripError.map { "|f(f⁻¹(x)) − x| ≤ \(String(format: "%.1e", $0))" }
      ),
      (
        "NFE",
        nfeMean.map {
          "\(fixed($0, 1)) evaluations of the field for a point, \(nfeMost ?? 0) at most"
        }
      ),
      ("samples", unconvergedText), ("modes", sampleScores?.modes.map(\.text)),
      (
        "energy",
        sampleScores?.distance.map { "\($0.text), energy distance of \($0.count) samples" }
      ),
    ]
    let warned = resultWarnings.map { (name: "WARNING", text: Optional($0.text)) }
    return (lines + warned).compactMap { line in
      line.text.map { line.name.trailing(12) + $0 }
    }.joined(separator: "\n")
  }

  /// The mark before a figure that cannot be trusted.
  private var mark: String { resultWarnings.isEmpty ? "" : "! " }

  private func pointsText(_ points: OwnPoints) -> String {
    let columns = points.columns.map { " in columns \($0.joined(separator: " and "))" } ?? ""
    let skipped =
      points.rowsSkipped == 0
      ? "" : ", \(points.rowsSkipped) row\(points.rowsSkipped == 1 ? "" : "s") left out"
    return "\(points.count)\(columns)\(skipped): \(points.training.count) to train on, "
      + "\(points.validation.count) for validation, \(points.test.count) for the test"
  }

  private func unitsText(_ points: OwnPoints) -> String {
    let formulas = points.transform.joined(separator: ", ")
    guard let correlation = points.correlation else { return formulas }
    return "\(formulas), correlation \(fixed(correlation, 4).replacing("-", with: "−"))"
  }

  private func keptText(_ step: Int) -> String {
    let end = waitedInVain ? "; training stopped, for nothing better came after it" : ""
    return "step \(step), the best on validation points\(end)"
  }

  /// What kind of likelihood a rival has; a flow's is exact, which goes without saying.
  private var likelihoodText: String? {
    switch likelihood {
    case .exact: nil
    case .bound: "a bound: the NLL itself is not known, and at most the number below"
    case .none: "none: it can only be sampled, so there is no NLL and no KL"
    }
  }

  private func boundText(_ bound: Double) -> String {
    "\(fixed(bound, 4)) ± \(fixed(nllBoundSe ?? .nan, 4)) nats on "
      + "\(nllCount ?? ReadingContext.heldOutCount) \(pointsName)"
  }

  private var pointsName: String {
    data == nil ? "held-out samples" : "test points, which chose nothing"
  }

  private func nllText(_ nll: Double) -> String {
    let value =
      densityZeroCount.map { "infinite: the model gives density 0 to \($0) points, measured" }
      ?? "\(fixed(nll, 4)) ± \(fixed(nllSe ?? .nan, 4)) nats"
    return "\(value) on \(nllCount ?? ReadingContext.heldOutCount) \(pointsName)"
  }

  private func gaussianText(_ gaussian: Double) -> String {
    guard let nll, let nllSe else { return "\(fixed(gaussian, 4)) nats on the same points" }
    let gap = gaussian - nll
    let verdict =
      abs(gap) <= nllSe
      ? "the flow is as good, within one standard error"
      : "the flow is \(fixed(abs(gap), 4)) \(gap > 0 ? "better" : "worse")"
    return "\(fixed(gaussian, 4)) nats on the same points: \(verdict)"
  }

  private var unconvergedText: String? {
    guard let unconverged, unconverged > 0,
      !warnings.contains(where: { $0.code == "unconverged_samples" })
    else {
      return nil
    }
    return "\(unconverged) of 1000 did not converge; 'flowscope sample' marks them"
  }
}

extension ModeScore {
  /// `8 of 8, 97.3 % of 2500 samples within 3σ of one`.
  var text: String {
    "\(covered) of \(total), \(fixed(100 * highQuality, 1)) % of \(count) samples within "
      + "\(short(Self.reach))σ of one"
  }
}

extension SampleDistance {
  /// `0.0031 ± 0.0012`.
  var text: String { "\(fixed(value, 4)) ± \(fixed(standardError, 4))".replacing("-", with: "−") }
}
