import Canvas
import Flows
import Foundation
import Learning

/// Evaluates the models for the screen: each thing once per model, viewport and switch, so that what did
/// not change costs nothing.
///
/// All panes of a frame are of one model: a frame that would cost too much comes later, it does not mix
/// pictures and numbers of two steps.
///
/// Belongs to the thread that draws.
final class Observatory {
  /// How finely the app's next frame is evaluated.
  var detail = FieldDetail()
  private var evaluators: Evaluators
  private var moving = Memo<ObjectIdentifier, MovingPicture>()
  private var plane = Memo<With<Viewport>, PlaneField>()
  private var targetDensity = Memo<Place, [Float]?>()
  private var targetMaximum = Memo<MaximumKey, Float?>()
  private var basePlane = Memo<Place, PlaneField>()
  private var grid = Memo<With<Grain>, [Scene.GridLine]>()
  private var pulledGrid = Memo<With<Grain>, [Scene.GridLine]>()
  private var samples = Memo<With<Int>, ForwardResult>()
  private var data = Memo<DataKey, [SIMD2<Float>]>()
  private var pulledBack = Memo<With<DataKey>, InverseResult>()
  private var ledger = Memo<With<Probe>, Ledger>()
  private var slow = Memo<ModelKey, SlowScene>()
  private var branches = Memo<With<Probe>, Branches>()
  private var latent = Memo<With<DataKey>, LatentScene>()
  private var evidence = Memo<With<Probe>, EvidenceLedger>()
  private var checks = Memo<With<Viewport?>, WindowChecks>()

  private var sampled = SampledLearner()
  private var lessonReadings = LessonReadings()

  private var views = ViewMemories()
  private var race = RaceMemory()
  private var ledgerScale = StickyScale()
  private var readout = Held<Readout>()
  private var raceReadout = Held<RaceSnapshot?>()

  /// - Parameters:
  ///   - threads: threads to evaluate with; while training runs beside it, one.
  ///   - progress: called now and then during a long evaluation.
  init(threads: Int = 1, progress: ((_ done: Int, _ total: Int) -> Void)? = nil) {
    evaluators = Evaluators(threads: threads, progress: progress)
  }

  /// The state with numbers that can be read: while training runs they change about five times a second.
  /// - Parameter time: seconds on a clock; `nil` shows the numbers of this moment.
  func readable(_ state: State, at time: Double?) -> State {
    var state = state
    let now = state
    if let race = now.race {
      let runs = race.snapshot?.lanes.map(\.run.settings)
      state.raceReadout = raceReadout.value(
        at: race.running ? time : nil, while: { $0?.lanes.map(\.run.settings) == runs }
      ) { race.snapshot }
      return state
    }
    state.readout = readout.value(
      at: now.isLive ? time : nil,
      while: { $0.run.isSameRun(as: now.settings) && $0.loss.step <= now.step }
    ) { Readout(now) }
    return state
  }

