import Foundation
import Testing

@testable import Canvas

@Suite struct PixelExportTests {
  private let red = RGB(0xFF_0000)
  private let blue = RGB(0x00_00FF)
  private let paper = Backdrop.dark.color

  private func medium(_ scale: Int?) -> Medium {
    Medium(colors: .trueColor, glyphs: .braille, scale: scale)
  }

  /// The colours of a cell's pixels.
  private func colors(_ image: PixelImage, _ column: Int, _ row: Int, scale: Int = 1) -> [RGB] {
    (0..<16 * scale).flatMap { y in
      (0..<8 * scale).map { image[column * 8 * scale + $0, row * 16 * scale + y] }
    }
  }

  private func filled(_ columns: Int, _ rows: Int, _ color: RGB, scale: Int = 1) -> PixelImage {
    PixelImage(columns: 8 * scale * columns, rows: 16 * scale * rows, fill: color)
  }

  @Test func aDecodedPNGHasThePixelsOfTheImage() throws {
    // Smooth, striped and noisy rows, for which different filters are best.
    var image = PixelImage(columns: 37, rows: 40, fill: red)
    for y in 0..<40 {
      for x in 0..<37 {
        let value =
          y < 10 ? x * 6 : y < 20 ? y * 9 : y < 30 ? (x * y) % 256 : (x * 7919 + y * 104729) % 251
        image[x, y] = RGB(UInt8(value), UInt8(255 - value), UInt8(value / 2))
      }
    }
    let decoded = try DecodedPNG(image.png())
    #expect(decoded.columns == 37 && decoded.rows == 40)
    #expect(decoded.pixels == image.pixels)
    #expect(decoded.filters.count > 1)
  }

