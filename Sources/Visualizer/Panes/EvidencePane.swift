import Canvas
import Flows
import Foundation
import Learning

/// The bounds of log p(x) at the probe, and that what they miss is the encoder's error.
enum EvidencePane: PaneContent {
  static let help = PaneHelp(
    title: "bounds at the probe",
    text:
      "ELBO ≤ IWAE₅ ≤ IWAE₅₀ ≤ log p(x). The ELBO and log p(x) are integrals; IWAE is the mean of draws "
      + "(± its standard error), so it can pass log p(x) by chance. What the ELBO misses is "
      + "KL(q(z|x) ‖ p(z|x)), computed on a grid of its own: ✓ where both ways agree, ≈ where one of them "
      + "is not sure.",
    keys: [(.moveProbe(dx: -1, dy: 0), "move the probe"), (.swapProbe, "probe z, or x")])

  static func needs(_ state: State) -> Set<LearnerAbility> { [.encoder] }

  static func titles(_ border: PaneBorder, _ scene: Scene, _ state: State) -> PaneTitles {
    let theme = Theme(state.medium)
    var titles = PaneTitles()
    titles.top.left = StyledText(
      border.room >= 34 ? "bounds of log p(x) at the probe" : "bounds at the probe", border.name)
    if let evidence = scene.evidence, state.ownPoints == nil {
      titles.bottom.left = StyledText("decoder σ \(evidence.sigma.text(3))", theme.faint)
    }
    return titles
  }

  static func draw(_ scene: Scene, _ state: State, in inside: Rect, on canvas: inout Canvas) {
    guard let evidence = scene.evidence else { return }
    let text = inside.inset(columns: 1, rows: 0)
    let lines = EvidenceLines(evidence, state, width: min(text.columns, 46))
    canvas.write(lines: lines.lines(rows: text.rows), in: text)
  }

  static func drawStrip(_ scene: Scene, _ state: State, in frame: Rect, on canvas: inout Canvas) {
    guard let evidence = scene.evidence else { return }
    let strip = frame.inset(columns: 1, rows: 0)
    let lines = EvidenceLines(evidence, state, width: strip.columns)
    canvas.write(lines: lines.strip, in: strip)
  }
}

/// The numbers of a ``EvidenceLedger`` in lines.
struct EvidenceLines {
  private let evidence: EvidenceLedger
  private let place: String
  private let theme: Theme
  private let width: Int

  init(_ evidence: EvidenceLedger, _ state: State, width: Int) {
    place = state.settings.text(ofData: evidence.x)
    self.evidence = evidence.shown(state)
    theme = Theme(state.medium)
    self.width = width
  }

  private var bounds: EncoderBounds { evidence.bounds }

  /// As many as fit, the ladder of the bounds always.
  func lines(rows: Int) -> [StyledText] {
    let terms = [
      fact("E_q[log p(x|z)]", bounds.reconstruction, ""),
      fact("− KL(q(z|x) ‖ p(z))", 0 - bounds.divergence, ""),
    ]
    let ladder = [
      fact(rows >= 10 ? "= ELBO" : "ELBO", bounds.elbo, "evidence.elbo", theme.model),
      fact("≤ IWAE₅", bounds.iwae5), fact("≤ IWAE₅₀", bounds.iwae50),
      fact(
        "\(isPassed ? "≈" : "≤") log p(x), by quadrature" + (evidence.density.isSure ? "" : " ≈"),
        evidence.density.value, "evidence.logpx", theme.strong),
    ]
    let gap = [
      fact("log p(x) − ELBO", evidence.gap, "evidence.gap"),
      fact("KL(q(z|x) ‖ p(z|x)) \(mark)", evidence.divergence, "evidence.kl"),
    ]
    let head = [factLine("x", StyledText(place, theme.text), theme, width: width), latentLine]
    switch rows {
    case 13...: return head + [""] + terms + ladder + [""] + gap
    case 10...: return head + terms + ladder + gap
    case 8...: return [""] + ladder + [""] + gap
    default: return Array((ladder + gap).prefix(rows))
    }
  }

