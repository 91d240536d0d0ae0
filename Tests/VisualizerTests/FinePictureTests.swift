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

  @Test func fewerSamplesThanPixelsAreEvaluatedWhereTheMediumSaysSo() throws {
    var state = try state(2)
    state.medium.fieldSamples = 4
    let images = App(state).render().pictures.compactMap { picture -> Bool? in
      guard case .image(let image) = picture.content else { return nil }
      return image.columns == 4 * picture.rect.columns && image.rows == 8 * picture.rect.rows
    }
    // The planes; the band of the loss is a mark and keeps its pixels.
    #expect(images.count { $0 == true } == 3)
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

  @Test(arguments: [1, 2, 8, 32]) func aFinerViewportShowsTheSameWindow(samples: Int) {
    let rect = Rect(column: 3, row: 4, columns: 39, rows: 17)
    let (coarse, fine) = (
      Viewport(rect: rect, extent: 3.2, center: SIMD2(0.5, -1)),
      Viewport(rect: rect, extent: 3.2, center: SIMD2(0.5, -1), samples: samples)
    )
    #expect(fine.bounds == coarse.bounds && fine.halfBlock == coarse.halfBlock)
    #expect(fine.pixelCenters().count == samples * samples * coarse.pixelCenters().count)
    for point in [SIMD2<Float>(0.3, -2), SIMD2(1.7, 0.4)] {
      let gap = fine.data(pixel: fine.pixel(point)) - point
      #expect(max(abs(gap.x), abs(gap.y)) < 1e-5)
      #expect(fine.dot(point) == coarse.dot(point))
      let (here, there) = (fine.cell(point), coarse.cell(point))
      #expect(here?.column == there?.column && here?.row == there?.row)
    }
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
