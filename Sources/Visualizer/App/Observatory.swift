import Canvas
import Flows
import Foundation
import Learning

/// Evaluates the model for the panes: each thing once per model, viewport and switch, so that what did
/// not change costs nothing.
///
/// While training runs flat out, densities and grids take turns: of each frame's model one of them is
/// evaluated, and the other is that of the frame before. It halves what a frame costs, and shows nothing
/// that is older than a frame.
///
/// Belongs to the thread that draws.
final class Observatory {
  private struct With<Other: Hashable>: Hashable {
    var model: ModelKey
    var other: Other
  }

  private var evaluator = Memo<Settings, Evaluator?>()
  private var plane = Memo<With<Viewport>, PlaneField>()
  private var targetDensity = Memo<Place, [Float]?>()
  private var targetMaximum = Memo<String, Float?>()
  private var basePlane = Memo<Place, PlaneField>()
  private var grid = Memo<With<Grain>, [Scene.GridLine]>()
  private var pulledGrid = Memo<With<Grain>, [Scene.GridLine]>()
  private var samples = Memo<With<Int>, ForwardResult>()
  private var data = Memo<DataKey, [SIMD2<Float>]>()
  private var pulledBack = Memo<With<DataKey>, InverseResult>()
  private var ledger = Memo<With<Probe>, Ledger>()
  private var slow = Memo<ModelKey, SlowScene>()
  private var checks = Memo<With<Viewport?>, Checks>()

  private var views = ViewMemories()
  private var turns = Turns()

  private struct Place: Hashable {
    var name: String
    var viewport: Viewport
  }
  private struct Grain: Hashable {
    var viewport: Viewport
    var coarse: Bool
  }
  private struct DataKey: Hashable {
    var target: String
    var seed: UInt64
    var count: Int
  }

  /// Everything that the state's visible panes need.
  func scene(for state: State) -> Scene {
    var scene = Scene()
    let layout = state.layout
    var viewports: [Pane: Viewport] = [:]
    for slot in layout.slots {
      viewports[slot.pane] = slot.pane.content.viewport(in: slot.frame, state)
    }
    let shown = Set(layout.slots.map(\.pane))
    let dataKey = DataKey(
      target: state.settings.target, seed: state.settings.seed,
      count: Evaluation.pointCount(viewports[.target] ?? viewports[.base] ?? viewports[.data]))

    evaluateTarget(state, dataKey, viewports, &scene)
    guard let model = state.model,
      let evaluator = evaluator.value(
        for: model.settings.evaluationKey, { try? Evaluator(model.settings) })
    else { return scene }
    let key = ModelKey(settings: model.settings, step: model.step)
    turns.begin(key, isShared: state.running && state.speed == .flatOut)
    if state.view != .main, let body = state.layout.body {
      scene.view = views.scene(
        of: ViewSubject(
          state: state, evaluator: evaluator, model: model, key: key,
          densityMaximum: scene.dataMaximum,
          body: body))
      return scene
    }

    if let anatomy = state.slow?.anatomy {
      let stepKey = ModelKey(settings: anatomy.before.settings, step: anatomy.before.step)
      scene.slow = slow.value(for: stepKey) { SlowScene(anatomy, evaluator) }
    }
    if let viewport = viewports[.data] {
      let wanted = With(model: key, other: viewport)
      scene.plane = plane.value(for: wanted, or: later(.density, wanted)) {
        PlaneField(evaluator, model, viewport)
      }
    }
    trace(state, evaluator, key, viewports, shown, &scene)
    evaluateSpaces(state, evaluator, key, viewports, &scene)
    if viewports[.base] != nil || shown.contains(.checks) {
      let wanted = With(model: key, other: dataKey)
      let pulled = pulledBack.value(for: wanted, or: later(.density, wanted)) {
        evaluator.inverse(scene.data, of: model)
      }
      // Which of them did not converge is not drawn; the rest belong to the data in their order.
      scene.pulledBack = zip(pulled.z, pulled.converged).map { $1 ? $0 : SIMD2(.nan, .nan) }
      scene.pulledBackLeftOut = pulled.converged.count { !$0 }
      scene.inverseUse = pulled.solver
    }
    if !shown.isDisjoint(with: [.ledger, .base, .data]) {
      scene.ledger = ledger.value(for: With(model: key, other: state.probe)) {
        Evaluation.ledger(at: state.probe, evaluator, model)
      }
    }
    if shown.contains(.checks) {
      let place = scene.plane == nil ? nil : viewports[.data]
      let wanted = With(model: key, other: place)
      // With the points pulled back, which it carries forward again.
      scene.checks = checks.value(for: wanted, or: later(.density, wanted)) {
        Evaluation.check(evaluator, model, scene, place)
      }
    }
    return scene
  }

