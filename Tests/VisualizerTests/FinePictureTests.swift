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

  /// A screen with fields.
  struct FieldScreen: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var state: @Sendable () throws -> State

    static let all: [FieldScreen] =
      ViewName.allCases.flatMap { view in
        (0..<view.forms).map { form in
          FieldScreen(testDescription: "\(view.rawValue), form \(form + 1)") {
            var state = try trainedState()
            state.view = view
            state.setForm(form, of: view)
            // The board has finer squares where there are finer pixels, and a journey a finer mesh after its
            // beginning.
            state.picture = .density
            state[Passage.self].depth = 0
            return state
          }
        }
      } + [
        FieldScreen(testDescription: "a race") {
          var state = raced(["realnvp", "nice", "maf"], columns: 80, rows: 24)
          state.picture = .density
          return state
        },
        FieldScreen(testDescription: "a painting") {
          var state = try trainedState()
          _ = update(&state, .key("p"))
          _ = update(&state, .key(" "))
          state.picture = .density
          return state
        },
      ]
  }

  /// Half blocks of a field: two colours a cell, over or under another such cell.
  private func fieldCells(_ canvas: Canvas) -> [(column: Int, row: Int)] {
    func isField(_ column: Int, _ row: Int) -> Bool {
      canvas[column, row].glyph == "▀" && canvas[column, row].style.background != nil
    }
    return (0..<canvas.rows).flatMap { row in
      (0..<canvas.columns).filter {
        isField($0, row) && (isField($0, row - 1) || isField($0, row + 1))
      }.map { ($0, row) }
    }
  }

  @Test(arguments: FieldScreen.all)
  func everyFieldIsFinerWhereThereArePixelsAndTheSameInTheMean(screen: FieldScreen) throws {
    var state = try screen.state()
    let glyphs = App(state).render()
    // Of three by three samples of a half block one is its middle, which glyphs show.
    (state.medium.scale, state.medium.fieldSamples) = (1, 3)
    let fine = App(state).render()
    let images = fine.pictures.compactMap { picture in
      if case .image(let image) = picture.content { (picture.rect, image) } else { nil }
    }
    // Lines over a field are half blocks in one medium and marks in the other.
    func isNearLines(_ column: Int, _ row: Int) -> Bool {
      (row - 1...row + 1).contains { y in
        (column - 1...column + 1).contains {
          (0x2801...0x28FF).contains(fine[$0, y].glyph.value)
        }
      }
    }
    var differing = 0
    for (column, row) in fieldCells(glyphs) where !isNearLines(column, row) {
      guard let (rect, image) = images.last(where: { $0.0.contains(column: column, row: row) })
      else {
        Issue.record("no image at \(column), \(row)")
        return
      }
      let size = image.columns / rect.columns
      guard size >= 3, image.rows == 2 * size * rect.rows else {
        Issue.record("no finer at \(column), \(row)")
        return
      }
      for (half, color) in [
        glyphs[column, row].style.foreground, glyphs[column, row].style.background,
      ].enumerated() {
        let color = try #require(color)
        let (left, top) = (
          (column - rect.column) * size, (2 * (row - rect.row) + half) * size
        )
        let pixels = (top..<top + size).flatMap { y in
          (left..<left + size).map { image[$0, y] }
        }
        for channel in [\RGB.red, \.green, \.blue] {
          let values = pixels.map { Int($0[keyPath: channel]) }
          let (low, high) = (values.min() ?? 0, values.max() ?? 0)
          let value = Int(color[keyPath: channel])
          let mean = values.reduce(0, +) / values.count
          if abs(mean - value) > high - low + 2 { differing += 1 }
        }
      }
    }
    #expect(differing == 0)
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
