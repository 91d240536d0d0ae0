extension RunFacts {
  /// What any learner knows of its run.
  /// - Parameters:
  ///   - first: how many steps were taken before the time that is measured.
  ///   - loss: of the newest batch.
  ///   - seconds: how long it trained.
  public init(
    of learner: any Learner, since first: Int = 0, loss: Double?, seconds: Double
  ) {
    self.init(step: learner.step, parameters: learner.parameterCount)
    (self.loss, self.seconds) = (loss, seconds)
    stepsPerSecond = seconds > 0 ? Double(learner.step - first) / seconds : 0
    gradientNorms = learner.gradientNorms
    (learningRate, stepSize) = (learner.learningRate, learner.stepSize)
    keptStep = learner.bestStep
  }
}

extension Readings {
  /// Facts of the run.
  static let run: [Reading] = [
    row("step", "steps", "Training steps that were taken.") { Double($0.step) },
    row("step.kept", "steps", "The step that did best on validation points, which the model is of.")
    {
      Double(
        try given($0.keptStep, orBecause: "the last parameters are kept, not the best ones"))
    },
    row("parameters", "", "Trained parameters of the model.") {
      Double(try given($0.parameters, orBecause: noTraining))
    },
    row(
      "loss", "nats, or velocity²", "The newest batch's loss before its step, as training sees it."
    ) {
      try given($0.loss, orBecause: noTraining)
    },
    row("gradient.norm", "", "Euclidean norm of the newest batch's gradient, before any clipping.")
    {
      try norms($0).reduce(0) { $0 + $1 * $1 }.squareRoot()
    },
    Reading(
      each: "gradient.norm.layer", "", of: .run,
      "Euclidean norm of that gradient for one layer's parameters, counted from z to x.",
      count: { try norms($0.required($0.run, .run)).count }
    ) { try norms($0.required($0.run, .run))[$1] },
    row("learning.rate", "", "Adam's step size before warm-up and decay.") {
      try given($0.learningRate, orBecause: noTraining)
    },
    row("learning.step", "", "Adam's step size for the step to come, after warm-up and decay.") {
      try given($0.stepSize, orBecause: noTraining)
    },
    row("time.training", "s", "How long training took.") {
      try given($0.seconds, orBecause: noTraining)
    },
    row("time.step", "s", "How long a training step took, in the mean.") {
      1 / (try rate($0))
    },
    row("rate.steps", "steps/s", "Training steps a second.") { try rate($0) },
    Reading(
      "entropy", "nats", of: .target, "The target's differential entropy, the lowest NLL there is."
    ) {
      let target = try given($0.target, orBecause: noTarget)
      return try given(
        target.entropy, orBecause: "the entropy of target '\(target.name)' is unknown")
    },
    Reading(
      "nll.gaussian", "nats", of: .target,
      "The NLL on test points of the Gaussian that fits your own points, which a flow has to beat."
    ) {
      let target = try given($0.target, orBecause: noTarget)
      let points = try given(
        target.ownPoints, orBecause: "it is for your own points alone")
      return try given(
        points.gaussianNLL(on: \.test), orBecause: "the points have no Gaussian fit")
    },
  ]

  private static let noTraining =
    "the model is untrained, of a past step or from a file, which do not keep it"
  static let noTarget =
    "the target is not there: a model file keeps no points, give them with --data"

  private static func norms(_ run: RunFacts) throws -> [Double] {
    let norms = try given(run.gradientNorms, orBecause: noTraining)
    return try given(norms.isEmpty ? nil : norms, orBecause: noTraining)
  }

  private static func rate(_ run: RunFacts) throws -> Double {
    let rate = try given(run.stepsPerSecond, orBecause: noTraining)
    return try given(rate > 0 ? rate : nil, orBecause: noTraining)
  }

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (RunFacts) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .run, definition) { try read($0.required($0.run, .run)) }
  }
}