  /// Everything that the state's screen shows.
  /// - Parameters:
  ///   - time: seconds on a clock, which tells how long something has been so; `nil` is a picture that stands
  ///     still.
  ///   - isAnswer: whether the user waits for it: a picture that is new and large is coarse then, where another
  ///     follows at once.
  ///   - isOutdated: whether nobody needs it any more; asked now and then.
  /// - Returns: `nil` where it is outdated. What was evaluated until then is remembered.
  func scene(
    for state: State, at time: Double?, isAnswer: Bool = false, unless isOutdated: () -> Bool
  ) -> Scene? {
    let time = state.isLive ? time : nil
    var scene = Scene()
    if let race = state.race {
      evaluators.capacity = race.lanes.count + 1
      let lane = state.raceLayout(race)?.lanes.first.map(state.dataViewport)
      scene.view = self.race.scene(of: race, state, maximum: maximum(state, in: lane), &evaluators)
      return scene
    }
    evaluators.capacity = 1
    let shown = Shown(state)
    evaluateTarget(state, shown, &scene)
    let isSingular = state.isSingular && !state.shown.showsSingular(state)
    if state.model != nil,
      let lack = LackScene(of: state.shown.needs, isSingular: isSingular, state)
    {
      scene.view = lack
      return scene
    }
    guard var subject = subject(of: state) else {
      evaluateRival(state, shown, &scene)
      return scene
    }
    if state.view != .main, let body = state.layout.body {
      scene.view = views.scene(
        of: ViewSubject(
          state: state, evaluator: subject.evaluator, model: subject.model, key: subject.key,
          densityMaximum: scene.dataMaximum, body: body, time: time))
      return scene
    }
    if time != nil, let viewport = shown.viewports[.data] {
      subject.picture = picture(of: subject, in: viewport)
    }
    scene.isRough = subject.isRough
    scene.isHurried = isAnswer && time != nil
    for evaluate in [
      evaluateDensity, traceGrids, evaluateSamples, evaluateBase, evaluateNumbers,
    ] {
      if isOutdated() { return nil }
      evaluate(state, subject, shown, &scene)
    }
    scene.ledgerScale = scene.ledger.map {
      ledgerScale.value(reaching: Waterfall.reach($0.shown(state)), at: time)
    }
    return scene
  }

  /// The same of a picture that is needed whatever happens meanwhile.
  func scene(for state: State, at time: Double? = nil) -> Scene {
    guard let scene = scene(for: state, at: time, unless: { false }) else {
      preconditionFailure("a scene that is never outdated is complete")
    }
    return scene
  }

  /// What there is to see of a learner that is no flow: samples, and its density where it has one.
  private func evaluateRival(_ state: State, _ shown: Shown, _ scene: inout Scene) {
    scene.samples = sampled.samples(
      of: state, count: Evaluation.pointCount(shown.viewports[.data]))
    guard let model = state.model, let learner = state.snapshot?.learner else { return }
    let key = ModelKey(settings: model.settings, step: model.step)
    let evaluators = evaluators.ofPoints(model.settings, learner)
    if state.view != .main, let body = state.layout.body {
      scene.view = views.scene(
        of: PointSubject(
          state: state, density: evaluators.density, discriminator: evaluators.discriminator,
          model: model, key: key, densityMaximum: scene.dataMaximum, body: body))
    } else if let viewport = shown.viewports[.data], let density = evaluators.density {
      scene.plane = plane.value(for: With(model: key, other: viewport)) {
        PlaneField(density: density, model, viewport)
      }
    }
    if state.view == .main, let latent = evaluators.latent {
      evaluateLatent(state, latent, model, key, shown, &scene)
    }
  }

  /// Where an encoder takes the data, and what it says at the probe.
  private func evaluateLatent(
    _ state: State, _ evaluator: LatentEvaluator, _ model: Model, _ key: ModelKey, _ shown: Shown,
    _ scene: inout Scene
  ) {
    let data = scene.data
    if shown.viewports[.base] != nil {
      scene.latent = latent.value(for: With(model: key, other: shown.data)) {
        LatentScene(evaluator, model, data)
      }
    }
    guard !shown.panes.isDisjoint(with: [.ledger, .base, .data]) else { return }
    scene.evidence = evidence.value(for: With(model: key, other: state.probe)) {
      let probe = state.probe
      let x =
        probe.space == .data
        ? probe.point : evaluator.decode([probe.point], model.parameters).first ?? .zero
      return evaluator.ledger(at: x, model.parameters)
    }
  }

  /// The model on screen; `nil` before there is one.
  private func subject(of state: State) -> Subject? {
    guard let model = state.model, let evaluator = evaluators.evaluator(of: model.settings) else {
      return nil
    }
    return Subject(
      evaluator: evaluator, picture: evaluator, model: model,
      key: ModelKey(settings: model.settings, step: model.step))
  }

  /// What evaluates a picture that moves: at nearly all points half a dot off at most.
  private func picture(of subject: Subject, in viewport: Viewport) -> Evaluator {
    let evaluator = subject.evaluator
    let moving = moving.value(for: ObjectIdentifier(evaluator)) { MovingPicture(evaluator) }
    return moving.evaluator(
      for: subject.model, at: viewport.lattice(across: 16),
      within: MovingPicture.Bounds(point: viewport.pixelSize / 4))
  }

