import Canvas
import Learning

// What is written of a measurement that has no exact NLL.

extension Score {
  /// The number in few cells: `NLL ≤ 2.61` or `D² 0.012`; `nil` where nothing was measured.
  var shortForm: (label: String, number: String)? {
    if let bound { return ("NLL ≤", bound.nll.text(3, width: 6)) }
    return distance.map { ("D²", $0.value.text(3, width: 6)) }
  }

  /// The longest form that there is room for: `samples’ energy distance 0.012 ± 0.003`.
  func title(room: Int, _ theme: Theme) -> StyledText? {
    let forms: [(name: String, number: String)]
    if let bound {
      forms = [("held-out NLL ≤ ", bound.nll.text(3)), ("NLL ≤ ", bound.nll.text(3))]
    } else if let distance {
      let (value, error) = (distance.value.text(3), distance.standardError.text(3))
      forms = [
        ("samples' energy distance ", "\(value) ± \(error)"), ("energy distance ", value),
        ("D² ", value),
      ]
    } else {
      return nil
    }
    let form = forms.first { $0.name.count + $0.number.count <= room }
    return form.map { StyledText($0.name, theme.faint) + StyledText($0.number, theme.model) }
  }
}

extension ModeScore {
  /// Modes covered and samples of high quality, in texts from the longest to the shortest.
  var forms: [String] {
    let share = (100 * highQuality).text(1)
    let covered = String(covered).shows("modes")
    return [
      "\(covered) of \(total), \(share) % of samples within 3σ",
      "\(covered) of \(total), \(share) % in 3σ",
      "\(covered)/\(total), \(share) %", "\(covered)/\(total)",
    ]
  }
}
