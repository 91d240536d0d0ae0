import Canvas
import Flows
import Foundation
import Learning

// The invariants view's table and picture.
extension InvariantsScene {
  /// A line of the table: a name, a value, what the value must be, and whether it is.
  private struct Row {
    var name: String
    var short: String
    var value: String
    var must: String
    var holds: Bool?
    /// The reading that the value is.
    var reading = ""
  }

  private func value(_ name: String) -> Double { number("invariants.\(name)") ?? .nan }

  /// What must hold, whatever the flow has learned.
  private var exact: [Row] {
    func small(_ name: String) -> String { NumberText.scientific(value(name)) }
    return [
      Row(
        name: "total mass, ∫p(x) dx", short: "∫p(x) dx", value: value("mass").text(4), must: "1",
        holds: abs(value("mass") - 1) < 0.01, reading: "invariants.mass"),
      Row(
        name: "round trip x → z → x, farthest", short: "x → z → x", value: small("roundTrip"),
        must: "0", holds: value("roundTrip") < 1e-2, reading: "invariants.roundTrip"),
      Row(
        name: "round trip z → x → z, farthest", short: "z → x → z", value: small("roundTrip.z"),
        must: "0", holds: value("roundTrip.z") < 1e-2, reading: "invariants.roundTrip.z"),
      Row(
        name: "log|det| there and back, sum", short: "log|det| sum", value: small("logdet.sum"),
        must: "0", holds: value("logdet.sum") < 1e-2, reading: "invariants.logdet.sum"),
      Row(
        name: "log|det| and differences, median", short: "differences", value: small("logdet"),
        must: "0", holds: value("logdet") < 1e-3, reading: "invariants.logdet"),
      Row(
        name: "folds, of \(Int(value("places"))) places", short: "folds",
        value: Int(value("folds")).grouped, must: "0", holds: value("folds") == 0,
        reading: "invariants.folds"),
    ]
  }

  /// How much the flow stretches.
  private var shape: [Row] {
    func amount(_ name: String) -> String {
      let value = value(name)
      return (1e-3..<1e3).contains(value) ? value.text(3) : NumberText.scientific(value)
    }
    func stretch(_ name: String, _ short: String, _ reading: String, _ bound: String) -> Row {
      let bound = number(bound)
      return Row(
        name: name, short: short, value: value(reading).text(2),
        must: bound.map { "≤ \(NumberText.compact($0))" } ?? "",
        holds: bound.map { value(reading) <= $0 }, reading: "invariants.\(reading)")
    }
    return [
      Row(
        name: "least det dx/dz on the grid", short: "least det", value: amount("det.least"),
        must: "> 0", holds: value("det.least") > 0 && value("folds") == 0,
        reading: "invariants.det.least"),
      Row(
        name: "greatest det dx/dz on the grid", short: "greatest det",
        value: amount("det.greatest"), must: "", holds: nil,
        reading: "invariants.det.greatest"),
      stretch("greatest stretch of f on the grid", "stretch f", "stretch", "lipschitz"),
      stretch(
        "greatest stretch of f⁻¹ on the grid", "stretch f⁻¹", "stretch.inverse", "lipschitz.inverse"
      ),
    ]
  }

  /// How each direction is computed, and how fast.
  private func cost(_ family: FlowFamily?) -> [Row] {
    func rate(_ name: String) -> String {
      cost.ifSteady == nil
        ? "not steady" : NumberText.compact(number("rate.\(name)") ?? .nan)
    }
    func row(_ name: String, _ short: String, _ value: String) -> Row {
      Row(name: name, short: short, value: value, must: "", holds: nil)
    }
    return [
      row("z → x, sampling", "z → x", family?.forwardMethod.description ?? ""),
      row("x → z, density", "x → z", family?.inverseMethod.description ?? ""),
      row(
        "turns of the iteration, at most", "turns",
        value("turns") == 0 ? "none" : "\(Int(value("turns")))"),
      row("samples a second, one thread", "samples/s", rate("samples")),
      row("densities a second, one thread", "densities/s", rate("densities")),
    ]
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let layout = InvariantsLayout(body)
    let groups = [exact, shape, cost(state.family)]
    let titles = ["what must hold", "shape", "cost"]
    let heights = groups.map { $0.count + 2 }
    if layout.table.rows < heights.reduce(0, +) {
      let all = Array(groups.joined())
      let why = wrapped(foldWords, max(1, layout.table.columns - 4))
      // The sentence that explains stands below, where there is room for all of it.
      let below = why.count + 2
      let parts = layout.table.rows(
        .share(1), .cells(layout.table.rows >= all.count + 2 + below ? below : 0))
      drawGroup(all, titles[0], state, parts[0], on: &canvas)
      if !parts[1].isEmpty { drawNotes(state, parts[1], on: &canvas) }
      return
    }
    // With an empty line between the rows, if that leaves room to say why and how.
    let airy = groups.map { 2 * $0.count + 1 }
    let isAiry = airy.reduce(0, +) + 9 <= layout.table.rows
    let used = isAiry ? airy : heights
    let spare = layout.table.rows - used.reduce(0, +)
    let last: [Length] = spare >= 6 ? [.cells(used[used.count - 1]), .share(1)] : [.share(1)]
    let frames = layout.table.rows(used.dropLast().map { .cells($0) } + last)
    for (index, group) in groups.enumerated() {
      drawGroup(group, titles[index], state, frames[index], on: &canvas)
    }
    if frames.count > groups.count { drawRest(state, frames[groups.count], on: &canvas) }
    if let picture = layout.picture { drawVolume(state, picture, on: &canvas) }
  }

