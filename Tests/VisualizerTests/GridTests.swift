import Canvas
import Testing

@testable import Flows
@testable import Visualizer

@Suite struct GridTests {
  private func trace(steps: Int, rows: Int) throws -> ([Scene.GridLine], Viewport) {
    let model = try #require(try trainedState(steps: steps).model)
    let viewport = Viewport(rect: Rect(columns: 2 * rows, rows: rows), extent: 4)
    let tracer = GridTracer(
      evaluator: try Evaluator(model.settings), model: model, viewport: viewport)
    return (tracer.trace(spacing: GridTracer.spacing(viewport)), viewport)
  }

  @Test func beforeTrainingTheGridIsSquare() throws {
    let (lines, _) = try trace(steps: 0, rows: 18)
    #expect(lines.count == 14)
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
    #expect(counts == [7, 9, 13])
  }

  @Test func neighboursAreCloseOnScreen() throws {
    let (lines, viewport) = try trace(steps: 120, rows: 40)
    for line in lines {
      let dots = line.points.map { viewport.dot($0) }
      let (width, height) = (Float(2 * viewport.rect.columns), Float(4 * viewport.rect.rows))
      func isInView(_ dot: SIMD2<Float>) -> Bool {
        dot.x >= 0 && dot.y >= 0 && dot.x < width && dot.y < height
      }
      for (a, b) in zip(dots, dots.dropFirst()) where isInView(a) && isInView(b) {
        let step = b - a
        #expect((step * step).sum().squareRoot() < 1.6)
      }
    }
  }
}