  /// The target's greatest density; 0 where it is unknown.
  /// - Parameter viewport: of a picture of data space.
  private func maximum(_ state: State, in viewport: Viewport?) -> Float {
    guard let target = state.target else { return 0 }
    // Of most targets it is the same whatever the picture.
    let matters = viewport.map { PixelMeans(of: target, in: $0) != nil } ?? false
    let key = MaximumKey(name: target.name, viewport: matters ? viewport : nil)
    return targetMaximum.value(for: key) {
      Evaluation.maximum(of: target, in: key.viewport)
    } ?? 0
  }

  /// The target's points and density.
  private func evaluateTarget(_ state: State, _ shown: Shown, _ scene: inout Scene) {
    guard let target = state.target else { return }
    scene.data = data.value(for: shown.data) {
      Evaluation.draw(target, seed: shown.data.seed, count: shown.data.count)
    }
    let picture =
      shown.viewports[.target] ?? shown.viewports[.data]
      ?? state.layout.body.map(state.dataViewport)
    scene.dataMaximum = maximum(state, in: picture)
    guard let viewport = shown.viewports[.target] else { return }
    let place = Place(name: target.name, viewport: viewport)
    scene.targetDensity = targetDensity.value(for: place) {
      Evaluation.density(of: target, in: viewport)
    }
  }

  /// The model's density.
  private func evaluateDensity(
    _ state: State, _ subject: Subject, _ shown: Shown, _ scene: inout Scene
  ) {
    guard let viewport = shown.viewports[.data] else { return }
    let wanted = With(model: subject.pictureKey, other: viewport)
    if scene.isHurried, !plane.holds(wanted), !shown.panes.contains(.checks),
      let coarse = PlaneField(coarse: subject.picture, subject.model, viewport)
    {
      scene.plane = coarse
      return
    }
    scene.plane = plane.value(for: wanted) {
      PlaneField(subject.picture, subject.model, viewport)
    }
  }

  /// The model's samples.
  private func evaluateSamples(
    _ state: State, _ subject: Subject, _ shown: Shown, _ scene: inout Scene
  ) {
    guard let viewport = shown.viewports[.data], state.showsSamples else { return }
    let (evaluator, model) = (subject.picture, subject.model)
    let count = Evaluation.pointCount(viewport)
    let wanted = With(model: subject.pictureKey, other: count)
    let drawn = samples.value(for: wanted) {
      let z = evaluator.sampleBase(count: count, seed: model.settings.seed, of: model)
      return evaluator.forward(z, of: model)
    }
    scene.samples = zip(drawn.x, drawn.converged).filter(\.1).map(\.0)
    scene.samplesLeftOut = drawn.x.count - scene.samples.count
    scene.forwardUse = drawn.solver
  }

  /// The base density, and the target's points pulled back into base space.
  private func evaluateBase(
    _ state: State, _ subject: Subject, _ shown: Shown, _ scene: inout Scene
  ) {
    if let viewport = shown.viewports[.base] {
      let place = Place(name: subject.model.settings.base, viewport: viewport)
      scene.basePlane = basePlane.value(for: place) {
        PlaneField(base: subject.evaluator, subject.model, viewport)
      }
      scene.baseMaximum = scene.basePlane?.density.max() ?? 1
    }
    guard shown.viewports[.base] != nil || shown.panes.contains(.checks) else { return }
    let wanted = With(model: subject.pictureKey, other: shown.data)
    let pulled = pulledBack.value(for: wanted) {
      subject.picture.inverse(scene.data, of: subject.model)
    }
    // A point that did not converge is not drawn. The others keep their places, which are those of
    // the data.
    scene.pulledBack = zip(pulled.z, pulled.converged).map { $1 ? $0 : SIMD2(.nan, .nan) }
    scene.pulledBackLeftOut = pulled.converged.count { !$0 }
    scene.inverseUse = pulled.solver
  }

