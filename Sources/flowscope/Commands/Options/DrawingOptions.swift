import ArgumentParser
import Canvas

extension ColorDepth: ExpressibleByArgument {}
extension GlyphSet: ExpressibleByArgument {}
extension Backdrop: ExpressibleByArgument {}

/// Colours and glyphs to draw with, instead of those detected of the terminal.
struct DrawingOptions: ParsableArguments {
  @Option(help: "Colours to use. (default: what the terminal can show)")
  var colors: ColorDepth?
  @Option(help: "Glyphs to use. (default: what the terminal can show)")
  var glyphs: GlyphSet?
  @Option(help: "Whether the terminal's background is dark or light. (default: detected)")
  var backdrop: Backdrop?
}
