import Canvas
import Flows
import Learning

/// What the remedies view remembers: the runs that were tried, as long as only the remedy changes.
struct RemediesMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var viewport: Viewport
    var isFine: Bool
  }
  private struct Place: Hashable {
    var target: String
    var viewport: Viewport
  }
  private struct Ground {
    var ground: EmptyGround?
    var lack: String?

    init(_ target: any Target, isFine: Bool) {
      do throws(FlowError) {
        ground = try EmptyGround(of: target, isFine: isFine)
      } catch {
        lack = error.description
      }
    }
  }
  private var trials: [String: RemedyTrial] = [:]
  /// The settings without a remedy that the trials belong to.
  private var plain: Settings?
  private var scene = Memo<Key, RemediesScene?>()
  private var coarse = Memo<String, Ground>()
  private var fine = Memo<String, Ground>()
  private var isEmpty = Memo<Place, [Bool]>()
  private var truth = Memo<Place, [Float]?>()
  private var measurer = RemedyMeasurer()

  /// - Parameter evaluator: of a flow; `nil` for a rival.
  mutating func scene(_ subject: PointSubject, _ evaluator: Evaluator?) -> RemediesScene? {
    let state = subject.state
    guard let target = state.target, let density = subject.density else { return nil }
    let isFine = !state.running
    let viewport = state.dataViewport(RemediesLayout(subject.body).picture)
    let ground =
      isFine
      ? fine.value(for: target.name) { Ground(target, isFine: true) }
      : coarse.value(for: target.name) { Ground(target, isFine: false) }
    let place = Place(target: target.name, viewport: viewport)
    let truth = truth.value(for: place) { Evaluation.density(of: target, in: viewport) }
    let isEmpty = isEmpty.value(for: place) {
      viewport.pixelCenters().map { ground.ground?.contains($0) ?? false }
    }
    forgetOthers(subject.model.settings)
    let key = Key(model: subject.key, viewport: viewport, isFine: isFine)
    let shown: RemediesScene? = scene.value(for: key) {
      let measured = measurer.measure(
        subject.model, evaluator, target, ground.ground, isFine: isFine)
      guard let current = measured.first else { return nil }
      for (name, trial) in measured where !name.isEmpty { trials[name] = trial }
      let values = Evaluation.modelDensity(density, subject.model, viewport)
      return RemediesScene(
        trials: [:], present: Remedy.applied(in: subject.model.settings.withoutChanges),
        current: current.trial,
        field: Self.field(values, truth, isEmpty, maximum: subject.densityMaximum),
        strip: ground.ground?.strip?.corners(reach: 2 * target.extent).map { SIMD2<Float>($0) },
        lack: ground.lack)
    }
    guard var shown else { return nil }
    shown.trials = trials
    return shown
  }

  /// Trials of another flow, target or seed do not compare.
  private mutating func forgetOthers(_ settings: Settings) {
    let plain = Remedy.all[0].applied(to: settings.evaluationKey)
    guard plain != self.plain else { return }
    (self.plain, trials) = (plain, [:])
  }

  /// The picture: the model on the empty ground, the target elsewhere.
  private static func field(
    _ density: [Float], _ truth: [Float]?, _ isEmpty: [Bool], maximum: Float
  ) -> [Float] {
    let top = maximum > 0 ? maximum : max(density.max() ?? 1, .leastNormalMagnitude)
    return density.indices.map { index in
      if isEmpty[index] { return density[index] / (RemediesScene.fullShare * top) }
      return -(truth?[index] ?? 0) / top
    }
  }
}

/// Measures the model on screen as its remedies are measured; what that takes is made once for a run.
private struct RemedyMeasurer {
  private var gradient = Memo<Settings, DensityGradient?>()
  private var rival = Memo<Settings, RivalRemedy?>()

  /// What is measured of the model under the name of each of its remedies; under no name where it has
  /// none.
  mutating func measure(
    _ model: Model, _ evaluator: Evaluator?, _ target: any Target, _ ground: EmptyGround?,
    isFine: Bool
  ) -> [(name: String, trial: RemedyTrial)] {
    let effort: RemedyScore.Effort = isFine ? .still : .live
    func trial(_ subject: RemedySubject, parameters: Int) -> RemedyTrial {
      RemedyTrial(
        step: model.step,
        score: RemedyScore(subject, target, on: ground, cells: Cells(model.settings), effort),
        parameters: parameters)
    }
    let present = Remedy.applied(in: model.settings.withoutChanges)
    let key = model.settings.evaluationKey
    guard let evaluator else {
      guard let rival = rival.value(for: key, { try? RivalRemedy(key, threads: 1) }) else {
        return []
      }
      let subject = rival.subject(model, stretchPoints: effort.stretch)
      return [(present.first?.name ?? "", trial(subject, parameters: rival.parameterCount))]
    }
    let parameters = evaluator.architecture.layout.trainedCount
    // A run without a remedy of its own is measured as a flow, and belongs to no row.
    let rows = present.isEmpty ? [("", Remedy.all[0])] : present.map { ($0.name, $0) }
    return rows.compactMap { name, remedy in
      let gradient =
        remedy.isDenoised
        ? gradient.value(for: key) { try? DensityGradient(evaluator.architecture) } : nil
      let subject = try? RemedySubject(
        remedy, evaluator, model, stretchPoints: effort.stretch
      ) { () throws(FlowError) in
        if let gradient { return gradient }
        return try DensityGradient(evaluator.architecture)
      }
      return subject.map { (name, trial($0, parameters: parameters)) }
    }
  }
}
