import Foundation

/// What is measured of a model before its numbers are called likelihoods: whether its density has mass
/// 1, whether solving more finely changes it, and whether its samples are undone by the way back.
/// ``ModelChecker`` measures it.
public struct ModelCheck: Hashable, Sendable {
  /// ∫p(x) dx over a box that holds practically all samples and data.
  public struct Mass: Hashable, Sendable {
    public var value: Double
    /// The share of the model's samples inside the box, which the mass should be.
    public var expected: Double
    /// What the grid and the number of samples leave uncertain.
    public var uncertainty: Double

    /// Whether the mass is not what it should be.
    public var isOff: Bool { !(abs(value - expected) <= ModelCheck.massBound + uncertainty) }
  }

  public var mass: Mass?
  /// Mean change of log p(x) at held-out points when an equation is solved more finely, in nats; `nil`
  /// where nothing is solved.
  public var solverGap: Double?
  /// Samples that did not converge (``CheckedPoint/converged``), and of how many.
  public var unconverged = 0
  public var samples = 0

  public init() {}

  /// The share of samples of a solved flow that may be further off than ``PointCheck`` allows.
  public static let solvedShare = 0.2

  /// How far a mass may be from 1 besides what is uncertain of it.
  public static let massBound = 0.02
  /// How much solving more finely may change log p in the mean, in nats.
  public static let solverBound = 0.02
}
