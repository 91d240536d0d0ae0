import Canvas
import Flows
import Learning

// Reading values off the loss curves.

extension State {
  /// What the screen calls the training loss: a divergence by its name.
  var trainingName: String {
    objective.flatMap { $0.scale == .divergence ? $0.name : nil } ?? "training"
  }
}

/// The readout in one line, longest form first: `step 400  training 2.610  held-out 2.553`.
func lossReadoutForms(_ state: State, _ theme: Theme) -> [StyledText] {
  let readout = state.lossReadout
  let step = StyledText("step ", theme.faint) + StyledText(readout.step.grouped, theme.strong)
  let training =
    readout.training.map {
      StyledText("  \(state.trainingName) ", theme.faint)
        + StyledText($0.text(3).shows("loss"), theme.text)
    } ?? StyledText()
  let age = StyledText(readout.measuredStep.map { " " + $0 } ?? "", theme.faint)
  let number = readout.heldOut.map { StyledText($0.nll.text(3).shows("nll"), theme.model) + age }
  let heldOut =
    number.map { StyledText("  \(state.heldOutName) ", theme.faint) + $0 } ?? StyledText()
  let short = number.map { StyledText("  ", theme.faint) + $0 } ?? StyledText()
  return [step + training + heldOut, step + heldOut, step + short, step]
}

/// The step under a cell of the loss pane; `nil` outside its axes.
func lossStep(column: Int, row: Int, in frame: Rect, _ state: State) -> Int? {
  var canvas = Canvas(columns: state.columns, rows: state.rows)
  return lossStep(column: column, row: row, on: drawLoss(state, in: frame.inset(), on: &canvas))
}

func lossStep(column: Int, row: Int, on layout: PlotLayout) -> Int? {
  guard layout.area.contains(column: column, row: row) else { return nil }
  return Int(layout.x(atColumn: column).rounded())
}
