import Canvas
import Foundation
import Learning

/// What the main screen says in words: where the run is, and what the numbers on screen mean.
struct MainCaption {
  let scene: Scene
  let state: State

  /// Nats of the newest measurement up to the model on screen: `KL 0.052`; `nil` before the first.
  private var score: String? { score(state.heldOut) ?? state.score?.shortForm.map(Self.words) }

  private static func words(_ form: (label: String, number: String)) -> String {
    "\(form.label) \(form.number.trimmingCharacters(in: .whitespaces))"
  }

  private func score(_ heldOut: HeldOut?) -> String? {
    var measured = Measurements()
    measured.heldOut = heldOut
    if let kl = measured.number("kl") { return "KL \(kl.text(3).shows("kl"))" }
    return measured.number("nll").map { "NLL \($0.text(3).shows("nll"))" }
  }

  /// The formula stands in the caption where no pane has it.
  static let formula = "log p(x) = log p_z(z) − Σ log|det|"

  var caption: Caption {
    let forms = sentences
    let isElsewhere = state.layout.slots.contains { $0.pane == .ledger }
    guard !isElsewhere, scene.ledger != nil else { return Caption(forms: forms) }
    return Caption(forms: forms.map { "\($0) · \(MainCaption.formula)" } + forms)
  }

  private var sentences: [String] {
    guard state.model != nil else { return [] }
    if state.isByHand { return byHand }
    if let slow = state.slow { return slowMotion(slow) }
    if state.pastStep != nil { return past }
    if state.step == 0 { return beginning }
    if hasSettled { return settled }
    return after(state.running ? "learning" : "paused at step \(state.step.grouped)")
  }

  /// What is the case, then what the formula says at the probe.
  private func after(_ words: String) -> [String] {
    let formula = formulaSentences
    var long = score.map { "\(words), \($0)" } ?? words
    if state.showsDivergence, let first = state.firstHeldOut(atStep: state.step)?.kl {
      long += " (\(first.text(3)) at first)"
    }
    let both = formula.prefix(1).map { "\(long) · \($0)" }
    return state.showsDivergence
      ? both + [long] + formula + [words] : both + formula + [long, words]
  }

  /// What the formula, or the bound, says at the probe.
  private var formulaSentences: [String] {
    scene.evidence.map { $0.sentences(state) } ?? state.probeSentences(scene.ledger)
  }

  // MARK: - Step 0

  /// How far f moves the data on its way to z, at most; at the probe where no data are carried back.
  private var farthest: Double? {
    let moved = zip(scene.data, scene.pulledBack).map { x, z in
      let way = SIMD2<Double>(z - x)
      return (way * way).sum().squareRoot()
    }.filter(\.isFinite)
    return moved.max()
      ?? scene.ledger.map { ledger in
        let way = ledger.z - ledger.x
        return (way * way).sum().squareRoot()
      }
  }

  private var beginning: [String] {
    guard let farthest else { return after("nothing is learned yet") }
    let isIdentity = farthest < 0.005
    let hasBoard = [.both, .board].contains(state.picture)
    let same = hasBoard ? "the boards are equal" : "x is as z"
    let isPink = [.trueColor, .indexed256].contains(state.medium.colors)
    let dots = isPink ? "the pink dots" : "the dots in z"
    // They are a cloud like the base once the model is the target.
    let isFar = (state.heldOut?.kl).map { $0 > 3 * (state.heldOut?.klStandardError ?? 0) } ?? false
    let cloud = state.settings.base == "normal" ? "a round cloud" : "spread like p_z"
    let showsData = !scene.pulledBack.isEmpty
    let map =
      isIdentity
      ? "f is the identity"
      : "f is not the identity: it moves data by up to "
        + farthest.text(2)
    var forms: [String] = []
    if showsData, isFar {
      forms = [
        (isIdentity ? "\(map): \(same)" : map) + "; \(dots) are the data, not yet \(cloud)",
        "\(map): equal boards; \(isPink ? "pink dots" : "dots in z"): the data, not yet \(cloud)",
        "\(map); \(dots) are the data, not yet \(cloud)",
      ]
      if !isIdentity || !hasBoard { forms.remove(at: 1) }
    } else if showsData {
      forms = ["\(isIdentity ? "\(map): \(same)" : map); \(dots) are the data, carried to z"]
    }
    let score = score.map { ["\(forms.first ?? map): \($0)"] } ?? []
    return score + forms + [isIdentity ? "\(map): \(same)" : map, map]
  }

