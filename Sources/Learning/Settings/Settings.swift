import Flows

/// What to train, on what, and how: everything that decides a training run's trajectory.
///
/// The number of threads is deliberately absent: it never changes a result.
///
/// A new setting is a property here, a row of ``Setting/all``, and an option of the command line.
public struct Settings: Hashable, Sendable {
  /// The name of a flow family or of a rival, as in ``LearnerKind/all``.
  public var flow = "realnvp"
  /// What is learned at first, and all along where no change has another target.
  var firstTarget = TargetChoice.named("moons")
  /// What changes during the run, in the order of the steps; see ``changed(_:atStep:)``.
  public internal(set) var changes: [RunChange] = []
  /// The user's own points, which are the target where it has their name.
  public var points: OwnPoints?
  /// The base distribution that was chosen; `nil` is ``usualBase``.
  var chosenBase: String?
  public var seed: UInt64 = 1
  /// Number of layers; `nil` is the family's default.
  public var layers: Int?
  /// Widths of a conditioner's hidden layers; `nil` is the family's default.
  public var hidden: [Int]?
  /// Samples per training step.
  public var batch = 512
  /// Adam's step size before warm-up and decay (``StepSize``); `nil` is the family's default.
  public var learningRate: Double?
  /// Upper bound on the gradient's Euclidean norm; `nil` is ``defaultClip``.
  public var clip: Double?
  /// Size of a fixed pool that batches are drawn from; `nil` draws fresh samples for every batch.
  public var pool: Int?
  /// Standard deviation of normal noise added to every training point, anew in every batch; `nil` is
  /// none. The flow then learns the target blurred by as much, and cannot sharpen to single points.
  public var noise: Double?
  /// Width of the square cells that training points are rounded to and then spread over, as ``Cells``
  /// says; `nil` leaves them as they are.
  public var cells: Double?
  /// How points are spread over their cells; `nil` is evenly.
  public var dequantize: Dequantization?
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
  /// Which points of the base and of the data flow matching's paths connect; `nil` is any.
  public var coupling: PathCoupling?
  /// In how many rounds flow matching straightens its paths by the model's own pairs; `nil` is none.
  public var reflow: Int?
  /// Weights of the kinetic energy and of the steepness in a continuous flow's training loss; `nil` is the
  /// usual weight.
  public var kinetic: Double?
  public var jacobian: Double?
  /// How many steps a diffusion model's noise is taken away in; `nil` is ``NoiseSchedule/defaultSteps``.
  public var noiseSteps: Int?
  /// How many normal numbers a rival makes a sample of; `nil` is its own default.
  public var latent: Int?
  /// How many points a discriminator sees at once; `nil` is 1.
  public var packing: Int?
  /// Weight of the penalty on a discriminator's slope at data; `nil` is the rival's own default.
  public var r1: Double?
  /// Updates of a discriminator for each of the generator; `nil` is the rival's own default.
  public var discriminatorSteps: Int?
  /// Standard deviation of a decoder's noise, where it is fixed; `nil` learns it.
  public var sigma: Double?
  /// Where the knobs of a map stand that is turned by hand; for families with ``FlowFamily/knobs``.
  public var hand = HandValues()

  public init() {}

  /// A batch of points far from the rest has a gradient that is many times the usual one, and Adam
  /// remembers it for a hundred steps. With the bound, KL of RealNVP on rings falls from .80 to .59
  /// (mean of 3 seeds) and on the README's six targets by 8 %; bounds of 0.1 and 0.3 do as well.
  public static let defaultClip = 1.0

  /// Upper bound on the gradient's Euclidean norm.
  public var gradientBound: Double { clip ?? Self.defaultClip }

  /// The base distribution's name, as in ``Bases/all``. Setting it to the usual one chooses none.
  public var base: String {
    get { chosenBase ?? usualBase }
    set { chosenBase = newValue == usualBase ? nil : newValue }
  }

  /// The base where none is chosen: the uniform one of the torus where flow and target both lie there,
  /// otherwise the standard normal.
  var usualBase: String {
    guard FlowFamily.find(flow)?.isOnTorus == true, targetChoice.found?.isOnTorus == true else {
      return "normal"
    }
    return "torus"
  }

  /// What the run learns in the end: the target after all changes. Setting it makes a run on that
  /// target alone.
  public var targetChoice: TargetChoice {
    get { changes.last { $0.target != nil }?.target ?? firstTarget }
    set { self = changed(.target(newValue), atStep: 0) }
  }

  /// The name of ``targetChoice``, or the text of a painting.
  public var target: String {
    get { targetChoice.text }
    set { targetChoice = newValue == points?.name ? .named(newValue) : TargetChoice(newValue) }
  }

  /// The user's points, where they are the target.
  public var ownPoints: OwnPoints? {
    guard let points, targetChoice == .named(points.name) else { return nil }
    return points
  }

  /// - Throws: ``FlowError`` that names the value that makes no sense and what would.
  public func validate() throws(FlowError) {
    for setting in Setting.all { try setting.check(self) }
  }
}

/// The settings in a model file: an object with a member for each row of ``Setting/all`` that is not at
/// its default, and some more.
extension Settings: Codable {
  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: SettingKey.self)
    for setting in Setting.all { try setting.coding?.read(&self, container) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SettingKey.self)
    for setting in Setting.all { try setting.coding?.write(self, &container) }
  }
}
