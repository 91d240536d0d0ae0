import Canvas
import Testing

@testable import Flows
@testable import Learning
@testable import Visualizer

@Suite struct BoardTests {
  private func points(_ viewport: Viewport, _ map: (SIMD2<Float>) -> SIMD2<Float>) -> [SIMD2<Float>]
  {
    viewport.pixelCenters().map(map)
  }

  @Test func straightSquaresAlternate() {
    let viewport = Viewport(rect: Rect(columns: 40, rows: 20), extent: 2)
    let z = viewport.pixelCenters()
    let board = Board(z, columns: viewport.pixelColumns, spacing: 0.5)
    for (index, place) in z.enumerated() where board.edges[index] > 1 {
      let parity = Int((place.x / 0.5).rounded(.down)) + Int((place.y / 0.5).rounded(.down))
      #expect((board.squares[index] > 0) == parity.isMultiple(of: 2))
    }
  }

  /// A square's edges in x are where its edges in z are carried to, within a pixel.
  @Test func theBoardIsCarriedWithTheMap() {
    let viewport = Viewport(rect: Rect(columns: 60, rows: 30), extent: 3)
    // z of x = (2 z₁ + 0.3 z₂, z₂).
    func inverse(_ x: SIMD2<Float>) -> SIMD2<Float> { SIMD2((x.x - 0.3 * x.y) / 2, x.y) }
    let board = Board(
      points(viewport, inverse), columns: viewport.pixelColumns, spacing: 0.75)
    for (index, x) in viewport.pixelCenters().enumerated() where board.edges[index] > 1 {
      let z = inverse(x)
      let parity = Int((z.x / 0.75).rounded(.down)) + Int((z.y / 0.75).rounded(.down))
      #expect((board.squares[index] > 0) == parity.isMultiple(of: 2))
    }
  }

  @Test func squaresSmallerThanPixelsAreGone() {
    let viewport = Viewport(rect: Rect(columns: 40, rows: 20), extent: 2)
    let board = Board(
      points(viewport) { 40 * $0 }, columns: viewport.pixelColumns, spacing: 0.5)
    #expect(board.squares.allSatisfy { abs($0) < 0.5 })
  }

  @Test func whereNothingIsKnownThereIsNoBoard() {
    let board = Board(
      [SIMD2(.nan, 0), SIMD2(0, 0), SIMD2(1e9, 0), SIMD2(.infinity, 1)], columns: 2, spacing: 0.5)
    #expect(board.squares == [0, 0, 0, 0])
  }

  /// Where f expands the picture is warm and where it contracts it is cold, wherever one can see it.
  @Test(arguments: ["realnvp", "nsf", "cnf", "planar", "resflow"])
  func huesSayWhereTheFlowExpands(flow: String) throws {
    var settings = smallSettings()
    settings.flow = flow
    var state = try Snapshot.trained(
      State(settings: settings, columns: 80, rows: 24, medium: .rich), steps: 150, threads: 1)
    let observatory = Observatory()
    for (depth, picture) in [ColorDepth.trueColor, .indexed256, .ansi16].flatMap({ depth in
      [Picture.both, .board].map { (depth, $0) }
    }) {
      (state.picture, state.medium) = (picture, Medium(colors: depth, glyphs: .braille))
      let slot = try #require(state.layout.slots.first { $0.pane == .data })
      let viewport = state.dataViewport(slot.frame)
      let scene = observatory.scene(for: state)
      let plane = try #require(scene.plane)
      var canvas = Canvas(columns: 80, rows: 24)
      drawPlane(
        plane, maximum: scene.dataMaximum, baseMaximum: scene.baseMaximum, under: .nothing, state,
        viewport, on: &canvas)
      var seen = 0
      for row in 0..<viewport.rect.rows {
        for column in 0..<viewport.rect.columns {
          let index = 2 * row * viewport.rect.columns + column
          let cell = canvas[viewport.rect.column + column, viewport.rect.row + row]
          let upper = cell.glyph == "▀" ? cell.style.foreground : cell.style.background
          guard let upper, abs(plane.logDet[index]) > 0.4, upper.luminance > 0.05 else { continue }
          seen += 1
          #expect((upper.red > upper.blue) == (plane.logDet[index] > 0), "\(upper)")
        }
      }
      #expect(seen > 0)
    }
  }

  @Test func theKeyGoesThroughThePictures() throws {
    var state = try trainedState(columns: 80, rows: 24, steps: 20)
    var seen = [state.picture]
    for _ in 1..<Picture.allCases.count {
      _ = update(&state, .key("h"))
      seen.append(state.picture)
    }
    #expect(seen == Picture.allCases)
    _ = update(&state, .key("h"))
    #expect(state.picture == .both)
  }

  /// Without colours, too, a board is seen: the squares of base space are lighter and darker.
  @Test(arguments: [GlyphSet.ascii, .blocks]) func monoHasABoard(glyphs: GlyphSet) throws {
    var state = try trainedState(
      columns: 80, rows: 24, medium: Medium(colors: .mono, glyphs: glyphs), steps: 0)
    state.picture = .board
    let slot = try #require(state.layout.slots.first { $0.pane == .base })
    let canvas = App(state).render()
    let inside = slot.frame.inset()
    let middle = (inside.column..<inside.endColumn).map {
      canvas[$0, inside.row + inside.rows / 2].glyph
    }
    #expect(Set(middle).count >= 3)
  }
}
