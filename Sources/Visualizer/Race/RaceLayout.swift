import Canvas

/// Where everything goes in a race.
struct RaceLayout {
  var header: Rect
  /// What is between header and hints.
  var body: Rect
  private(set) var lanes: [Rect] = []
  /// The plot of the losses; `nil` where there is no room for it.
  private(set) var plot: Rect?
  /// The line that says in words what is shown; `nil` where there is no room for it.
  var caption: Rect?
  var hints: Rect

  /// - Returns: `nil` for a screen too small for so many lanes.
  init?(columns: Int, rows: Int, lanes count: Int) {
    guard columns >= 20 * count / 2, rows >= 10 else { return nil }
    let showsCaption = Layout.hasCaption(columns: columns, rows: rows)
    let parts = Rect(columns: columns, rows: rows).rows(
      .cells(1), .share(1), .cells(showsCaption ? 1 : 0), .cells(1))
    (header, body, hints) = (parts[0], parts[1], parts[3])
    if showsCaption { caption = parts[2] }
    place(count)
  }

  private mutating func place(_ count: Int) {
    let plotRows = body.rows >= 18 ? min(16, body.rows / 3) : 0
    let square = (body.columns / count - 2 + 1) / 2 + 2
    // Two rows of two where a row of four would be small, and there is the height.
    let isStacked = count == 4 && body.columns < 116 && body.rows - plotRows >= 24
    let rows = isStacked ? 2 : 1
    let height = min(body.rows - plotRows, max(8, rows * square + (isStacked ? square : 0)))
    let parts = body.rows(.cells(height), .share(1))
    let perRow = (count + rows - 1) / rows
    for row in parts[0].rows(Array(repeating: .share(1), count: rows)) {
      lanes += row.columns(Array(repeating: .share(1), count: perRow))
    }
    lanes = Array(lanes.prefix(count))
    if parts[1].rows >= 5 { plot = parts[1] }
  }

  /// The lane at a cell.
  func lane(column: Int, row: Int) -> Int? {
    lanes.firstIndex { $0.contains(column: column, row: row) }
  }
}

extension State {
  /// Where a race's parts are on this screen; `nil` where they have no room.
  func raceLayout(_ race: Race) -> RaceLayout? {
    RaceLayout(columns: columns, rows: freeRows, lanes: race.lanes.count)
  }
}
