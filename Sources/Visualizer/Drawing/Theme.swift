import Canvas

/// The styles of a medium: one accent for the model, one for the data, and greys.
///
/// The accents are the bluish green and reddish purple of Okabe and Ito's colour-blind-safe palette.
/// Expansion and contraction have the diverging map to themselves; nothing else uses its hues.
struct Theme {
  var text: Style
  var faint: Style
  var strong: Style
  var border: Style
  var focusedBorder: Style
  var model: Style
  var data: Style
  var alarm: Style
  /// The marker of the probe, readable on any picture.
  var probe: Style
  /// A key in the hint bar or the help.
  var key: Style

  init(_ medium: Medium) {
    guard medium.colors != .mono else {
      text = .plain
      faint = Style(dim: true)
      strong = Style(bold: true)
      border = Style(dim: true)
      focusedBorder = Style(bold: true)
      model = Style(bold: true)
      data = .plain
      alarm = Style(bold: true, reverse: true)
      probe = Style(bold: true, reverse: true)
      key = Style(bold: true)
      return
    }
    let dark = medium.backdrop == .dark
    guard medium.colors != .ansi16 else {
      // The user's own palette: text in the terminal's colour, accents from the fixed sixteen.
      func ansi(_ index: Int) -> Style { Style(foreground: Palette.ansi16[index]) }
      text = .plain
      faint = ansi(8)
      strong = Style(bold: true)
      border = ansi(8)
      focusedBorder = .plain
      model = ansi(dark ? 10 : 2)
      data = ansi(dark ? 13 : 5)
      alarm = ansi(dark ? 9 : 1).emphasised
      probe = Style(bold: true, reverse: true)
      key = Style(bold: true)
      return
    }
    guard medium.backdropIsKnown else {
      text = .plain
      faint = Style(foreground: RGB(0x76_7C86))
      strong = Style(bold: true)
      border = Style(foreground: RGB(0x84_8A94))
      focusedBorder = .plain
      model = Style(foreground: RGB(0x12_946A))
      data = Style(foreground: RGB(0xB8_5A9C))
      alarm = Style(foreground: RGB(0xD8_3A3A), bold: true)
      probe = Style(bold: true, reverse: true)
      key = Style(bold: true)
      return
    }
    let green = dark ? RGB(0x3D_D6A3) : RGB(0x00_7A58)
    let purple = dark ? RGB(0xE3_8FC4) : RGB(0xA8_3E83)
    let ink = dark ? RGB(0xD8_DADF) : RGB(0x1F_2328)
    text = Style(foreground: ink)
    faint = Style(foreground: dark ? RGB(0x80_8590) : RGB(0x6A_7078))
    strong = Style(foreground: dark ? RGB(0xFF_FFFF) : RGB(0x00_0000), bold: true)
    border = Style(foreground: dark ? RGB(0x44_4A55) : RGB(0xB0_B6BF))
    focusedBorder = Style(foreground: dark ? RGB(0xA8_B0BE) : RGB(0x50_5866))
    model = Style(foreground: green)
    data = Style(foreground: purple)
    alarm = Style(foreground: dark ? RGB(0xFF_6B6B) : RGB(0xB0_1020), bold: true)
    probe = Style(
      foreground: dark ? RGB(0x10_1014) : RGB(0xFF_FFFF),
      background: dark ? RGB(0xFF_FFFF) : RGB(0x10_1014), bold: true)
    key = Style(foreground: ink, bold: true)
  }
}

extension Style {
  /// The same, bold.
  var emphasised: Style {
    var style = self
    style.bold = true
    return style
  }
}