  /// The target's points and density.
  private func evaluateTarget(
    _ state: State, _ dataKey: DataKey, _ viewports: [Pane: Viewport], _ scene: inout Scene
  ) {
    if let target = state.target {
      scene.data = data.value(for: dataKey) {
        Evaluation.draw(target, seed: dataKey.seed, count: dataKey.count)
      }
      scene.dataMaximum =
        targetMaximum.value(for: target.name) { Evaluation.maximum(of: target) } ?? 0
      if let viewport = viewports[.target] {
        scene.targetDensity = targetDensity.value(for: Place(name: target.name, viewport: viewport))
        {
          Evaluation.density(of: target, in: viewport)
        }
      }
    }
  }

  /// The model's samples and the base density.
  private func evaluateSpaces(
    _ state: State, _ evaluator: Evaluator, _ key: ModelKey, _ viewports: [Pane: Viewport],
    _ scene: inout Scene
  ) {
    guard let model = state.model else { return }
    if viewports[.data] != nil {
      if state.layers.contains(.samples) {
        let count = Evaluation.pointCount(viewports[.data])
        let wanted = With(model: key, other: count)
        let drawn = samples.value(for: wanted, or: later(.grid, wanted)) {
          let z = evaluator.sampleBase(count: count, seed: model.settings.seed, of: model)
          return evaluator.forward(z, of: model)
        }
        scene.samples = zip(drawn.x, drawn.converged).filter(\.1).map(\.0)
        scene.samplesLeftOut = drawn.x.count - scene.samples.count
        scene.forwardUse = drawn.solver
      }
    }
    if let viewport = viewports[.base] {
      scene.basePlane = basePlane.value(
        for: Place(name: model.settings.base, viewport: viewport)
      ) {
        PlaneField(base: evaluator, model, viewport)
      }
      scene.baseMaximum = scene.basePlane?.density.max() ?? 1
    }
  }

  /// Whether a value that is remembered will do until its turn comes: the same picture, of the frame
  /// before.
  private func later<Other>(_ turn: Turns.Turn, _ wanted: With<Other>) -> (With<Other>) -> Bool {
    { [turns] in $0.other == wanted.other && turns.allows($0.model, until: turn) }
  }

  /// The warped grids that the panes need.
  private func trace(
    _ state: State, _ evaluator: Evaluator, _ key: ModelKey, _ viewports: [Pane: Viewport],
    _ shown: Set<Pane>, _ scene: inout Scene
  ) {
    guard let model = state.model else { return }
    let shows = state.layers.contains(.grid)
    func tracer(_ way: GridWay, _ place: Viewport) -> GridTracer {
      GridTracer(
        evaluator: evaluator, model: model, viewport: place, way: way,
        reach: way == .forward ? GridTracer.baseReach : Float(state.dataExtent),
        isHasty: state.running)
    }
    if shows && state.gridWay == .forward && viewports[.data] != nil || shown.contains(.checks) {
      let place =
        viewports[.data]
        ?? Viewport(rect: Rect(columns: 40, rows: 20), extent: Float(state.dataExtent))
      let grain = Grain(viewport: place, coarse: state.running)
      let wanted = With(model: key, other: grain)
      scene.grid = grid.value(for: wanted, or: later(.grid, wanted)) {
        tracer(.forward, place).trace()
      }
    }
    if shows, state.gridWay == .back, let place = viewports[.base] {
      let grain = Grain(viewport: place, coarse: state.running)
      let wanted = With(model: key, other: grain)
      scene.pulledGrid = pulledGrid.value(for: wanted, or: later(.grid, wanted)) {
        tracer(.back, place).trace()
      }
    }
  }

  /// The probe in its other space; `nil` before there is a model.
  func partner(of state: State) -> Probe? {
    guard let model = state.model,
      let evaluator = evaluator.value(
        for: model.settings.evaluationKey, { try? Evaluator(model.settings) })
    else { return nil }
    let ledger = Evaluation.ledger(at: state.probe, evaluator, model)
    return state.probe.space == .data
      ? Probe(space: .base, point: ledger.z) : Probe(space: .data, point: ledger.x)
  }
}
