import Canvas

/// A pane of the screen.
public enum Pane: String, CaseIterable, Sendable {
  /// Base space z, with data pulled back into it.
  case base
  /// Data space x: the model's density, samples and warped grid.
  case data
  /// The distribution to learn.
  case target
  /// Training and held-out loss over steps.
  case loss
  /// The change-of-variables formula at the probe.
  case ledger
  /// How the flow computes each direction, and what must hold of it.
  case checks
}

/// A layer of the data-space picture that can be switched.
public enum PictureLayer: String, CaseIterable, Sendable {
  case samples, grid
}

/// Where everything goes on a screen of a given size.
///
/// A picture of a plane wants twice as many columns as rows inside its frame. The layout gives the
/// pictures that shape first and the rest to numbers; on smaller screens panes drop one by one, and
/// the focused pane always has a place.
public struct Layout: Hashable, Sendable {
  /// A pane and where it goes.
  public struct Slot: Hashable, Sendable {
    public var pane: Pane
    public var frame: Rect
    /// Without a border and in its shortest form.
    public var bare: Bool
  }

  /// The title line; `nil` when the screen is too small for anything.
  public private(set) var header: Rect?
  public private(set) var hints: Rect?
  /// The line that says in words what is shown; `nil` when there is no room for it.
  public private(set) var caption: Rect?
  /// What is left between them; `nil` when the screen is too small.
  public private(set) var body: Rect?
  public private(set) var slots: [Slot] = []

  /// The smallest screen that shows a picture.
  public static let smallest = (columns: 20, rows: 6)

  /// - Parameters:
  ///   - focus: the pane that has a place even on a screen that would otherwise drop it.
  ///   - zoomed: whether that pane has the whole screen.
  ///   - isCaptioned: whether there is a caption where it has room.
  public init(columns: Int, rows: Int, focus: Pane, zoomed: Bool, isCaptioned: Bool = true) {
    guard columns >= Layout.smallest.columns, rows >= Layout.smallest.rows else { return }
    let showsHints = rows >= 10
    let showsCaption = isCaptioned && Layout.hasCaption(columns: columns, rows: rows)
    let parts = Rect(columns: columns, rows: rows).rows(
      .cells(1), .share(1), .cells(showsCaption ? 1 : 0), .cells(showsHints ? 1 : 0))
    header = parts[0]
    caption = showsCaption ? parts[2] : nil
    hints = showsHints ? parts[3] : nil
    let body = parts[1]
    self.body = body
    if zoomed {
      place([focus], side: body, weights: [1])
    } else if columns >= 114, body.rows >= 8 {
      wide(body, focus)
    } else if columns >= 72, body.rows >= 10 {
      middle(body, focus)
    } else if columns >= 50, body.rows >= 12 {
      small(body, focus)
    } else {
      single(body, focus)
    }
  }

  /// Whether a screen has room for a caption beside its pictures.
  static func hasCaption(columns: Int, rows: Int) -> Bool { columns >= 40 && rows >= 16 }

  /// The pane at a cell of the screen.
  public func pane(column: Int, row: Int) -> (pane: Pane, frame: Rect)? {
    slots.first { $0.frame.contains(column: column, row: row) }.map { ($0.pane, $0.frame) }
  }

  /// Three pictures side by side, numbers below: 120×36, 200×60.
  private mutating func wide(_ body: Rect, _ focus: Pane) {
    let square = Layout.squareRows(columns: body.columns / 3)
    var pictures: [Pane] = [.base, .data, .target]
    var numbers: [Pane] = body.columns >= 168 ? [.loss, .ledger, .checks] : [.loss, .ledger]
    if focus == .checks, !numbers.contains(.checks) { numbers[0] = .checks }
    let below = body.rows - min(square, body.rows - 11)
    if body.rows >= 24 {
      let parts = body.rows(.cells(body.rows - below), .share(1))
      place(pictures, side: parts[0], weights: [1, 1, 1])
      place(numbers, side: parts[1], weights: numbers.count == 3 ? [6, 7, 6] : [1, 1])
      return
    }
    let stripped = !pictures.contains(focus) && body.rows < 24
    if stripped { pictures[0] = focus }
    withStrip(body, pictures, strip: focus != .ledger)
  }

  /// Two pictures side by side: 80×24.
  private mutating func middle(_ body: Rect, _ focus: Pane) {
    let square = Layout.squareRows(columns: body.columns / 2)
    let below = body.rows - square
    var pictures: [Pane] = [.base, .data]
    if below >= square + 9 {
      let parts = body.rows(.cells(square), .cells(square), .share(1))
      place(pictures, side: parts[0], weights: [1, 1])
      place([.target, .checks], side: parts[1], weights: [1, 1])
      place([.loss, .ledger], side: parts[2], weights: [1, 1])
      return
    }
    if below >= 8 {
      var numbers: [Pane] = [.loss, .ledger]
      if focus == .target { pictures = [.data, .target] }
      if focus == .checks { numbers[0] = .checks }
      let parts = body.rows(.cells(square), .share(1))
      place(pictures, side: parts[0], weights: [1, 1])
      place(numbers, side: parts[1], weights: [1, 1])
      return
    }
    if !pictures.contains(focus) { pictures = [.data, focus] }
    withStrip(body, pictures, strip: focus != .ledger)
  }

  /// One picture, with numbers beside it: 60×20.
  private mutating func small(_ body: Rect, _ focus: Pane) {
    let main = min(2 * (body.rows - 2) + 2, body.columns - 22)
    let parts = body.columns(.cells(main), .share(1))
    let showsLoss = body.rows >= 15
    let beside: [Pane] = showsLoss ? [.ledger, .loss] : [.ledger]
    slots.append(Slot(pane: beside.contains(focus) ? .data : focus, frame: parts[0], bare: false))
    let stack = parts[1].rows(.cells(showsLoss ? 10 : body.rows), .share(1))
    for (pane, frame) in zip(beside, stack) {
      slots.append(Slot(pane: pane, frame: frame, bare: false))
    }
  }

  /// The focused pane alone, with the ledger's short form where there is room for it.
  private mutating func single(_ body: Rect, _ focus: Pane) {
    withStrip(
      body, [focus], strip: focus != .ledger && body.rows >= 12 && body.columns >= 40)
  }

  /// Pictures in a row and, below them, the ledger in three lines.
  private mutating func withStrip(_ body: Rect, _ pictures: [Pane], strip: Bool) {
    let parts = body.rows(.share(1), .cells(strip && body.rows >= 12 ? 3 : 0))
    place(pictures, side: parts[0], weights: pictures.map { _ in 1 })
    if !parts[1].isEmpty { slots.append(Slot(pane: .ledger, frame: parts[1], bare: true)) }
  }

  private mutating func place(_ panes: [Pane], side: Rect, weights: [Int]) {
    for (pane, frame) in zip(panes, side.columns(weights.map { .share($0) })) {
      slots.append(Slot(pane: pane, frame: frame, bare: false))
    }
  }

  /// The height of a frame of that width whose inside shows a square.
  private static func squareRows(columns: Int) -> Int {
    (columns - 2 + 1) / 2 + 2
  }
}