  /// The notes, and where these leave much room, how log|det| is spread.
  private func drawRest(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let noted = noteLines(frame.inset().inset(columns: 1, rows: 0), Theme(state.medium)).count + 2
    let spare = frame.rows - noted
    let parts = frame.rows(
      spare >= 6 ? .cells(noted) : .share(1), spare >= 6 ? .share(1) : .cells(0))
    drawNotes(state, parts[0], on: &canvas)
    if !parts[1].isEmpty { drawVolumeSpread(state, parts[1], on: &canvas) }
  }

  /// What folds are, and why there must be none; if there is one, where.
  private var foldWords: String {
    let (folds, places) = (Int(value("folds")), Int(value("places")))
    let turned = "f turns over at \(folds.grouped) of \(places.grouped) places"
    if let fold = invariants.fold {
      return
        "A fold, two z for one x: f takes z = \(fold.first.text) and z = \(fold.second.text) both "
        + "to x = \(fold.image.text), within \(NumberText.scientific(fold.gap)). Mass arrives there "
        + "twice, and the formula, which knows one z, counts it once. "
        + "\((100 * fold.mass).significant) % of p_z's mass lies on ground that is turned over."
    }
    guard folds == 0 else { return turned + ", but no two z were found that meet in one x." }
    return
      "Why f must be invertible: where two z arrive at one x (a fold), the formula would count one of "
      + "them and lose the other's mass. "
      + turned + ", and no two z were found that meet."
  }

  /// What the numbers mean and how they are measured, where there is room to say it.
  private func drawNotes(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("why, and how it is measured", theme.text)), state
    ).inset(columns: 1, rows: 0)
    canvas.write(lines: noteLines(inside, theme), in: inside)
  }

  private func noteLines(_ inside: Rect, _ theme: Theme) -> [StyledText] {
    let words = [
      foldWords,
      "mass: the density over a window wider than the picture, by quadrature. A change of variables "
        + "keeps it at 1.",
      "round trips: through the flow and back, the farthest that any point lands from its start.",
      "log|det|: the two directions must cancel, and each must agree with central differences.",
      "folds: places where det ≤ 0 or is no number; an invertible map has none.",
      "stretch: the largest singular value on the grid, beside the Lipschitz bound where the layers "
        + "have one.",
      "rates: points a second on one thread, the best of 0.3 s of runs; not shown while they differ.",
    ]
    var lines: [StyledText] = []
    for (index, word) in words.enumerated() {
      if index == 0 {
        let style = invariants.fold == nil ? theme.text : theme.alarm
        lines = wrapped(word, inside.columns).map { StyledText($0, style) }
      } else {
        lines.append(note: word, width: inside.columns, rows: inside.rows, isApart: false, theme)
      }
    }
    return lines
  }

  private func drawGroup(
    _ group: [Row], _ title: String, _ state: State, _ frame: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let failing = group.count { $0.holds == false }
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(title, theme.text),
        right: failing > 0
          ? StyledText("\(failing) of \(group.count) fails", theme.alarm) : nil), state
    ).inset(columns: 1, rows: 0)
    let pitch = inside.rows >= 2 * group.count - 1 ? 2 : 1
    let long = inside.columns >= 52
    for (offset, row) in group.enumerated() where offset * pitch < inside.rows {
      let y = inside.row + offset * pitch
      let mark =
        (row.holds.map { $0 ? StyledText(" ✓", theme.model) : StyledText(" ✗", theme.alarm) }
        ?? StyledText("  ")).shows(row.reading)
      let name = long ? row.name : row.short
      canvas.write(StyledText(name, theme.text), at: inside.column, y)
      let must = StyledText(row.must.leading(row.must.isEmpty && !long ? 0 : 7), theme.faint)
      let end = canvas.writeTrailing(must + mark, before: inside.endColumn, y)
      let room = max(0, end - inside.column - name.count - 1)
      canvas.writeTrailing(
        StyledText(
          row.value.fitted(to: room).shows(row.reading),
          row.holds == false ? theme.alarm : theme.strong),
        before: end, y)
    }
  }

  /// The colours of the picture, with the values at their ends; zero has the colour of the backdrop.
  private func volumeLegend(_ state: State) -> StyledText {
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let (more, less) = (colors.style(for: logDetLimit), colors.style(for: -logDetLimit))
    let width = 9
    var strip = Canvas(columns: width, rows: 1)
    let values = (0..<width).map { 2 * Float($0) / Float(width - 1) - 1 }
    strip.drawAccents(
      values + values, in: Rect(columns: width, rows: 1), positive: more, negative: less,
      medium: state.medium)
    let end = Double(scale.top).text(0)
    return StyledText("log|det dx/dz| ", Theme(state.medium).faint) + StyledText("−\(end) ", less)
      + StyledText(cells: (0..<width).map { strip[$0, 0] }) + StyledText(" +\(end)", more)
  }

  /// Where the flow expands and contracts, seen from data space.
  private func drawVolume(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("where f expands and contracts, over x", theme.text),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(right: volumeLegend(state)), state)
    guard !inside.isEmpty, !volume.isEmpty else { return }
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    canvas.drawAccents(
      volume.map { scale.shown($0) / logDetLimit }, in: inside,
      positive: colors.style(for: logDetLimit),
      negative: colors.style(for: -logDetLimit), medium: state.medium)
    drawProbe(
      state.probe.space == .data ? state.probe.point : nil, state, state.dataViewport(frame),
      on: &canvas)
  }
}
