import ArgumentParser
import Canvas

extension ColorDepth: ExpressibleByArgument {}
extension GlyphSet: ExpressibleByArgument {}
extension Backdrop: ExpressibleByArgument {}

/// How to draw, where the terminal's own abilities are not to decide.
struct DrawingOptions: ParsableArguments {
  @Option(help: "Colours to use. (default: what the terminal can show)")
  var colors: ColorDepth?
  @Option(help: "Glyphs to use. (default: what the terminal can show)")
  var glyphs: GlyphSet?
  @Option(help: "Whether the terminal's background is dark or light. (default: detected)")
  var backdrop: Backdrop?
}
