import Canvas
import Flows
import Learning

// What the main screen says of a map that is turned by hand.

extension State {
  /// Where the knobs stand: those that were turned, else the main one. `stretch 2, turn 30°`
  var handWords: String {
    let turned = knobs.filter { settings.hand[$0] != nil }
    return (turned.isEmpty ? Array(knobs.prefix(1)) : turned)
      .map { $0.words(settings.hand.value(of: $0)) }.joined(separator: ", ")
  }
}

extension MainCaption {
  /// What the knobs say, and whether the map can still be inverted.
  var byHand: [String] {
    let words = "turned by hand: \(state.handWords)"
    if let reason = state.handBreak { return broken(reason, words) }
    let formula = state.probeSentences(scene.ledger)
    let mirrored =
      (scene.ledger?.jacobian.determinant ?? 1) < 0
      ? ", " + "det < 0: mirrored".shows("probe.det") : ""
    return formula.prefix(1).flatMap {
      ["\(words)\(mirrored) · \($0)", "\(state.handWords)\(mirrored) · \($0)"]
    } + formula + [words]
  }

  /// The map is not invertible, or not sure to be.
  private func broken(_ reason: String, _ words: String) -> [String] {
    let count = scene.branches?.places.count ?? 1
    let shared =
      count > 1
      ? "\("\(count) z share".shows("probe.branches")) the x of \(state.probeMark), p(x) counts one"
      : nil
    let mass = (scene.checks?.mass).flatMap {
      $0.isFinite ? "∫p here \($0.text(3).shows("window.mass"))" : nil
    }
    let all = [reason, shared, mass].compactMap(\.self)
    return [
      "\(state.handWords): " + all.joined(separator: "; "), all.joined(separator: "; "),
      all.count > 1 ? "\(state.handWords): " + all.dropFirst().joined(separator: "; ") : "",
      all.dropFirst().joined(separator: "; "), reason, words,
    ].filter { !$0.isEmpty }
  }
}
