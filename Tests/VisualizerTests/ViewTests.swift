import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

/// What the views' scenes say, beside the same numbers computed another way.
@Suite(.briefRates) struct ViewTests {
  static let views = ViewName.allCases.filter { $0 != .main }

  @Test(arguments: views)
  func everySizeDraws(view: ViewName) throws {
    var state = try trainedState()
    state.view = view
    var app = App(state)
    for (columns, rows) in [
      (0, 0), (19, 5), (20, 6), (24, 9), (33, 30), (40, 16), (55, 13), (56, 14), (75, 40),
      (99, 18), (114, 12), (250, 15),
    ] {
      _ = app.handle(.resize(columns: columns, rows: rows))
      let canvas = app.render()
      #expect(canvas.columns == columns && canvas.rows == rows)
    }
  }

  @Test(arguments: views)
  func nothingIsCutShortAtTheDesignedSizes(view: ViewName) throws {
    for (columns, rows) in [(200, 60), (120, 36), (80, 24), (60, 20)] {
      var state = try trainedState(columns: columns, rows: rows)
      state.view = view
      for line in App(state).render().lines where line.contains("…") {
        Issue.record("\(columns)×\(rows), \(view): \(line)")
      }
    }
  }

  @Test(arguments: views)
  func plainMediaShowNoColourAndNoBlocks(view: ViewName) throws {
    var state = try trainedState(columns: 120, rows: 36, medium: .plain)
    state.view = view
    for form in [false, true] {
      if form { _ = update(&state, .key("a")) }
      let canvas = App(state).render()
      #expect(canvas.cells.allSatisfy { (0x20..<0x7F).contains($0.glyph.value) })
      #expect(
        canvas.cells.allSatisfy { $0.style.foreground == nil && $0.style.background == nil })
    }
  }

  @Test func aViewBeforeTheFirstModelSaysWhy() {
    var state = State(columns: 80, rows: 24, medium: .rich)
    for view in Self.views where view != LossView.name {
      state.view = view
      #expect(
        App(state).render().lines.contains { $0.contains("preparing the flow") }, "\(view)")
    }
  }

  @Test func theParallelogramsAreaIsTheDeterminant() throws {
    let subject = try viewSubject(trainedState(columns: 120, rows: 36))
    var memory = ProbeMemory()
    let scene = memory.scene(subject)
    let map = try #require(scene.map)
    #expect(abs(log(abs(map.determinant)) + scene.ledger.logDet) < 1e-9)
    #expect(abs(map.axes[0].factor * map.axes[1].factor - abs(map.determinant)) < 1e-9)
    let corners = scene.parallelogram.map { SIMD2<Float>($0) }
    let growth = Polygon(corners).area / (scene.side * scene.side)
    #expect(abs(growth - abs(map.determinant)) < 1e-3)
    // The image of the square under the flow itself has nearly the same area.
    let image = Polygon(scene.outline).area / (scene.side * scene.side)
    #expect(abs(image - growth) < 0.1 * growth)
    #expect(scene.areas.unmarked == "1.00 → \(abs(map.determinant).text(2))")
  }

  @Test func theSingularValuesStretchTheirDirections() {
    let map = Matrix2(a: 1.5, b: -0.5, c: 0.25, d: 2)
    for axis in map.axes {
      let image = map(axis.from)
      #expect(abs(image.x - axis.factor * axis.to.x) < 1e-12)
      #expect(abs(image.y - axis.factor * axis.to.y) < 1e-12)
    }
    #expect(map.axes[0].factor >= map.axes[1].factor)
    #expect(abs((map.axes[0].from * map.axes[1].from).sum()) < 1e-12)
    #expect(abs((map.axes[0].to * map.axes[1].to).sum()) < 1e-12)
    #expect(Matrix2(a: 1, b: 0, c: 0, d: 1).structure == "the identity")
    #expect(Matrix2(a: 2, b: 0, c: 0.5, d: 1).structure == "lower triangular")
  }

  @Test func theMorphGoesFromTheBaseToTheModel() throws {
    var state = try trainedState(columns: 80, rows: 24)
    state.view = MorphView.name
    var memory = MorphMemory()
    let subject = try viewSubject(state)
    for (depth, density) in [(0.0, true), (1.0, false)] {
      state[Passage.self].depth = depth
      let scene = memory.scene(
        ViewSubject(
          state: state, evaluator: subject.evaluator, model: subject.model, key: subject.key,
          densityMaximum: 0.3, body: subject.body))
      let viewport = MorphLayout(subject.body).viewport(extent: scene.extent, state)
      let points = viewport.pixelCenters()
      let truth =
        density
        ? subject.evaluator.logBaseDensity(points, of: subject.model)
        : subject.evaluator.inverse(points, of: subject.model).logDensity
      // Where there is density to speak of; the mesh ends in the tails.
      for (drawn, exact) in try pairs(scene.density, truth.map { exp($0) }) where exact > 0.01 {
        #expect(abs(drawn - exact) < 0.05 * exact + 0.003)
      }
      let mass = scene.density.reduce(0, +) * viewport.pixelArea
      #expect(abs(mass - 1) < 0.02)
    }
  }

  /// A mesh torn apart down the middle: its mass stays, and what lies in the tear is thin, although
  /// the density is high on both of its edges.
  @Test func aMeshKeepsItsMassAndDoesNotFillGaps() {
    let mesh = Mesh(extent: 3, cellsPerUnit: 8)
    let density: [Float] = mesh.source.map { exp(-0.5 * ($0 * $0).sum()) / (2 * Float.pi) }
    let torn = mesh.source.map { $0.x > 0.01 ? $0 + SIMD2(2, 0) : $0 }
    let viewport = Viewport(rect: Rect(columns: 80, rows: 40), extent: 5)
    let pixels = mesh.rasterized(torn, density: density, viewport)
    #expect(abs(pixels.reduce(0, +) * viewport.pixelArea - 1) < 0.02)
    let inTear = zip(viewport.pixelCenters(), pixels).filter { $0.0.x > 0.2 && $0.0.x < 1.9 }
    #expect(inTear.allSatisfy { $0.1 < 0.012 } && pixels.contains { $0 > 0.14 })
  }

  /// The cells of the quadrature end at whole numbers, where the checkerboard has its edges.
  @Test func theQuadratureOfTheDifferenceFitsTheCheckerboard() throws {
    for target in Targets.all {
      let square = DifferenceMemory.square(target.extent)
      let perUnit = 1 / square.pixelSize
      #expect(abs(perUnit - perUnit.rounded()) < 1e-3, "\(target.name)")
      #expect(Double(square.bounds.upper.x) >= target.extent - 1e-6)
    }
  }

  @Test func layersWithoutALineOfTheirOwnShareTheLast() throws {
    var state = try trainedState(columns: 80, rows: 24)
    state.view = LayersView.name
    let subject = try viewSubject(state)
    var memory = LayersMemory()
    let evaluated = memory.scene(subject)
    var scene = try #require(evaluated)
    let row = try #require(scene.rows.first)
    scene.rows = Array(repeating: row, count: 30)
    var canvas = Canvas(columns: 80, rows: 20)
    scene.draw(state, in: canvas.bounds, on: &canvas)
    // 20 rows less the border and the head are 17 lines.
    #expect(canvas.lines[18].contains("14 more"))
    #expect(canvas.lines[18].contains((14 * row.mean).text(3, plus: true)))
  }

  @Test func theProbesWayEndsInTheLedger() throws {
    let subject = try viewSubject(trainedState(columns: 80, rows: 24))
    var memory = MorphMemory()
    let scene = memory.scene(subject)
    let ledger = subject.evaluator.ledger(at: SIMD2(0.5, 0.5), of: subject.model)
    let count = scene.stages.count
    #expect(abs(scene.logDensity(after: count) - ledger.logDensity) < 1e-4)
    #expect(abs(scene.logDensity(after: 0) - ledger.logBase) < 1e-4)
    for (term, row) in try pairs(scene.pathLogDets, ledger.rows.reversed()) {
      #expect(abs(Double(term) + row.logDet) < 1e-4)
    }
    #expect(abs(Double(scene.path[0].x) - ledger.z.x) < 1e-4)
  }

  @Test func theMorphPlaysThroughAndBack() throws {
    var state = try trainedState()
    state.show(MorphView.name)
    var app = App(state)
    #expect(app.isAnimating && app.state[Passage.self].depth == 0)
    // From end to end and back, again and again, with a rest at either end.
    for end in [1.0, 0, 1, 0] {
      var rests = 0
      for _ in 0..<200 where rests < 5 {
        _ = app.handle(.tick(seconds: 0.1))
        rests = app.state[Passage.self].depth == end ? rests + 1 : 0
      }
      #expect(app.isAnimating && app.state[Passage.self].depth == end)
    }
    _ = app.handle(.key("m"))
    #expect(!app.isAnimating)
    _ = app.handle(.key("]"))
    #expect(app.state[Passage.self].depth == 0.125)
  }

  /// Window and colours are the same at every depth, and hold all that is to be shown there.
  @Test func theMorphHasOneScale() throws {
    var state = try trainedState(columns: 120, rows: 36, steps: 60)
    var memory = MorphMemory()
    var scales: Set<Float> = []
    for step in 0...16 {
      state[Passage.self].depth = Double(step) / 16
      let scene = memory.scene(try viewSubject(state))
      scales.formUnion([scene.extent, 1000 + scene.scale.top])
      let shown = [-scene.scale.top, -0.1, 0, 0.1, scene.scale.top].map(scene.scale.shown)
      #expect(shown == shown.sorted() && abs(shown[4] - logDetLimit) < 1e-5 && shown[2] == 0)
      // The row that is marked is that of the title.
      let title =
        scene.fraction == 0 || scene.marked == 0 ? nil : scene.stages[scene.marked - 1].name
      state.view = MorphView.name
      let lines = App(state).render().lines
      if let title {
        #expect(lines.contains { $0.contains("in \(title), ") })
        #expect(lines.contains { $0.contains("▸ \(title) ") })
      }
    }
    #expect(scales.count == 2)
  }

  @Test func theMassStaysWhileTheAreaChanges() throws {
    for shape in [Region.Shape.circle, .box] {
      for space in [Probe.Space.base, .data] {
        var state = try trainedState(columns: 120, rows: 36, steps: 60)
        state.view = MassView.name
        state.setForm(shape == .box ? 1 : 0, of: MassView.name)
        state.probe = Probe(space: space, point: SIMD2(0.3, -0.2))
        let subject = try viewSubject(state)
        var memory = MassMemory()
        let scene = memory.scene(subject).measured
        #expect(abs(scene.base.mass - scene.data.mass) < 2e-3)
        #expect(abs(scene.base.samples - scene.data.samples) < 5e-3)
        #expect(abs(scene.base.mass - scene.base.samples) < 0.03)
        let own = space == .base ? scene.base : scene.data
        #expect(abs(own.outline.area - scene.region.area) < 2e-3 * scene.region.area)
        // The area of the image is the integral of |det| over the region.
        let nodes = own.outline.quadrature(rows: 60)
        let points = nodes.map(\.point)
        let logDet =
          space == .base
          ? subject.evaluator.forward(points, of: subject.model).logDet
          : subject.evaluator.inverse(points, of: subject.model).logDet
        let area = zip(nodes, logDet).reduce(0) { $0 + $1.0.weight * exp(Double($1.1)) }
        let image = space == .base ? scene.data.area : scene.base.area
        #expect(abs(area - image) < 0.01 * image)
      }
    }
  }

  @Test func aPolygonsQuadratureIntegrates() {
    let square = Polygon([SIMD2(0, 0), SIMD2(2, 0), SIMD2(2, 1), SIMD2(0, 1)])
    #expect(abs(square.area - 2) < 1e-6)
    let nodes = square.quadrature(rows: 40)
    #expect(abs(nodes.reduce(0) { $0 + $1.weight } - 2) < 1e-5)
    #expect(abs(nodes.reduce(0) { $0 + $1.weight * Double($1.point.x) } - 2) < 1e-5)
    #expect(square.contains(SIMD2(1, 0.5)) && !square.contains(SIMD2(1, 1.5)))
  }

  @Test func theLayersTermsAddUpToTheWhole() throws {
    let subject = try viewSubject(trainedState(columns: 120, rows: 36))
    var memory = LayersMemory()
    let evaluated = memory.scene(subject)
    let scene = try #require(evaluated)
    let data = try #require(scene.points.last)
    let whole = subject.evaluator.inverse(data, of: subject.model).logDet
    let mean = -whole.reduce(0) { $0 + Double($1) } / Double(whole.count)
    #expect(abs(scene.total - mean) < 1e-4)
    #expect(scene.rows.allSatisfy { ($0.gradient ?? 0) > 0 })
  }

  @Test func theContributionsIntegrateToTheDivergence() throws {
    let state = try trainedState(columns: 120, rows: 36, steps: 200)
    var memory = DifferenceMemory()
    let evaluated = memory.scene(try viewSubject(state).points)
    let scene = try #require(evaluated)
    let heldOut = try #require(state.heldOut)
    let kl = try #require(heldOut.kl)
    #expect(abs(scene.divergence - kl) < 0.05)
    #expect(abs(scene.divergence - scene.missing - scene.surplus) < 1e-9)
    let divergence = scene.bands.reduce(0) { $0 + $1.divergence }
    let mass = scene.bands.reduce(0) { $0 + $1.mass }
    #expect(abs(divergence - scene.divergence) < 1e-9 && abs(mass - scene.targetMass) < 1e-9)
    #expect(abs(scene.targetMass - 1) < 0.01)
    #expect(scene.totalVariation > 0 && scene.totalVariation < 1)
  }

  @Test func theBinKeepsItsMass() throws {
    for axis in [0, 1] {
      var state = try trainedState(columns: 120, rows: 36, steps: 60)
      state.setForm(axis, of: OneDView.name)
      var memory = OneDMemory()
      let scene = memory.scene(try viewSubject(state))
      #expect(abs(scene.baseMass - scene.imageMass) < 2e-3 * scene.baseMass)
      let nearest = try #require(scene.z.indices.min { abs(scene.s[$0]) < abs(scene.s[$1]) })
      #expect(
        abs(scene.density[nearest] * scene.stretch[nearest] - scene.base[nearest]) < 1e-9)
      // On the line itself the base density is the plane's.
      let z =
        axis == 0 ? SIMD2(scene.z[nearest], scene.probe.y) : SIMD2(scene.probe.x, scene.z[nearest])
      #expect(abs(scene.base[nearest] - exp(-0.5 * (z * z).sum()) / (2 * .pi)) < 1e-5)
    }
  }

  @Test func whatMustHoldHolds() throws {
    let state = try trainedState(columns: 120, rows: 36, steps: 60)
    var memory = InvariantsMemory()
    let evaluated = memory.scene(try viewSubject(state))
    let scene = try #require(evaluated)
    #expect(abs(scene.invariants.mass - 1) < 0.01)
    #expect(scene.invariants.dataRoundTrip < 1e-4 && scene.invariants.baseRoundTrip < 1e-4)
    #expect(scene.invariants.logDetGap < 1e-4 && scene.invariants.differenceGap < 1e-4)
    #expect(scene.invariants.folds == 0 && scene.invariants.leastDet > 0)
    #expect(scene.cost.densityRate > 0 && scene.cost.sampleRate > 0)
  }

  @Test func theLossIsTheSumOfItsParts() throws {
    let state = try trainedState(columns: 120, rows: 36)
    for measurement in try #require(state.snapshot).history.heldOut {
      let value = measurement.value
      #expect(abs(value.baseTerm + value.volumeTerm - value.nll) < 1e-9)
      #expect(value.baseTerm > 1)
    }
  }

  @Test func theProbeCanBeReadInItsOtherSpace() throws {
    var app = App(try trainedState())
    let before = app.state.probe
    _ = app.handle(.key("x"))
    #expect(app.state.probe.space == .base)
    _ = app.handle(.key("x"))
    #expect(app.state.probe.space == .data)
    #expect(abs(app.state.probe.point.x - before.point.x) < 1e-4)
  }

  @Test func aClickInAViewPlacesTheProbe() throws {
    var state = try trainedState(columns: 120, rows: 36)
    state.view = MassView.name
    var app = App(state)
    let pair = PairLayout(try #require(app.state.layout.body))
    _ = app.handle(.click(column: pair.first.column + 10, row: pair.first.row + 5))
    #expect(app.state.probe.space == .base)
    _ = app.handle(.click(column: pair.second.column + 10, row: pair.second.row + 5))
    #expect(app.state.probe.space == .data)
    _ = app.render()
  }
}
