import Canvas
import Learning

/// The lanes of a race in numbers, the best first: beside the curves of a wide screen, or above them.
///
/// Learners without an exact likelihood stand beside flows in it, so each says what kind of likelihood it
/// has. A column that says nothing about these lanes is left out, and on a narrow screen those that matter
/// less are, too.
struct RaceTable {
  /// Cells that it takes beside the curves, with its border.
  static let columns = 66
  /// The most cells that are put between two columns where there is room.
  private static let widestGap = 5
  /// Rows that it takes above the curves, with its border.
  var rows: Int { race.lanes.count + 3 }

  private let race: Race
  private let state: State
  private let lanes: [RaceSnapshot.Lane]
  /// Evaluations of a network for one sample of each lane.
  private let passes: [Double?]

  init(_ race: Race, passes: [Double?], _ state: State) {
    (self.race, self.passes, self.state) = (race, passes, state)
    lanes = (state.raceReadout ?? race.snapshot)?.lanes ?? []
  }

  func draw(in frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("the lanes, the best first", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows > lanes.count else { return }
    let shown = columns(within: inside.columns)
    let room = inside.columns - nameWidth - shown.reduce(0) { $0 + $1.width }
    let gap = min(Self.widestGap, max(0, room) / max(1, shown.count))
    func line(
      _ name: String, _ style: Style, _ text: (Column) -> String, _ cells: Style
    ) -> StyledText {
      var line = StyledText(name, style).padded(to: nameWidth)
      for column in shown {
        line += StyledText(text(column).leading(column.width + gap), cells)
      }
      return line
    }
    // With an empty line between them where there is room.
    let pitch = inside.rows >= 2 * lanes.count + 2 ? 2 : 1
    canvas.write(
      line("flow", theme.faint, { $0.title }, theme.faint), at: inside.column, inside.row)
    for (place, lane) in order.enumerated() {
      let style = laneStyle(lane, state).emphasised
      canvas.write(
        line(race.lanes[lane].flow, style, { $0.text(lane) ?? "–" }, theme.text),
        at: inside.column, inside.row + 1 + (pitch - 1) + pitch * place)
    }
  }

  private var order: [Int] {
    let ranked = race.ranking ?? Array(lanes.indices)
    return ranked.filter { lanes.indices.contains($0) && race.lanes.indices.contains($0) }
  }

  /// A number of every lane.
  private struct Column {
    var title: String
    var width: Int
    /// Columns of a higher rank are left out first where there is no room.
    var rank: Int
    /// What it says of a lane; `nil` where that is not known, or there is no such thing.
    var text: (_ lane: Int) -> String?
  }

  private var nameWidth: Int { 1 + (race.lanes.map(\.flow.count).max() ?? 0) }

  private func columns(within width: Int) -> [Column] {
    let all = everyColumn.filter { column in lanes.indices.contains { column.text($0) != nil } }
    var shown = all
    while shown.reduce(nameWidth, { $0 + $1.width }) > width,
      let least = shown.indices.max(by: { shown[$0].rank < shown[$1].rank })
    {
      shown.remove(at: least)
    }
    return shown
  }

  private var everyColumn: [Column] {
    func score(_ lane: Int) -> Score? { lanes[lane].run.score }
    func kind(_ lane: Int) -> Likelihood? { lanes[lane].run.learner?.likelihood }
    let areExact = lanes.indices.allSatisfy { (kind($0) ?? .exact) == .exact }
    return [
      Column(title: "likelihood", width: 12, rank: 3) { areExact ? nil : kind($0)?.rawValue },
      Column(title: "KL", width: 7, rank: 1) { score($0)?.heldOut?.kl?.text(3) },
      Column(title: "NLL", width: 9, rank: 2) { lane in
        score(lane).flatMap { $0.nll?.text(3) ?? $0.bound.map { "≤ " + $0.nll.text(3) } }
      },
      Column(title: "± SE", width: 8, rank: 9) { score($0)?.heldOut?.standardError.text(3) },
      Column(title: "D²", width: 9, rank: 1) { score($0)?.distance?.value.text(3) },
      Column(title: "modes", width: 7, rank: 4) { lane in
        score(lane)?.modes.map { "\($0.covered)/\($0.total)" }
      },
      Column(title: "in 3σ", width: 9, rank: 5) { lane in
        score(lane)?.modes.map { (100 * $0.highQuality).text(1) + " %" }
      },
      Column(title: "passes", width: 8, rank: 6) { lane in
        areExact || !passes.indices.contains(lane)
          ? nil : passes[lane].map { Int($0.rounded()).grouped }
      },
      Column(title: "steps", width: 9, rank: 7) { lanes[$0].run.step.grouped },
      Column(title: "seconds", width: 8, rank: 8) { lanes[$0].seconds.text(1) },
      Column(title: "parameters", width: 12, rank: 10) { lane in
        lanes[lane].run.model?.parameters.count.grouped
      },
    ]
  }
}