  @Test(arguments: 1...4) func cellsAreEightBySixteenPixels(scale: Int) throws {
    var canvas = Canvas(columns: 5, rows: 1)
    canvas[0, 0] = Cell("█", Style(foreground: red))
    canvas[1, 0] = Cell("▀", Style(foreground: red, background: blue))
    canvas[2, 0] = Cell(" ", Style(foreground: red, reverse: true))
    canvas[3, 0] = Cell("A", Style(foreground: red, background: blue))
    let decoded = try DecodedPNG(canvas.image(scale: scale).png())
    #expect(decoded.columns == 40 * scale && decoded.rows == 16 * scale)
    let image = PixelImage(columns: decoded.columns, pixels: decoded.pixels)
    let count = 128 * scale * scale
    #expect(colors(image, 0, 0, scale: scale) == Array(repeating: red, count: count))
    #expect(
      colors(image, 1, 0, scale: scale)
        == Array(repeating: red, count: count / 2) + Array(repeating: blue, count: count / 2))
    #expect(colors(image, 2, 0, scale: scale) == Array(repeating: red, count: count))
    let letter = colors(image, 3, 0, scale: scale)
    #expect(letter.contains(red) && letter.first == blue)
    #expect(colors(image, 4, 0, scale: scale) == Array(repeating: paper, count: count))
  }

  /// Whatever the program writes is in the sources; a combining mark never has a cell of its own.
  @Test func theFontHasEverySignOfTheSources() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
    var scalars: Set<Unicode.Scalar> = []
    let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      // That table also names signs that only others write.
      guard file.pathExtension == "swift", file.lastPathComponent != "GlyphFallback.swift" else {
        continue
      }
      scalars.formUnion(try String(contentsOf: file, encoding: .utf8).unicodeScalars)
    }
    #expect(scalars.count > 300)
    let missing = GlyphMask("\u{10FFFF}", scale: 2).coverage
    for scalar in scalars
    where scalar.value > 0x20 && !(0x300...0x36F).contains(scalar.value) && scalar != "\u{A0}" {
      let mask = GlyphMask(scalar, scale: 2).coverage
      #expect(mask != missing, "no glyph for \(scalar) U+\(String(scalar.value, radix: 16))")
      #expect(mask.contains { $0 > 0 } || scalar == "\u{2800}", "\(scalar) is empty")
    }
  }

  @Test func lettersDifferFromEachOther() {
    let letters = (0x21...0x7E).compactMap { Unicode.Scalar($0) }
    for scale in 1...4 {
      #expect(Set(letters.map { GlyphMask($0, scale: scale).coverage }).count == letters.count)
    }
  }

  @Test func linesOfBoxesMeetAtTheEdgesOfCells() {
    let scale = 2
    for (glyph, right, down) in [("┌", true, true), ("─", true, false), ("│", false, true)]
      as [(Unicode.Scalar, Bool, Bool)]
    {
      let mask = GlyphMask(glyph, scale: scale)
      let edge = (0..<mask.rows).contains {
        mask.coverage[$0 * mask.columns + mask.columns - 1] > 0
      }
      #expect(edge == right, "\(glyph)")
      #expect(mask.coverage.suffix(mask.columns).contains { $0 > 0 } == down, "\(glyph)")
    }
  }

  @Test func whatIsDrawnLaterCoversAnImage() {
    var canvas = Canvas(columns: 4, rows: 1, fill: Cell(" ", Style(background: blue)))
    canvas.place(filled(4, 1, red), in: canvas.bounds)
    canvas.fill(Rect(column: 1, row: 0, columns: 1, rows: 1))
    canvas.write("x", at: 2, 0, style: Style(foreground: blue, background: paper))
    canvas.write("x", at: 3, 0, style: Style(foreground: blue))
    let image = canvas.image()
    #expect(Set(colors(image, 0, 0)) == [red])
    #expect(Set(colors(image, 1, 0)) == [paper])
    #expect(colors(image, 2, 0).first == paper && !colors(image, 2, 0).contains(red))
    // Text without a background stands on the image.
    #expect(colors(image, 3, 0).first == red && colors(image, 3, 0).contains(blue))
  }

  @Test func aCopiedPartShowsOnlyItsOwnPictures() {
    var screen = Canvas(columns: 4, rows: 1, fill: Cell(" ", Style(background: paper)))
    screen.place(filled(2, 1, red), in: Rect(columns: 2, rows: 1))
    screen.place(filled(2, 1, blue), in: Rect(column: 2, row: 0, columns: 2, rows: 1))
    var result = Canvas(columns: 5, rows: 1)
    result.blit(screen.cropped(to: Rect(column: 2, row: 0, columns: 2, rows: 1)), at: 0, 0)
    result.blit(screen.cropped(to: Rect(column: 0, row: 0, columns: 2, rows: 1)), at: 3, 0)
    let image = result.image()
    let seen = (0..<5).map { Set(colors(image, $0, 0)) }
    #expect(seen == [[blue], [blue], [paper], [red], [red]])
  }

  @Test func linesAreSmoothWhereThereArePixels() {
    func canvas(_ scale: Int?) -> Canvas {
      var canvas = Canvas(columns: 4, rows: 2)
      var raster = DotRaster(columns: 4, rows: 2)
      raster.line(from: SIMD2(0, 1), to: SIMD2(8, 7), style: Style(foreground: red))
      canvas.draw(raster, at: 0, 0, medium: medium(scale))
      return canvas
    }
    let (glyphs, pixels) = (canvas(nil), canvas(2))
    #expect(glyphs.cells == pixels.cells)
    #expect(glyphs.pictures.isEmpty)
    let image = pixels.image(scale: 2)
    // On the line, beside it, and shades that are neither ink nor paper.
    #expect(image[32, 32] == red && image[32, 4] == paper)
    #expect(!Set(image.pixels).subtracting([red, paper]).isEmpty)
    #expect(Set(glyphs.image(scale: 2).pixels) != Set(image.pixels))
  }

  @Test func anSVGHasCurvesAndTheImageInside() throws {
    var canvas = Canvas(columns: 8, rows: 4)
    canvas.place(filled(4, 4, red), in: Rect(columns: 4, rows: 4))
    var raster = DotRaster(columns: 8, rows: 4)
    raster.polyline([SIMD2(1, 1), SIMD2(9, 6), SIMD2(15, 15)], style: Style(foreground: blue))
    canvas.draw(raster, at: 0, 0, medium: medium(1))
    canvas.write("text", at: 0, 0, style: Style(foreground: blue))
    let svg = canvas.svg()
    #expect(svg.contains("M5 5L45 30L75 75"))
    #expect(svg.contains(">text</text>"))
    let start = try #require(svg.range(of: "base64,")?.upperBound)
    let data = try #require(
      Data(base64Encoded: String(svg[start...].prefix { $0 != "\"" })))
    let decoded = try DecodedPNG([UInt8](data))
    #expect(Set(decoded.pixels) == [red] && decoded.columns == 32)
  }
}
