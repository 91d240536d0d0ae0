import Foundation

/// The checks that a model must pass before its numbers are called likelihoods: its density has mass 1,
/// a finer solver does not change it, and the inverse undoes its samples. ``ModelChecker`` makes them.
public struct ModelCheck: Hashable, Sendable {
  /// ∫p(x) dx over a box that holds practically all samples and data.
  public struct Mass: Hashable, Sendable {
    public var value: Double
    /// The share of the model's samples inside the box, which the mass should be.
    public var expected: Double
    /// The error that the grid and the number of samples leave.
    public var uncertainty: Double

    /// Whether the mass is not what it should be.
    public var isOff: Bool { !(abs(value - expected) <= ModelCheck.massBound + uncertainty) }
  }

  public var mass: Mass?
  /// Whether the map has no inverse anywhere: it takes the plane to a line or a point, and there is no
  /// density.
  public var isSingular = false
  /// Mean change of log p(x) at held-out points with a finer solver, in nats; `nil` for a flow without
  /// a solver.
  public var solverGap: Double?
  /// Number of samples that did not converge (``CheckedPoint/converged``), and number of all samples.
  public var unconverged = 0
  public var samples = 0

  public init() {}

  /// The share of samples of a solved flow that may be further off than ``PointCheck`` allows.
  public static let solvedShare = 0.2

  /// How far a mass may be from the expected one, in addition to its uncertainty.
  public static let massBound = 0.02
  /// How much a finer solver may change the mean log p, in nats.
  public static let solverBound = 0.02
}
