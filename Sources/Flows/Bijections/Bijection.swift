import Autodiff

/// An invertible map of the plane, written once, as mathematics on graph values. Derivatives come
/// from the engine.
///
/// Conventions, everywhere: z lives in base space and x in data space; **forward** maps z to x and
/// **inverse** maps x to z; a log-determinant belongs to the direction just taken.
public protocol Bijection: Sendable {
  /// A short name for the ledger: `coupling`.
  var name: String { get }
  /// What is known of its Jacobian, in either direction.
  var jacobian: JacobianStructure { get }
  /// How z → x is computed.
  var forwardMethod: Method { get }
  /// How x → z is computed.
  var inverseMethod: Method { get }
  /// How training computes the log-determinant.
  var logDetMethod: LogDetMethod { get }
  /// x → z with log|det dz/dx|. Values have two features.
  func inverse(_ x: Value) -> Mapped
  /// z → x with log|det dx/dz|.
  func forward(_ z: Value) -> Mapped
  /// x → z for the training loss, built from operations that have derivatives. It is ``inverse(_:)`` itself,
  /// or an estimate or a coarser solution of it.
  func trainingInverse(_ x: Value) -> Mapped
  /// z → x for the training loss of an energy, built in the same way.
  func trainingForward(_ z: Value) -> Mapped
  /// z → x without a log-determinant, where that is cheaper: for samples.
  func sample(_ z: Value) -> Value
  /// z → x stage by stage: the points after each stage and the stage's own log-determinant. There is one
  /// stage, except for a map that is made of steps.
  func forwardStages(_ z: Value) -> [Mapped]
  /// x → z stage by stage, in the opposite order.
  func inverseStages(_ x: Value) -> [Mapped]
  /// The stages' names from z to x; empty for a single stage.
  var stageNames: [String] { get }
  /// Whether its straight blend with the identity is a map of the same kind; see `Stage.blends`.
  var blends: Bool { get }
}

extension Bijection {
  public func trainingInverse(_ x: Value) -> Mapped { inverse(x) }
  public func trainingForward(_ z: Value) -> Mapped { forward(z) }
  public func sample(_ z: Value) -> Value { forward(z).point }
  public func forwardStages(_ z: Value) -> [Mapped] { [forward(z)] }
  public func inverseStages(_ x: Value) -> [Mapped] { [inverse(x)] }
  public var stageNames: [String] { [] }
  public var blends: Bool { false }
  public var forwardMethod: Method { .closedForm }
  public var inverseMethod: Method { .closedForm }
  public var logDetMethod: LogDetMethod { .exact }
}

/// Where a bijection takes a point, and its log-determinant in that direction (one feature, nats).
public struct Mapped {
  public var point: Value
  public var logDet: Value
  /// A term that the layer adds to the training loss, one feature.
  package var penalty: Value?
  /// What a search or a solver took, and whether it arrived; `nil` for a formula. A map that uses another
  /// one hands its report on.
  public var report: SolverReport?

  public init(_ point: Value, logDet: Value, report: SolverReport? = nil) {
    (self.point, self.logDet, self.report) = (point, logDet, report)
  }
}

/// The same map with its directions exchanged.
public struct Inverted<Original: Bijection>: Bijection {
  public package(set) var original: Original

  public init(_ original: Original) {
    self.original = original
  }

  public var name: String { original.name }
  public var jacobian: JacobianStructure { original.jacobian }
  public var logDetMethod: LogDetMethod { original.logDetMethod }
  public var forwardMethod: Method { original.inverseMethod }
  public var inverseMethod: Method { original.forwardMethod }
  public var blends: Bool { original.blends }
  public func inverse(_ x: Value) -> Mapped { original.forward(x) }
  public func forward(_ z: Value) -> Mapped { original.inverse(z) }
  public func trainingInverse(_ x: Value) -> Mapped { original.trainingForward(x) }
  public func trainingForward(_ z: Value) -> Mapped { original.trainingInverse(z) }
}
