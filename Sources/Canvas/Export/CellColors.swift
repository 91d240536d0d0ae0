/// The colours of cells as they are seen: reversed, faded and reduced as their style and the depth say.
struct CellColors {
  let backdrop: Backdrop
  let depth: ColorDepth

  /// - Returns: a paper of `nil` where the backdrop shows.
  func colors(of given: Style) -> (ink: RGB, paper: RGB?) {
    let style = depth.resolve(given)
    var ink = color(of: style.foreground) ?? backdrop.ink
    var paper = color(of: style.background)
    // As in xterm, a dim reversed cell has the dim colour as its background.
    if style.dim { ink = ink.blended(toward: paper ?? backdrop.color, by: 0.4) }
    if style.reverse { (ink, paper) = (paper ?? backdrop.color, ink) }
    return (ink, paper)
  }

  private func color(of resolved: ResolvedColor) -> RGB? {
    switch resolved {
    case .standard: nil
    case .index(let index): Palette.color(index)
    case .rgb(let color): color
    }
  }
}
