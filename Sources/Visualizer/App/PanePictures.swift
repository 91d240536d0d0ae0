import Canvas
import Flows

extension Snapshot {
  /// What some panes of the main screen show, without borders, side by side in the given order.
  ///
  /// - Parameter canvas: the whole screen, as ``render(_:steps:threads:progress:)`` draws the state.
  /// - Throws: ``FlowError`` for a pane that has no place on that screen.
  public static func panes(
    _ panes: [Pane], of canvas: Canvas, _ state: State
  ) throws(FlowError) -> Canvas {
    guard state.view == .main else {
      throw FlowError(
        "--panes: the view \(state.view.rawValue) has no panes; leave out --panes or --view")
    }
    let slots = state.layout.slots
    var pictures: [Canvas] = []
    for pane in panes {
      guard let slot = slots.first(where: { $0.pane == pane }) else {
        let shown = slots.map(\.pane.rawValue).joined(separator: ", ")
        throw FlowError(
          "--panes \(pane.rawValue): a screen of \(state.columns)x\(state.rows) has \(shown); "
            + "choose of these, give a larger --size, or add --focus \(pane.rawValue)")
      }
      pictures.append(canvas.cropped(to: slot.bare ? slot.frame : slot.frame.inset()))
    }
    let gaps = max(0, pictures.count - 1)
    var result = Canvas(
      columns: pictures.map(\.columns).reduce(gaps, +), rows: pictures.map(\.rows).max() ?? 0)
    var column = 0
    for picture in pictures {
      result.blit(picture, at: column, 0)
      column += picture.columns + 1
    }
    return result
  }
}
