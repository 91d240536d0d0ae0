import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

@Suite struct FinePictureTests {
  private func state(_ scale: Int?, _ picture: Picture = .both) throws -> State {
    var settings = Settings()
    settings.hidden = [16]
    var state = State(
      settings: settings, running: false, columns: 120, rows: 36,
      medium: Medium(colors: .trueColor, glyphs: .braille, scale: scale))
    state.picture = picture
    return try Snapshot.trained(state, steps: 20)
  }

  @Test(arguments: Picture.allCases)
  func glyphsAreTheSameWithAndWithoutPixels(picture: Picture) throws {
    let (glyphs, pixels) = (
      App(try state(nil, picture)).render(), App(try state(1, picture)).render()
    )
    #expect(glyphs.cells == pixels.cells)
    #expect(glyphs.pictures.isEmpty && !pixels.pictures.isEmpty)
  }

  @Test func planesAreEvaluatedAtEveryPixel() throws {
    let state = try state(2)
    let images = App(state).render().pictures.compactMap { picture -> (Rect, PixelImage)? in
      guard case .image(let image) = picture.content else { return nil }
      return (picture.rect, image)
    }
    #expect(images.count >= 3)
    for (rect, image) in images {
      #expect(image.columns == 16 * rect.columns && image.rows == 32 * rect.rows)
    }
    // Finer than any enlargement: neighbours inside a half block differ.
    let (_, image) = images[1]
    let differing = (0..<image.rows).count { y in
      (0..<image.columns / 16).contains { x in image[16 * x + 4, y] != image[16 * x + 11, y] }
    }
    #expect(differing > image.rows / 4)
  }

  @Test(arguments: 1...4) func aFinerViewportShowsTheSameWindow(scale: Int) {
    let viewport = Viewport(
      rect: Rect(column: 3, row: 4, columns: 39, rows: 17), extent: 3.2, center: SIMD2(0.5, -1))
    let finer = viewport.finer(scale)
    #expect(abs(finer.pixelSize * Float(8 * scale) - viewport.pixelSize) < 1e-5)
    let gap = finer.bounds.upper - viewport.bounds.upper
    #expect(max(abs(gap.x), abs(gap.y)) < 1e-4)
  }

  @Test func panesStandSideBySideWithoutBorders() throws {
    let state = try state(nil)
    let canvas = try Snapshot.panes([.target, .base], of: App(state).render(), state)
    let insides = state.layout.slots.filter { [.target, .base].contains($0.pane) }
      .map { $0.frame.inset() }
    #expect(canvas.rows == insides.map(\.rows).max())
    #expect(canvas.columns == insides.map(\.columns).reduce(1, +))
    #expect(!canvas.plainText().contains("┌") && !canvas.plainText().contains("space"))
    #expect(throws: FlowError.self) {
      try Snapshot.panes([.checks], of: App(state).render(), state)
    }
  }
}
