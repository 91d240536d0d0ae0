import Canvas
import Learning

/// The lanes of a race in numbers, the best first, beside the curves of a wide screen.
struct RaceTable {
  /// Cells that it takes, with its border.
  static let columns = 66

  private let race: Race
  private let state: State
  private let lanes: [RaceSnapshot.Lane]
  private let measure: RaceMeasure

  init(_ race: Race, _ state: State) {
    (self.race, self.state) = (race, state)
    lanes = (state.raceReadout ?? race.snapshot)?.lanes ?? []
    measure = race.snapshot?.measure ?? .likelihood
  }

  func draw(in frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("the lanes, the best first", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows > lanes.count else { return }
    // With an empty line between them where there is room.
    let pitch = inside.rows >= 2 * lanes.count + 2 ? 2 : 1
    canvas.write(
      line("flow", head.map { ($0, theme.faint) }, theme.faint, inside.columns), at: inside.column,
      inside.row)
    for (place, lane) in order.enumerated() {
      canvas.write(
        line(
          race.lanes[lane].flow, numbers(of: lanes[lane]).map { ($0, theme.text) },
          laneStyle(lane, state).emphasised, inside.columns),
        at: inside.column, inside.row + 1 + (pitch - 1) + pitch * place)
    }
  }

  private var order: [Int] {
    let ranked = race.ranking ?? Array(lanes.indices)
    return ranked.filter { lanes.indices.contains($0) && race.lanes.indices.contains($0) }
  }

  /// Whether the target has modes, which the table then has in the place of other columns.
  private var hasModes: Bool { lanes.contains { $0.run.score?.modes != nil } }

  private var head: [String] {
    (measure == .likelihood ? ["KL", "NLL"] : ["D²"])
      + (hasModes ? ["modes", "in 3σ"] : measure == .likelihood ? ["± SE"] : [])
      + ["steps", "seconds"] + (hasModes ? [] : ["parameters"])
  }

  /// What the table says of a lane; a dash where something is not known.
  private func numbers(of lane: RaceSnapshot.Lane) -> [String] {
    let heldOut = lane.run.heldOut
    let scores =
      measure == .likelihood
      ? [heldOut?.kl, heldOut?.nll] + (hasModes ? [] : [heldOut?.standardError])
      : [lane.run.score?.distance?.value]
    let modes = lane.run.score?.modes
    let quality = [
      modes.map { "\($0.covered)/\($0.total)" } ?? "–",
      modes.map { (100 * $0.highQuality).text(1) + " %" } ?? "–",
    ]
    return scores.map { $0?.text(3) ?? "–" } + (hasModes ? quality : [])
      + [lane.run.step.grouped, lane.seconds.text(1)]
      + (hasModes ? [] : [lane.run.model?.parameters.count.grouped ?? "–"])
  }

  private func line(
    _ name: String, _ cells: [(text: String, style: Style)], _ style: Style, _ width: Int
  ) -> StyledText {
    let widths =
      (measure == .likelihood ? [hasModes ? 8 : 7, 8] : [8])
      + (hasModes ? [7, 9] : measure == .likelihood ? [8] : []) + [9, 9] + (hasModes ? [] : [12])
    var numbers = StyledText()
    for (cell, width) in zip(cells, widths) {
      numbers += StyledText(cell.text.leading(width), cell.style)
    }
    return StyledText(name, style).padded(to: max(0, width - numbers.width)) + numbers
  }
}
