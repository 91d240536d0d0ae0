import Canvas
import Flows
import Foundation
import Learning

/// A small square in base space, what the flow makes of it, and what the Jacobian says of it.
enum ProbeView: View {
  static let name: ViewName = "probe"
  static let title = "the probe: a square and its image"
  static let noun = "the probe"
  static let summary = "a small square and its image at the probe"
  static let forms = 2
  static let keys = [ViewKey(.form, "magnified, or in place")]
  static let mouse: String? = ViewKey.mouse

  static func scene(
    _ subject: ViewSubject, remembering memory: inout ProbeMemory
  ) -> (any ViewScene)? { memory.scene(subject) }

  /// Magnified pictures follow the probe, so a click in them cannot place it.
  static func viewports(in body: Rect, _ state: State) -> SpaceViewports {
    guard isInPlace(state) else { return SpaceViewports() }
    let pair = PairLayout(body)
    return SpaceViewports(
      base: state.baseViewport(pair.first), data: state.dataViewport(pair.second))
  }

  /// Whether the square is shown in its place in the whole picture, not magnified.
  static func isInPlace(_ state: State) -> Bool { form(in: state) == 1 }
}

/// The probe view: a small square in base space, what the flow makes of it, and what the Jacobian
/// says it should become.
struct ProbeScene: ViewScene {
  var ledger: Ledger
  /// dx/dz; `nil` where the flow is singular.
  var map: Matrix2<Double>?
  /// The side of the square in base space.
  var side: Double
  /// The square's image under the flow itself, as a closed line.
  var outline: [SIMD2<Float>]
  var baseDensity: [Float]
  var modelDensity: [Float]
  var baseMaximum: Float
  var dataMaximum: Float
  var baseViewport: Viewport
  var dataViewport: Viewport
  var isMagnified: Bool
  /// The value at the end of the layers' bars; `nil` is what they need.
  var barsEnd: Double?

  func caption(_ state: State) -> Caption {
    let growth = Growth(ledger)
    let (most, least) = (
      ledger.number("probe.stretch.most"), ledger.number("probe.stretch.least")
    )
    guard growth.factor.isFinite, growth.factor > 0, most.isFinite, least.isFinite else {
      return Caption("the flow is singular here: it has no dx/dz")
    }
    let square = "the square of side \(side.significant) in z"
    let stretches =
      "stretched \(most.significant.shows("probe.stretch.most"))× and "
      + "\(least.significant.shows("probe.stretch.least"))×"
    return isMagnified
      ? Caption(
        "\(square) is \(stretches): its area \(growth.words)",
        "the square of side \(side.significant) is \(stretches): its area \(growth.words)",
        "\(stretches): its area \(growth.words)", "area \(growth.sign)")
      : Caption(
        "\(square): in x its area \(growth.words), so \(growth.ofDensity)",
        "\(square): its area \(growth.words)", "area \(growth.sign)")
  }

  /// The square's corners, in order around it.
  var square: [SIMD2<Double>] { ProbeScene.corners(around: ledger.z, side: side) }

  /// The parallelogram that the Jacobian makes of the square.
  var parallelogram: [SIMD2<Double>] {
    guard let map else { return [] }
    return square.map { ledger.x + map($0 - ledger.z) }
  }

  static func corners(around center: SIMD2<Double>, side: Double) -> [SIMD2<Double>] {
    [SIMD2(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1)].map { center + $0 * (side / 2) }
  }
}

/// What the probe view remembers.
struct ProbeMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var probe: Probe
    var body: Rect
    var samples: Int
    var isMagnified: Bool
  }
  private var scene = Memo<Key, ProbeScene>()
  private var scale = StickyScale()
  /// The side of the square where its picture is magnified, in units of base space: small enough
  /// for the map to be nearly linear, large enough to see that it is not quite.
  private static let magnifiedSide = 0.12

  mutating func scene(_ subject: ViewSubject) -> ProbeScene {
    let state = subject.state
    let key = Key(
      model: subject.key, probe: state.probe, body: subject.body, samples: state.medium.samples,
      isMagnified: !ProbeView.isInPlace(state))
    var scene = scene.value(for: key) {
      let pair = PairLayout(subject.body)
      let ledger = subject.evaluator.ledger(at: state.probe, of: subject.model)
      let map = ledger.forwardJacobian
      let stretch = max(map?.axes.first?.factor ?? 1, 1e-3)
      let largest = key.isMagnified ? ProbeMemory.magnifiedSide : 0.8
      let side = min(largest, 0.35 * state.dataExtent / stretch)
      var (baseView, dataView) = (state.baseViewport(pair.first), state.dataViewport(pair.second))
      if key.isMagnified {
        // The square takes a quarter of its picture. Its image has the same scale, so that areas can be
        // compared by eye, or a smaller one where it would not fit; the border says how much smaller.
        baseView = state.viewport(baseView.rect, extent: side, center: SIMD2<Float>(ledger.z))
        dataView = state.viewport(
          dataView.rect, extent: side * max(0.8 * stretch, 1), center: SIMD2<Float>(ledger.x))
      }
      let corners = ProbeScene.corners(around: ledger.z, side: side)
      let edge = 24
      let boundary = (0..<4).flatMap { index in
        (0..<edge).map { step in
          let t = Double(step) / Double(edge)
          return SIMD2<Float>(corners[index] * (1 - t) + corners[index.cycled(by: 1, count: 4)] * t)
        }
      }
      let base = Evaluation.baseDensity(subject.evaluator, subject.model, baseView)
      let peak = subject.evaluator.logBaseDensity([.zero], of: subject.model).map { exp($0) }
      return ProbeScene(
        ledger: ledger, map: map, side: side,
        outline: subject.evaluator.forward(boundary, of: subject.model).x, baseDensity: base,
        modelDensity: Evaluation.modelDensity(
          subject.evaluator, subject.model, dataView),
        baseMaximum: max(base.max() ?? 1, peak[0]), dataMaximum: subject.densityMaximum,
        baseViewport: baseView, dataViewport: dataView, isMagnified: key.isMagnified)
    }
    scene.barsEnd = scale.value(reaching: Waterfall.reach(scene.ledger), at: subject.time)
    return scene
  }
}

