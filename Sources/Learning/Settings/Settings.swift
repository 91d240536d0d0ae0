import Flows

/// What to train, on what, and how: everything that decides a training run's trajectory.
///
/// The number of threads is deliberately absent: it never changes a result.
public struct Settings: Hashable, Codable, Sendable {
  /// The flow family's name, as in ``FlowFamily/all``.
  public var flow = "realnvp"
  /// The target's name, as in ``Targets/all``, or that of ``points``.
  public var target = "moons"
  /// The targets that the run had before ``target``, in the order of their steps; `nil` is none.
  public var earlierTargets: [EarlierTarget]?
  /// The user's own points, which are the target where it has their name.
  public var points: OwnPoints?
  /// The base distribution's name, as in ``Bases/all``.
  public var base = "normal"
  public var seed: UInt64 = 1
  /// Number of layers; `nil` is the family's default.
  public var layers: Int?
  /// Widths of a conditioner's hidden layers; `nil` is the family's default.
  public var hidden: [Int]?
  /// Samples per training step.
  public var batch = 512
  /// Adam's step size before warm-up and decay (``StepSize``); `nil` is the family's default.
  public var learningRate: Double?
  /// Changes of the step size during the run, in the order of their steps; `nil` is none.
  public var learningRateChanges: [RateChange]?
  /// Upper bound on the gradient's Euclidean norm; `nil` is ``defaultClip``.
  public var clip: Double?
  /// Size of a fixed pool that batches are drawn from; `nil` draws fresh samples for every batch.
  public var pool: Int?
  /// Standard deviation of normal noise added to every training point, anew in every batch; `nil` is
  /// none. The flow then learns the target blurred by as much, and cannot sharpen to single points.
  public var noise: Double?
  /// Standard deviation of the noise that smooths a user's points, over their own; `nil` leaves it to
  /// their number, 0 switches ``Smoothing`` off. Other targets have none.
  public var smoothing: Double?
  /// Which parameters become the model; `nil` is the best for a user's points, otherwise the last.
  public var keep: Keep?
  /// Bins of a spline; `nil` is 8. For families with the option ``FlowOption/bins``.
  public var bins: Int?
  /// How training computes log-determinants that it may estimate; `nil` is the family's default.
  public var logDet: LogDetMethod?
  /// Largest error of an iterative inverse or an adaptive solver; `nil` is the family's default.
  public var tolerance: Double?
  /// How a continuous flow is solved; `nil` is RK4.
  public var solver: ODESolver?
  /// Fixed steps of a continuous flow's solver for pictures and likelihoods; training takes half as
  /// many. `nil` is 12.
  public var solverSteps: Int?
  /// Where a continuous flow's gradients come from; `nil` is the solver's default.
  public var gradients: GradientMethod?

  public init() {}

  /// A batch of points far from the rest has a gradient that is many times the usual one, and Adam
  /// remembers it for a hundred steps. With the bound, KL of RealNVP on rings falls from .80 to .59
  /// (mean of 3 seeds) and on the README's six targets by 8 %; bounds of 0.1 and 0.3 do as well.
  public static let defaultClip = 1.0

  /// Upper bound on the gradient's Euclidean norm.
  public var gradientBound: Double { clip ?? Self.defaultClip }

  /// A new step size from some step on.
  public struct RateChange: Hashable, Codable, Sendable {
    public var step: Int
    public var rate: Double

    public init(step: Int, rate: Double) {
      self.step = step
      self.rate = rate
    }
  }

  /// The step size for the step after `step` steps, where these settings say so.
  public func learningRate(atStep step: Int) -> Double? {
    learningRateChanges?.last { $0.step <= step }?.rate ?? learningRate
  }

  /// - Throws: ``FlowError`` that names the value that makes no sense and what would.
  public func validate() throws(FlowError) {
    try Self.check("layers", layers, in: 1...256)
    for width in hidden ?? [] { try Self.check("a hidden layer's width", width, in: 1...4096) }
    if let hidden, hidden.isEmpty || hidden.count > 16 {
      throw FlowError("hidden layers: \(hidden.count) given, choose 1 to 16, as in 64,64")
    }
    try Self.check("bins", bins, in: 2...64)
    try Self.check("solver-steps", solverSteps, in: 1...1000)
    try Self.check("batch", batch, in: 1...1_048_576)
    try Self.check("pool", pool, in: 1...100_000_000)
    if let pool { _ = try DataReview.ofPool(pool) }
    if let noise, !(noise > 0 && noise <= 10) {
      throw FlowError("noise \(noise): choose a number above 0 and up to 10, or leave it out")
    }
    if let smoothing, !(smoothing >= 0 && smoothing <= 10) {
      throw FlowError("smoothing \(smoothing): choose a number from 0 to 10, or leave it out")
    }
    if let learningRate, !(learningRate > 0 && learningRate <= 10) {
      throw FlowError("learning rate \(learningRate): choose a number above 0 and up to 10")
    }
    for change in learningRateChanges ?? [] {
      guard change.rate > 0, change.rate <= 10, change.step >= 0 else {
        throw FlowError(
          "learning rate \(change.rate) from step \(change.step) on: choose a number above 0 and up "
            + "to 10, and a step from 0")
      }
    }
    if let tolerance, !(tolerance >= 1e-7 && tolerance <= 0.1) {
      throw FlowError("tolerance \(tolerance): choose a number from 1e-7 to 0.1")
    }
    if let clip, !(clip > 0 && clip.isFinite) {
      throw FlowError("gradient clip \(clip): choose a number above 0, or leave it out")
    }
  }

  private static func check(
    _ what: String, _ value: Int?, in range: ClosedRange<Int>
  ) throws(FlowError) {
    guard let value, !range.contains(value) else { return }
    throw FlowError("\(what) \(value): choose \(range.lowerBound) to \(range.upperBound)")
  }
}
