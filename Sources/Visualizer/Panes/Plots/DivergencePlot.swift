import Canvas
import Learning

// The KL on a logarithmic axis: the other form of the loss curves.

extension State {
  /// Whether the loss pane shows the KL on a logarithmic axis.
  var showsDivergence: Bool { form(of: .main) == 1 }
}

/// KL on held-out points over steps, on a logarithmic axis; the loss above the entropy where the KL was
/// not measured.
func divergencePlot(_ state: State) -> Plot {
  let theme = Theme(state.medium)
  let floors = state.entropyFloors
  let points = (state.snapshot?.history.heldOut ?? []).compactMap { measurement in
    let floor = floors.first { measurement.step <= $0.steps.upperBound } ?? floors.last
    let left = floor?.entropy.map { measurement.value.nll - $0 }
    return (measurement.value.kl ?? left).map {
      SIMD2(Double(measurement.step), $0)
    }
  }
  return Plot(
    series: [.init(points: points, style: theme.model, label: state.heldOutName)],
    xRange: 0...max(100, Double(state.snapshot?.step ?? 0)), logarithmicY: true, xLabel: "step",
    cursor: (state.lossCursor ?? state.pastStep).map(Double.init),
    emptyText: state.isSingular
      ? "no density, and so no KL" : "no KL is known for this target",
    axisStyle: theme.faint, minimumLabelWidth: 5)
}

/// Where the KL on this target came from: ` has gone from 1.204 to 0.031 nats`.
func divergenceWords(_ kl: Double, _ state: State) -> String {
  let first = state.firstHeldOut(atStep: state.lossReadout.step)?.kl
  return first.map { " has gone from \($0.text(3)) to \(kl.text(3).shows("kl")) nats" }
    ?? " is \(kl.text(3).shows("kl")) nats"
}
