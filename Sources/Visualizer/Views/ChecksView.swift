import Canvas
import Flows

/// What must hold of a flow, measured on the running model.
struct Checks: Sendable {
  /// ∫p dx over the visible square of data space.
  var mass: Double
  /// The greatest distance between a data point and f(f⁻¹(x)).
  var roundTrip: Double
  /// The least and the greatest log|det df/dz| on the warped grid, in nats.
  var logDetRange: ClosedRange<Double>
}

/// The flow's description: where it is from, how each direction is computed, what was measured.
func drawChecks(_ checks: Checks?, _ state: State, in inside: Rect, on canvas: inout Canvas) {
  let theme = Theme(state.medium)
  guard let family = state.family else { return }
  func fact(_ label: String, _ value: String, _ style: Style? = nil) -> StyledText {
    StyledText(label.trailing(13), theme.faint) + StyledText(value, style ?? theme.text)
  }
  var lines: [StyledText] = [
    StyledText(family.title, theme.model.emphasised) + StyledText(" · \(family.summary)", theme.text),
    StyledText(family.reference, theme.faint),
    "",
    fact("z ▶ f", family.forwardMethod.description),
    fact("f⁻¹ ◀ x", family.inverseMethod.description),
    fact("Jacobian", "\(family.jacobian), each layer"),
    fact("parameters", (state.snapshot?.parameterCount ?? 0).grouped),
  ]
  if let heldOut = state.snapshot?.heldOut {
    lines.append(
      fact("held-out NLL", "\(heldOut.nll.text(3)) ± \(heldOut.standardError.text(3)) nats"))
  }
  if let entropy = state.target?.entropy {
    lines.append(fact("entropy", "\(entropy.text(3)) nats, the floor"))
  }
  if let checks {
    lines += [
      "",
      fact("∫p(x) dx", "\(checks.mass.text(4)) in view"),
      fact("round trip", "\(NumberText.scientific(checks.roundTrip)) at most"),
      fact(
        "log|det|",
        "\(checks.logDetRange.lowerBound.text(2, plus: true)) to "
          + "\(checks.logDetRange.upperBound.text(2, plus: true)) nats on the grid"),
    ]
  }
  if lines.count > inside.rows { lines.removeAll { $0.width == 0 } }
  for (row, line) in lines.prefix(inside.rows).enumerated() {
    canvas.write(line, at: inside.column, inside.row + row, maxWidth: inside.columns)
  }
}
