import Canvas
import Testing

@testable import Flows
@testable import Learning
@testable import Visualizer

@Suite struct GridTests {
  private func trace(steps: Int, rows: Int) throws -> ([Scene.GridLine], Viewport) {
    let model = try #require(try trainedState(steps: steps).model)
    let viewport = Viewport(rect: Rect(columns: 2 * rows, rows: rows), extent: 4)
    let tracer = GridTracer(
      evaluator: try Evaluator(model.settings), model: model, viewport: viewport)
    return (tracer.trace(), viewport)
  }

  @Test func beforeTrainingTheGridIsSquare() throws {
    let (lines, _) = try trace(steps: 0, rows: 18)
    #expect(lines.count == 18)
    for line in lines {
      let first = try #require(line.points.first)
      let along = line.points.allSatisfy { abs($0.x - first.x) < 1e-5 }
      let across = line.points.allSatisfy { abs($0.y - first.y) < 1e-5 }
      #expect(along || across)
      #expect(!line.folded.contains(true))
      #expect(line.logDet.allSatisfy { abs($0) < 1e-5 })
    }
  }

  @Test func largerPicturesGetMoreLines() throws {
    let counts = try [18, 32, 50].map { try trace(steps: 0, rows: $0).0.count / 2 }
    #expect(counts == [9, 13, 17])
  }

  @Test func neighboursAreCloseOnScreen() throws {
    let (lines, viewport) = try trace(steps: 120, rows: 40)
    var compared = 0
    for line in lines {
      let dots = line.points.map { viewport.dot($0) }
      let (width, height) = (Float(2 * viewport.rect.columns), Float(4 * viewport.rect.rows))
      func isInView(_ dot: SIMD2<Float>) -> Bool {
        dot.x >= 0 && dot.y >= 0 && dot.x < width && dot.y < height
      }
      for (a, b) in zip(dots, dots.dropFirst()) where isInView(a) && isInView(b) {
        let step = b - a
        #expect((step * step).sum().squareRoot() < 1.6)
        compared += 1
      }
    }
    // At 18 lines and more, each crosses a good part of the picture.
    #expect(compared > 1000)
  }

  /// Chords that stand for a line while training runs are where the line is.
  @Test(arguments: ["realnvp", "nsf", "planar", "iresnet"])
  func chordsAreWhereTheLinesAre(flow: String) throws {
    var settings = Settings()
    settings.flow = flow
    let trainer = try Trainer(settings, threads: 2)
    for _ in 0..<600 { try trainer.advance() }
    let model = trainer.model()
    let viewport = Viewport(rect: Rect(columns: 100, rows: 45), extent: 4)
    var tracer = GridTracer(
      evaluator: try Evaluator(model.settings), model: model, viewport: viewport)
    let ticks = Array(-8...8)
    let exact = tracer.carried(ticks, tracer.spacing)
    tracer.isHasty = true
    let hasty = tracer.carried(ticks, tracer.spacing)
    var (gaps, longest): ([Float], Float) = ([], 0)
    for (line, chords) in zip(exact, hasty) {
      let dots = line.points.map { viewport.dot($0) }
      for (a, b) in zip(chords.points, chords.points.dropFirst()) {
        let step = viewport.dot(b) - viewport.dot(a)
        guard isInView(viewport.dot(a), viewport) else { continue }
        longest = max(longest, (step * step).sum().squareRoot())
        gaps.append(distance(from: viewport.dot(a), to: dots))
      }
    }
    // Neighbours are as near as images would be.
    #expect(longest < 3.1)
    #expect(gaps.sorted()[gaps.count * 98 / 100] < 0.3)
  }

  private func isInView(_ dot: SIMD2<Float>, _ viewport: Viewport) -> Bool {
    dot.x >= 0 && dot.y >= 0 && dot.x < Float(2 * viewport.rect.columns)
      && dot.y < Float(4 * viewport.rect.rows)
  }

  private func distance(from dot: SIMD2<Float>, to line: [SIMD2<Float>]) -> Float {
    zip(line, line.dropFirst()).reduce(.infinity) { least, ends in
      let (a, b) = ends
      let (along, offset) = (b - a, dot - a)
      let length = (along * along).sum()
      let share = length > 0 ? min(max((along * offset).sum() / length, 0), 1) : 0
      let gap = offset - share * along
      return min(least, (gap * gap).sum().squareRoot())
    }
  }