extension ProbeScene {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let pair = PairLayout(body)
    drawBaseSpace(state, pair.first, on: &canvas)
    drawDataSpace(state, pair.second, on: &canvas)
    if let sides = pair.sides(below: 8), sides.upper.rows >= 33 {
      drawNumbers(state, sides.upper, on: &canvas)
      drawAreas(state, sides.lower, on: &canvas)
    } else {
      drawNumbers(state, pair.side, on: &canvas)
    }
    drawLayers(state, pair.below, on: &canvas)
  }

  private func drawBaseSpace(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(frame.columns >= 32 ? "z · base space" : "z · base", theme.text),
        right: StyledText("f⁻¹ ◀ x", theme.model)),
      bottom: BorderTitles(
        left: StyledText(
          (frame.columns >= 24 ? "square, side " : "side ") + side.significant, theme.faint),
        right: StyledText(isMagnified ? "a: in place" : "a: magnify", theme.faint)), state)
    guard !inside.isEmpty else { return }
    let viewport = baseViewport
    drawDensity(
      baseDensity, maximum: baseMaximum, under: .lines, state, viewport, on: &canvas)
    drawShape(
      square, axes: map?.axes.map { ($0.from * (side / 2), $0.factor) } ?? [],
      center: ledger.z, state, viewport, on: &canvas)
    drawProbe(ledger.z, state, viewport, on: &canvas)
  }

  private func drawDataSpace(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let room = frame.columns - 6
    let note = StyledText("┄ f itself", theme.strong) + StyledText("  — Jacobian", theme.faint)
    let ratio = Double(dataViewport.pixelSize / baseViewport.pixelSize)
    let isSmaller = isMagnified && ratio > 1.05
    let scales =
      isSmaller ? ["z is magnified \(ratio.significant)×", "z ×\(ratio.significant)"] : []
    let scale =
      scales.first { $0.count + note.width + 2 <= room } ?? scales.first { $0.count <= room }
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(frame.columns >= 32 ? "x · data space" : "x · data", theme.text),
        right: StyledText("z ▶ f", theme.model)),
      bottom: BorderTitles(
        left: scale.map { StyledText($0, theme.text) } ?? (note.width <= room ? note : nil),
        right: scale.flatMap { $0.count + note.width + 2 <= room ? note : nil }), state)
    guard !inside.isEmpty else { return }
    let viewport = dataViewport
    drawDensity(
      modelDensity, maximum: dataMaximum, under: .lines, state, viewport, on: &canvas)
    drawShape(
      parallelogram, axes: map?.axes.map { ($0.to * ($0.factor * side / 2), $0.factor) } ?? [],
      center: ledger.x, state, viewport, on: &canvas)
    var raster = DotRaster(columns: inside.columns, rows: inside.rows)
    raster.isDotted = true
    raster.polyline(outline.map { viewport.dot($0) }, style: theme.strong, closed: true)
    canvas.draw(raster, at: inside.column, inside.row, medium: state.medium)
    drawProbe(ledger.x, state, viewport, on: &canvas)
  }

  /// A filled quadrilateral with its two axes, in the colours of expansion and contraction.
  private func drawShape(
    _ corners: [SIMD2<Double>], axes: [(reach: SIMD2<Double>, factor: Double)],
    center: SIMD2<Double>, _ state: State, _ viewport: Viewport, on canvas: inout Canvas
  ) {
    guard corners.count == 4 else { return }
    let colors = DivergingMap(limit: logDetLimit, medium: state.medium)
    let style = colors.style(for: Float(-ledger.logDet))
    let shape = corners.map { SIMD2<Float>($0) }
    canvas.shade(
      viewport.inside(of: shape), in: viewport.rect, style: style, amount: 0.55,
      medium: state.medium)
    canvas.drawOutline(shape, style: style, state, viewport)
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    for axis in axes {
      raster.line(
        from: viewport.dot(SIMD2<Float>(center - axis.reach)),
        to: viewport.dot(SIMD2<Float>(center + axis.reach)),
        style: colors.style(for: Float(log(axis.factor))))
    }
    canvas.draw(
      raster, at: viewport.rect.column, viewport.rect.row, legible: true, medium: state.medium)
  }
}
