import Autodiff
import Flows

/// What training minimises: what it draws for each sample, in which phases it steps, and how its loss
/// is called.
///
/// An objective is one type in one file. It says everything here; nothing else asks which one it is.
public protocol Objective<Subject>: Sendable {
  /// What it trains: of a flow its layers and its base (``FlowParts``); of a GAN two networks.
  associatedtype Subject
  /// What the loss is called: `NLL`.
  var name: String { get }
  /// The unit of the loss: `nats`.
  var unit: String { get }
  /// What the loss can be compared with.
  var scale: LossScale { get }
  /// What is averaged over a batch, as a formula or in a few words.
  var formula: String { get }
  /// What is drawn for each training sample, in this order.
  var draws: [Draw] { get }
  /// Whether a step carries its data back to base space, which slow motion then shows.
  var carriesDataBack: Bool { get }
  /// The phases of one training step, in their order. Each has a program and an optimizer of its own;
  /// all see the same samples, but for the second update of a phase that makes several.
  func phases(of subject: Subject) -> [Phase]
}

extension Objective {
  /// Whether it learns from data, not only from what it draws itself.
  public var needsData: Bool { draws.contains(.data) }
  public var carriesDataBack: Bool { false }
}

/// What a loss can be compared with.
public enum LossScale: Hashable, Sendable {
  /// −log p of points, in nats: not below the target's entropy, and shifted by a change of units.
  case likelihood
  /// A divergence of model and target, in nats: not below 0.
  case divergence
  /// Nothing but itself.
  case own
}

/// One kind of gradient update in a training step.
public struct Phase {
  /// What it is called: `critic`.
  public let name: String
  /// Its step size, as a multiple of the run's.
  public let rate: Double
  /// How many updates it makes in one training step, each on samples of its own.
  public let turns: Int
  /// Adam's β₁: the share of the mean gradient that an update keeps.
  public let momentum: Double
  /// Whether it trains a block of parameters.
  public let trains: (ParameterLayout.Tensor) -> Bool
  /// Traces the loss of one sample.
  public let loss: (Sample) -> SampleLoss

  public init(
    _ name: String, rate: Double = 1, turns: Int = 1, momentum: Double = 0.9,
    training trains: @escaping (ParameterLayout.Tensor) -> Bool = { _ in true },
    loss: @escaping (Sample) -> SampleLoss
  ) {
    self.name = name
    self.rate = rate
    self.turns = turns
    self.momentum = momentum
    self.trains = trains
    self.loss = loss
  }
}

/// The loss of one sample; one feature each.
public struct SampleLoss {
  /// What the gradient is of.
  public var minimized: Value
  /// What is shown. It differs from what is minimised while an energy is let in by and by.
  public var shown: Value

  public init(_ loss: Value) { self.init(minimized: loss, shown: loss) }

  public init(minimized: Value, shown: Value) {
    self.minimized = minimized
    self.shown = shown
  }
}
