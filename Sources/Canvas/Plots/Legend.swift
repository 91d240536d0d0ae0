extension DivergingMap {
  /// A legend of signed colours: a strip with numbers at its ends, `−2 ▇▆▅▃▁▃▅▆▇ +2`.
  ///
  /// Height shows the magnitude and colour the sign; in ASCII and without colours the character does.
  ///
  /// - Parameter width: cells of the strip itself; made odd, so that zero has a cell.
  public func legend(width: Int = 9) -> StyledText {
    let half = max(1, width / 2)
    let bars = (-half...half).map { position -> Cell in
      let t = Float(position) / Float(half)
      return Cell(glyph(at: t), style(for: t * limit))
    }
    let end = NumberText.fixed(
      Double(limit), decimals: limit == limit.rounded() ? 0 : limit < 0.1 ? 2 : 1)
    return StyledText("−\(end) ", style(for: -limit)) + StyledText(cells: bars)
      + StyledText(" +\(end)", style(for: limit))
  }

  private func glyph(at t: Float) -> Unicode.Scalar {
    guard medium.glyphs == .ascii || medium.colors == .mono else {
      return EighthBlocks.lower(1 + Int(abs(t) * 6.5))
    }
    if abs(t) < 0.1 { return "." }
    return t > 0 ? (t > 0.5 ? "#" : "+") : (t < -0.5 ? "=" : "-")
  }
}

extension ColorMap {
  /// A legend of a heatmap's colours: a strip between two texts, `0 ████████ 0.31`.
  public func legend(
    from low: String, to high: String, width: Int = 8, style: Style = .plain, medium: Medium
  ) -> StyledText {
    let colors = table(for: medium)
    let count = max(2, width)
    let strip = (0..<count).map { index -> Cell in
      let t = Float(index) / Float(count - 1)
      guard medium.colors != .mono else {
        let ramp = medium.glyphs == .ascii ? DensityRamp.ascii : DensityRamp.blocks
        return Cell(DensityRamp.glyph(t, ramp))
      }
      return Cell(" ", Style(background: colors[Int(t * 255)]))
    }
    return StyledText(low + " ", style) + StyledText(cells: strip) + StyledText(" " + high, style)
  }
}