  private func line(_ a: SIMD2<Float>, _ b: SIMD2<Float>, folded: Bool = false) -> Scene.GridLine {
    let points = (0...60).map { a + (b - a) * (Float($0) / 60) }
    return Scene.GridLine(
      points: points, logDet: points.map { _ in 0 }, folded: points.map { _ in folded })
  }

  @Test func linesThatWouldCrowdAreLeftOut() throws {
    // A dot is 0.1 wide.
    let viewport = Viewport(rect: Rect(columns: 40, rows: 20), extent: 4)
    var thinner = GridThinner(viewport)
    #expect(thinner.pieces(of: line(SIMD2(-3, 0), SIMD2(3, 0)), family: 1).count == 1)
    #expect(thinner.pieces(of: line(SIMD2(-3, 0.2), SIMD2(3, 0.2)), family: 1).isEmpty)
    #expect(thinner.pieces(of: line(SIMD2(-3, 0.5), SIMD2(3, 0.5)), family: 1).count == 1)
    // Of the other direction: one that crosses is whole, one that runs along has no room.
    #expect(thinner.pieces(of: line(SIMD2(1, -3), SIMD2(1, 3)), family: 0).count == 1)
    #expect(thinner.pieces(of: line(SIMD2(-3, -0.1), SIMD2(3, -0.1)), family: 0).isEmpty)
    // A line that comes too close is shown as far as it is not.
    let pieces = thinner.pieces(of: line(SIMD2(-3, -2.5), SIMD2(3, 0.1)), family: 1)
    let end = try #require(pieces.first?.points.last)
    #expect(pieces.count == 1 && end.y < -0.2 && end.y > -0.6)
    // A fold is shown in any case.
    #expect(
      thinner.pieces(of: line(SIMD2(-3, 0.1), SIMD2(3, 0.1), folded: true), family: 1).count == 1)
  }

  @Test func theImportantLinesComeFirst() {
    let order = (-8...8).sorted { GridThinner.importance($0) < GridThinner.importance($1) }
    #expect(order.first == 0)
    #expect(Set(order[1...2]) == [-8, 8] && Set(order[3...4]) == [-4, 4])
    #expect(Set(order.suffix(8)) == [-7, -5, -3, -1, 1, 3, 5, 7])
  }

  @Test func theGridPulledBackIsDatasGrid() throws {
    let model = try #require(try trainedState(steps: 60).model)
    let evaluator = try Evaluator(model.settings)
    let viewport = Viewport(rect: Rect(columns: 60, rows: 30), extent: 3.5)
    let tracer = GridTracer(
      evaluator: evaluator, model: model, viewport: viewport, way: .back, reach: 4)
    let lines = tracer.trace()
    #expect(lines.count >= 13)
    for line in lines {
      let images = evaluator.forward(line.points, of: model)
      // On one of the lines, across or along.
      let first = try #require(images.x.first)
      let across = images.x.allSatisfy { abs($0.x - first.x) < 1e-3 }
      let along = images.x.allSatisfy { abs($0.y - first.y) < 1e-3 }
      #expect(across || along)
      let place = (across ? first.x : first.y) / tracer.spacing
      #expect(abs(place - place.rounded()) < 1e-3)
      for (there, back) in try pairs(images.logDet, line.logDet) {
        #expect(abs(there - back) < 1e-3)
      }
    }
  }

  @Test func theKeyGoesThroughTheGrids() throws {
    var state = try trainedState(columns: 120, rows: 36)
    func titles() -> (base: Bool, data: Bool) {
      let lines = App(state).render().lines
      return (lines[1].contains("x's grid"), lines[1].contains("z's grid"))
    }
    #expect(titles() == (false, false))
    _ = update(&state, .key("g"))
    #expect(titles() == (false, true) && !state.arguments.contains("--grid"))
    _ = update(&state, .key("g"))
    #expect(titles() == (true, false) && state.arguments.contains("back"))
    _ = update(&state, .key("g"))
    #expect(titles() == (false, false))
  }

  @Test func aSmallScreenShowsThePictureWithTheGrid() throws {
    var state = try trainedState(columns: 60, rows: 20)
    for _ in 0..<2 { _ = update(&state, .key("g")) }
    #expect(App(state).render().lines[1].contains("x's grid"))
    _ = update(&state, .key("g"))
    #expect(App(state).render().lines[1].contains("x · board of z"))
  }
}
