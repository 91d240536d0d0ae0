import Canvas
import Testing

@testable import Terminal

/// Pictures that are sent as sixels and read back by an independent decoder.
@Suite struct SixelTests {
  /// A picture from a function of its pixels.
  private func picture(
    _ columns: Int, _ rows: Int, _ color: (_ x: Int, _ y: Int) -> UInt32
  ) -> PixelImage {
    var image = PixelImage(columns: columns, rows: rows, fill: RGB(0))
    for y in 0..<rows {
      for x in 0..<columns { image[x, y] = RGB(color(x, y)) }
    }
    return image
  }

  /// What a screen looks like: text, a frame, a field of a colour map, smooth lines.
  private var screen: PixelImage {
    let field = picture(160, 96) { x, y in
      let level = UInt32(255 - min(255, ((x - 80) * (x - 80) + (y - 48) * (y - 48)) / 16))
      return level << 16 | (level * level / 255) << 8 | UInt32(40 + x / 4)
    }
    var canvas = Canvas(columns: 40, rows: 12)
    canvas.place(field, in: Rect(column: 2, row: 1, columns: 20, rows: 6))
    canvas.write("x · data space", at: 3, 2)
    canvas.write("log|det dx/dz| +1.04", at: 2, 9)
    return canvas.image()
  }

  /// The largest difference of a channel, of 255, between a picture and what a terminal shows.
  private func error(_ image: PixelImage, _ shown: DecodedSixels) -> Double {
    var most = 0.0
    for y in 0..<image.rows {
      for x in 0..<image.columns {
        guard let color = shown.pixels[SIMD2(x, y)] else { return .infinity }
        let pixel = image[x, y]
        let pairs = [
          (pixel.red, color.x), (pixel.green, color.y), (pixel.blue, color.z),
        ]
        for (wanted, got) in pairs { most = max(most, abs(Double(wanted) - Double(got) * 2.55)) }
      }
    }
    return most
  }

  /// Half of one of 100 steps.
  private let rounding = 2.55 / 2 + 1e-9

  @Test func picturesOfFewColorsAreExactButForTheHundredths() throws {
    var state: UInt32 = 1
    func random(_ below: UInt32) -> UInt32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return (state >> 8) % below
    }
    let colors = (0..<256).map { _ in random(1 << 24) }
    let pictures: [PixelImage] = [
      picture(1, 1) { _, _ in 0xFF_8040 }, picture(7, 6) { _, _ in 0x10_1014 },
      picture(300, 1) { x, _ in x < 290 ? 0 : 0xFF_FFFF },
      picture(1, 13) { _, y in UInt32(y) * 19 },
      picture(5, 5) { x, y in (x + y) % 2 == 0 ? 0xFF_0000 : 0x00_00FF },
      picture(61, 41) { _, _ in colors[Int(random(256))] },
      picture(40, 12) { x, y in colors[(x / 4 + y / 3 * 10) % 256] },
    ]
    for image in pictures {
      let shown = try DecodedSixels(Sixel.encode(image))
      #expect((shown.columns, shown.rows) == (image.columns, image.rows))
      #expect(shown.pixels.count == image.pixels.count)
      #expect(shown.repaints == 0)
      #expect(error(image, shown) <= rounding)
    }
  }

  @Test func aPictureWithMoreColorsLosesLittle() throws {
    // 300 colours that lie close together, and a screen with many more.
    let shades = picture(30, 10) { x, y in UInt32(x + 30 * y) / 3 * 0x01_0000 | UInt32(x) }
    for (image, limit) in [(shades, 6.0), (screen, 20.0)] {
      #expect(Set(image.pixels).count > 256)
      let shown = try DecodedSixels(Sixel.encode(image))
      #expect(shown.pixels.count == image.pixels.count)
      #expect(shown.registers.count <= 256)
      #expect(error(image, shown) < limit)
    }
  }

  @Test func fewerRegistersAreKeptTo() throws {
    for registers in [-1, 2, 16, 255] {
      let shown = try DecodedSixels(Sixel.encode(screen, registers: registers))
      #expect(shown.registers.count <= max(2, registers))
      #expect(shown.pixels.count == screen.pixels.count)
    }
  }

  @Test func aColorThatFillsTheBackgroundAndARareOneStayAsTheyAre() throws {
    var image = screen
    for x in 4..<8 { image[x, 180] = RGB(0xFF_50C8) }
    let shown = try DecodedSixels(Sixel.encode(image))
    for (place, color) in [(SIMD2(318, 190), RGB(0x10_1014)), (SIMD2(5, 180), RGB(0xFF_50C8))] {
      let got = try #require(shown.pixels[place])
      #expect(abs(Double(got.x) * 2.55 - Double(color.red)) < 3)
      #expect(abs(Double(got.y) * 2.55 - Double(color.green)) < 3)
      #expect(abs(Double(got.z) * 2.55 - Double(color.blue)) < 3)
    }
  }

  @Test func theSamePictureGivesTheSameBytes() {
    #expect(Sixel.encode(screen) == Sixel.encode(screen))
  }

  @Test func noPixelsGiveNoBytes() {
    #expect(Sixel.encode(PixelImage(columns: 0, rows: 5, fill: RGB(0))).isEmpty)
    #expect(Sixel.encode(PixelImage(columns: 5, rows: 0, fill: RGB(0))).isEmpty)
  }

  @Test func runsAreWrittenAsRuns() {
    let flat = Sixel.encode(picture(500, 600) { _, _ in 0x10_1014 })
    #expect(flat.count < 1000)
  }
}