  /// All of it in three lines.
  var strip: [StyledText] {
    func label(_ text: String) -> StyledText { StyledText(text, theme.faint) }
    func value(_ number: Double, _ style: Style, _ reading: String = "") -> StyledText {
      StyledText(number.text(3).shows(reading), style)
    }
    let ladder = [
      label("ELBO "), value(bounds.elbo, theme.model, "evidence.elbo"), label(" ≤ IWAE₅ "),
      value(bounds.iwae5.value, theme.text), label(" ≤ IWAE₅₀ "),
      value(bounds.iwae50.value, theme.text), label(isPassed ? " ≈ log p(x) " : " ≤ log p(x) "),
      value(evidence.density.value, theme.strong, "evidence.logpx"),
    ].reduce(StyledText(), +)
    let gap = [
      label("log p(x) − ELBO "), value(evidence.gap, theme.text, "evidence.gap"),
      label(" = KL(q(z|x) ‖ p(z|x)) "), value(evidence.divergence, theme.text, "evidence.kl"),
      label(" "), StyledText(mark, markStyle),
    ].reduce(StyledText(), +)
    return [
      label("x ") + StyledText(place, theme.text) + label("   q(z|x) ")
        + StyledText(latentWords, theme.text), ladder, gap,
    ]
  }

  /// Whether IWAE₅₀ lies above log p(x) by chance, as a mean of draws may.
  private var isPassed: Bool { bounds.iwae50.value > evidence.density.value }

  private var mark: String {
    switch evidence.closes {
    case true?: "✓"
    case false?: "✗"
    case nil: "≈"
    }
  }

  private var markStyle: Style {
    switch evidence.closes {
    case true?: theme.model
    case false?: theme.alarm
    case nil: theme.faint
    }
  }

  /// Mean and standard deviation of each feature.
  private var latentWords: String {
    let (mean, deviation) = (bounds.q.mean, bounds.q.deviation)
    return (0..<evidence.latent).map {
      "\(mean[$0].text(2, plus: true)) ± \(deviation[$0].text(2))"
    }.joined(separator: ", ")
  }

  private var latentLine: StyledText {
    factLine("q(z|x)", StyledText(latentWords, theme.text), theme, width: width)
  }

  private func fact(
    _ name: String, _ number: Double, _ reading: String, _ style: Style? = nil
  ) -> StyledText {
    let digits = number.text(3, width: 8, plus: false).shows(reading)
    return factLine(
      name, StyledText(digits + "         ", style ?? theme.text),
      theme, width: width)
  }

  private func fact(_ name: String, _ sampled: EncoderBounds.Sampled) -> StyledText {
    let error = " ± \(sampled.standardError.text(4))"
    let value =
      StyledText(sampled.value.text(3, width: 8), theme.text)
      + StyledText(
        String(error.prefix(9)).padding(toLength: 9, withPad: " ", startingAt: 0), theme.faint)
    return factLine(name, value, theme, width: width)
  }
}

extension EvidenceLedger {
  /// The numbers as they are shown: in the user's own units.
  func shown(_ state: State) -> EvidenceLedger {
    shifted(by: 0 - state.settings.standardization.logVolume)
  }

  /// What they say at the probe, the longest form first.
  func sentences(_ state: State) -> [String] {
    let shown = shown(state)
    let bound = shown.bounds.elbo.text(2).shows("evidence.elbo")
    let exact = shown.density.value.text(2).shows("evidence.logpx")
    let missing = gap.text(3).shows("evidence.gap")
    guard shown.density.isSure, gap.isFinite else { return ["at \(state.probeMark) ELBO \(bound)"] }
    return [
      "at \(state.probeMark) the ELBO \(bound) misses log p(x) \(exact) by \(missing): KL of q(z|x) "
        + "from the true posterior",
      "at \(state.probeMark) ELBO \(bound) misses log p(x) by \(missing), the encoder's KL",
      "ELBO \(bound) ≤ log p(x) \(exact)",
    ]
  }
}