  /// The numbers: the formula at the probe, the step in slow motion, and what must hold of the flow.
  private func evaluateNumbers(
    _ state: State, _ subject: Subject, _ shown: Shown, _ scene: inout Scene
  ) {
    let (evaluator, model) = (subject.evaluator, subject.model)
    if let anatomy = state.slow?.anatomy {
      let step = ModelKey(settings: anatomy.before.settings, step: anatomy.before.step)
      scene.slow = slow.value(for: step) { SlowScene(anatomy, evaluator) }
    }
    if !shown.panes.isDisjoint(with: [.ledger, .base, .data]) {
      scene.ledger = ledger.value(for: With(model: subject.key, other: state.probe)) {
        evaluator.ledger(at: state.probe, of: model)
      }
    }
    if let ledger = scene.ledger, !state.knobs.isEmpty {
      scene.branches = branches.value(for: With(model: subject.key, other: state.probe)) {
        Branches(of: ledger.x, evaluator, model)
      }
    }
    guard shown.panes.contains(.checks) || state.isByHand else { return }
    let place = scene.plane == nil ? nil : shown.viewports[.data]
    let wanted = With(model: subject.pictureKey, other: place)
    scene.checks = checks.value(for: wanted) {
      Evaluation.check(evaluator, model, scene, place)
    }
  }

  /// The warped grids, and the cells between their lines.
  private func traceGrids(
    _ state: State, _ subject: Subject, _ shown: Shown, _ scene: inout Scene
  ) {
    let shows = state.layers.contains(.grid)
    let (forward, back) = (state.gridWay == .forward, state.gridWay == .back)
    func tracer(_ way: GridWay, _ place: Viewport) -> GridTracer {
      GridTracer(
        evaluator: subject.picture, model: subject.model, viewport: place, way: way,
        reach: way == .forward ? GridTracer.baseReach : Float(state.dataExtent),
        isHasty: state.running)
    }
    func wanted(_ place: Viewport, coarse: Bool) -> With<Grain> {
      With(model: subject.pictureKey, other: Grain(viewport: place, coarse: coarse))
    }
    // The checks take the range of log|det| from the grid, whether it shows or not.
    if shows && forward && shown.viewports[.data] != nil || shown.panes.contains(.checks) {
      let place =
        shown.viewports[.data]
        ?? Viewport(rect: Rect(columns: 40, rows: 20), extent: Float(state.dataExtent))
      let wanted = wanted(place, coarse: state.running)
      scene.grid = grid.value(for: wanted) {
        tracer(.forward, place).trace()
      }
    }
    if shows, back, let place = shown.viewports[.base] {
      let wanted = wanted(place, coarse: state.running)
      scene.pulledGrid = pulledGrid.value(for: wanted) {
        tracer(.back, place).trace()
      }
    }
  }

  /// A reading of the model on screen; `nil` where it cannot be given now.
  ///
  /// While training runs, what is dear is measured for a tenth of the time at most; once it pauses it is
  /// measured.
  func number(_ name: String, of state: State) -> Double? {
    guard let reading = try? Readings.named(name) else { return nil }
    let known = state.measurements()
    if [.run, .target].contains(reading.source) { return try? reading.value(of: known) }
    if reading.source == .heldOut, let value = try? reading.value(of: known) { return value }
    guard let model = state.model else { return nil }
    let key = ModelKey(settings: model.settings, step: model.step)
    // A rival has no evaluator of maps.
    let evaluator = subject(of: state)?.evaluator
    return lessonReadings.value(of: reading, key, state.probe, isLive: state.isLive) {
      ReadingContext(model, evaluator, probe: state.probe, known: known)
    }
  }

  /// What is known of the model on screen, and a measurement of it besides.
  func measure(_ source: ReadingSource, of state: State) -> Measurements {
    guard let subject = subject(of: state) else { return state.measurements() }
    let context = ReadingContext(
      subject.model, subject.evaluator, probe: state.probe, known: state.measurements())
    context.measure(source)
    return context.measurements
  }
}
