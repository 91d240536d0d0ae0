import ArgumentParser
import Terminal

extension PixelChoice: ExpressibleByArgument {}

/// Whether pictures are drawn in pixels.
struct PixelOptions: ParsableArguments {
  @Option(
    help: """
      Draw pictures in pixels: auto asks the terminal whether it can, kitty and sixel use that protocol \
      without waiting for an answer, off uses glyphs.
      """)
  var pixels = PixelChoice.auto
}
