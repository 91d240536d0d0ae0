import Canvas
import Testing

@testable import Visualizer

@Suite struct ThemeTests {
  /// Three to one is what WCAG 2 asks of large text and of signs.
  @Test func onAnUnknownBackdropEverythingIsReadOnBoth() {
    let medium = Medium(colors: .trueColor, glyphs: .braille, backdropIsKnown: false)
    let theme = Theme(medium)
    #expect(theme.text == .plain && theme.strong == Style(bold: true))
    var state = State(settings: smallSettings(), columns: 80, rows: 24, medium: medium)
    state.medium = medium
    let styles =
      [
        theme.faint, theme.border, theme.focusedBorder, theme.model, theme.data, theme.alarm,
        theme.probe, theme.key,
      ] + (0..<4).map { laneStyle($0, state) }
    for style in styles {
      #expect(style.background == nil)
      guard let color = style.foreground else { continue }
      for paper in [RGB(0xFF_FFFF), RGB(0x00_0000)] {
        #expect(color.contrast(with: paper) >= 3, "\(color)")
      }
    }
  }
}
