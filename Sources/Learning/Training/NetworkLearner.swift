import Autodiff
import Flows

/// Trains the networks of a rival, in as many phases as their objective has. Same settings, same
/// trajectory, bit for bit, whatever the number of threads.
///
/// Not thread-safe: it belongs to the thread that steps it.
public final class NetworkLearner: Learner {
  private let parts: RivalParts
  private let course: Course
  private let threads: Int
  private lazy var sampler = NetworkSampler(parts, threads: threads)
  private lazy var scoring = RivalScoring(parts, threads: threads)
  /// What models are measured on; `nil` until it is asked for, and of a new target.
  private var heldOut: HeldOutPoints?

  /// - Throws: ``FlowError`` for settings that the rival does not have, or that make no sense.
  public init(_ rival: Rival, _ settings: Settings, threads: Int) throws(FlowError) {
    parts = try RivalParts(rival, settings)
    self.threads = threads
    let target = try Course.firstTarget(settings)
    let objective = parts.networks.anyObjective
    let batches = BatchSource(
      settings, target: target, base: try Bases.named(settings.base).distribution,
      draws: objective.draws)
    let layout = parts.layout
    let steps = parts.networks.phases.map {
      TrainingStep($0, of: layout, draws: objective.draws, batch: settings.batch)
    }
    let descent = Descent(
      steps, parameters: layout.initial, tileLanes: Trainer.defaultTileLanes, threads: threads,
      source: batches)
    course = Course(
      settings, target, batches, descent, usualRate: rival.defaultLearningRate)
    beginSelection()
  }

  public var profile: LearnerProfile { parts.profile }

  public var settings: Settings { course.settings }
  public var step: Int { course.step }
  public var parameterCount: Int { parts.layout.trainedCount }
  public var learningRate: Double { course.learningRate }
  public var stepSize: Double { course.stepSize }
  public var gradientNorms: [Double] { course.gradientNorms }
  public var bestStep: Int? { course.currentSelection?.best.step }
  public var overfittingSince: Int? { course.currentSelection?.overfittingSince }

  @discardableResult
  public func advance() throws(FlowError) -> Double {
    aim()
    let loss = try course.advance()
    if let measure = measureValidation { course.followSelection(measure) }
    return loss
  }

  public func advanceWatched() throws(FlowError) -> StepAnatomy {
    aim()
    return try course.watched(model(of:)) { () throws(FlowError) in try advance() }
  }

  public func change(_ change: RunChange.Kind) {
    course.change(change)
    aim()
  }

  private func aim() {
    guard course.aim() else { return }
    heldOut = nil
    beginSelection()
  }

  public func state() -> LearnerState { course.state() }
  public func restore(_ state: LearnerState) { course.restore(state, aim: aim) }

  public func model() -> Model { model(of: course.descent.average.values) }

  public func keptModel() -> Model {
    let kept = course.kept
    return Model(settings: settings, parameters: kept.parameters, step: kept.step)
  }

  public func endRun() {
    if let measure = measureValidation { course.endSelection(measure) }
  }

  private func model(of parameters: [Float]) -> Model {
    Model(settings: settings, parameters: parameters, step: step)
  }

  // MARK: Measurements

  public func measure(count: Int, comparingSamples: Bool) -> Score {
    let model = model()
    let most = parts.rival.likelihood == .bound ? Self.mostBounded : count
    let density = scoring.score(of: model) { measuredPoints(min(count, most)) }
    let isCompared = comparingSamples || parts.rival.likelihood != .exact
    return course.score(density, comparingSamples: isCompared) {
      sampler.samples(count: $0, seed: $1, of: model)
    }
  }

  /// The most points whose bound is measured while one watches: each takes hundreds of evaluations.
  private static let mostBounded = 500

  /// What the model is measured on while one watches: a user's own points are validation points where
  /// they choose what is kept, so that the curve shows what chose.
  private func measuredPoints(_ count: Int) -> HeldOutPoints {
    if course.selection != nil, settings.ownPoints != nil {
      return HeldOutPoints(validating: course.target)
    }
    let known = heldOut.flatMap { $0.asked == count ? $0 : nil }
    let points = known ?? HeldOutPoints(count, of: course.target)
    heldOut = points
    return points
  }

  /// Measures the model on validation points; `nil` where there is nothing to measure by.
  private var measureValidation: (() -> ModelSelection.Measurement)? {
    guard settings.keeps == .best, let scorer = scoring.function else { return nil }
    return { [course] in
      let points = course.target.validation(Course.validationCount)
      let values = scorer.values(at: points, parameters: course.descent.average.values)
      return ModelSelection.Measurement(
        step: course.step,
        heldOut: HeldOut(
          logDensity: values, truth: nil, units: course.settings.standardization),
        logDensity: values)
    }
  }

  private func beginSelection() {
    if let measure = measureValidation { course.beginSelection(measure) }
  }
}

/// Measures models of a rival on points, by its own kind of likelihood.
final class RivalScoring {
  private let parts: RivalParts
  private let threads: Int
  /// What gives points their log p, or its bound; `nil` where there is none.
  private(set) lazy var function = makeFunction()

  init(_ parts: RivalParts, threads: Int) { (self.parts, self.threads) = (parts, threads) }

  private func makeFunction() -> (any PointFunction)? {
    let (networks, count) = (parts.networks, parts.parameterCount)
    return switch parts.rival.likelihood {
    case .exact: networks.makeDensity(parameterCount: count, threads: threads)
    case .bound: networks.makeBound(parameterCount: count, threads: threads)
    case .none: nil
    }
  }

  /// What the likelihood says of points.
  /// - Parameter points: asked for where there is a likelihood.
  func score(of model: Model, on points: () -> HeldOutPoints) -> Score.Density {
    guard let function else { return .none }
    let points = points()
    let isExact = parts.rival.likelihood == .exact
    let measured = HeldOut(
      logDensity: function.values(at: points.points, parameters: model.parameters),
      // A bound of the likelihood gives no divergence.
      truth: isExact ? points.logDensity : nil, units: model.settings.standardization)
    return isExact ? .exact(measured) : .bound(measured)
  }
}

extension Learners {
  /// What a rival's likelihood says of points that training does not see.
  /// - Throws: ``FlowError`` for settings that name no rival.
  static func density(
    of model: Model, on target: any Target, count: Int, threads: Int
  ) throws(FlowError) -> Score.Density {
    guard let rival = Rivals.find(model.settings.flow) else {
      throw FlowError("'\(model.settings.flow)' is no rival of flows")
    }
    let parts = try RivalParts(rival, model.settings)
    return RivalScoring(parts, threads: threads).score(of: model) {
      HeldOutPoints(count, of: target)
    }
  }
}