  // MARK: - Later

  private var hasSettled: Bool {
    state.snapshot?.history.hasSettled(
      since: state.settings.targetStart(atStep: state.step)) == true
  }

  private var settled: [String] {
    guard let score else { return after("settled") }
    let parts = score.split(separator: " ")
    let words = "\(parts.dropLast().joined(separator: " ")) has settled at \(parts.last ?? "")"
    return [
      "\(words): try d for another target, f for another flow, v to look inside",
      "\(words): try d (target), f (flow), v (look inside)", "\(words): try d, f or v", words,
    ]
  }

  private var past: [String] {
    let now = state.snapshot?.step ?? 0
    let place = "step \(state.step.grouped) of \(now.grouped)"
    var words = place
    if let then = score, let newest = score(state.snapshot?.heldOut) {
      words += ": \(then) then, \(newest.split(separator: " ").last ?? "") now"
    }
    let formula = formulaSentences
    return formula.prefix(1).map { "\(words) · \($0)" }
      + ["\(words); space goes on from here", words, place]
  }

  // MARK: - Slow motion

  private func slowMotion(_ slow: SlowMotion) -> [String] {
    let part = "part \(slow.number) of \(slow.phases.count)"
    let words = slowWords(slow)
    return words.map { "\(part), \(slow.phase.title): \($0)" } + words + [
      "\(part): \(slow.phase.title)"
    ]
  }

  private func slowWords(_ slow: SlowMotion) -> [String] {
    let anatomy = slow.anatomy
    switch slow.phase {
    case .batch: return ["\(anatomy.points.count.grouped) points of \(state.targetTitle) are drawn"]
    case .inverse:
      guard let scene = scene.slow else { return [] }
      return [
        "f⁻¹ carries it to z: log p_z is \(scene.meanLogBase.text(3)) in the mean",
        "log p_z is \(scene.meanLogBase.text(3)) in the mean",
      ]
    case .logDets:
      guard let scene = scene.slow else { return [] }
      let mean = (0 - scene.meanLogDet).text(3, plus: true)
      return [
        "the colours are log|det dx/dz|, \(mean) in the mean", "log|det| \(mean) in the mean",
      ]
    case .loss:
      guard slow.phases.contains(.inverse), let scene = scene.slow else {
        return ["the loss of this batch is \(anatomy.loss.text(3))"]
      }
      let terms = "−(\(scene.meanLogBase.text(3)) − \(bracketed(0 - scene.meanLogDet)))"
      return [
        "−mean(log p_z(z) − Σ log|det dx/dz|) = \(terms) = \(anatomy.loss.text(3))",
        "−mean log p(x) = \(anatomy.loss.text(3)) nats",
      ]
    case .gradients:
      let norm = NumberText.compact(anatomy.gradientNorm)
      return [
        "which way each parameter lowers the loss; the norm is \(norm)", "the norm is \(norm)",
      ]
    case .update:
      let moved = "the parameters move by \(NumberText.compact(anatomy.updateNorm))"
      guard slow.phases.contains(.inverse), let scene = scene.slow else { return [moved] }
      let change = "\(anatomy.loss.text(3)) → \(scene.lossAfter.text(3))"
      return ["\(moved): the loss of this batch goes \(change)", moved]
    }
  }

  /// A number after a minus sign.
  private func bracketed(_ number: Double) -> String {
    number < 0 ? "(\(number.text(3)))" : number.text(3)
  }
}
