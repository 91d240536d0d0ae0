// The proofs: every family of the registry, in both directions, against independent ways of
// computing the same numbers. A family is covered by being registered; what may differ between
// families (tolerances, cost) comes from how it says it computes each direction.

import Foundation
import Synchronization

@testable import Autodiff
@testable import Flows
@testable import Learning

extension Method {
  /// Error that one layer may leave in a point computed in Double.
  var tolerance: Double {
    switch self {
    case .closedForm, .passes: 1e-12
    case .root(let tolerance), .fixedPoint(let tolerance): 10 * tolerance
    case .ode: 1e-4
    }
  }
}

extension FlowFamily {
  /// Settings with layers small enough to be proved in little time.
  var small: Settings {
    var settings = Settings()
    settings.flow = name
    settings.layers = min(defaultLayers, 4)
    settings.hidden = defaultHidden.isEmpty ? nil : [16, 16]
    settings.batch = 256
    return settings
  }

  /// Error that a round trip may leave, in Double: each layer's, amplified by the others.
  func roundTripTolerance(layers: Int) -> Double {
    100 * Double(layers) * max(forwardMethod.tolerance, inverseMethod.tolerance)
  }

  /// How far a log-determinant may be from that of the tangents' Jacobian. A continuous flow
  /// integrates a trace, which differs from the determinant of its discrete steps by their error.
  var jacobianTolerance: Double {
    if case .ode = inverseMethod { 1e-3 } else { 1e-8 }
  }

  /// Every family, and what has an engine of its own within one.
  static let names = all.map(\.name) + ["cnf dopri5"]

  /// A family by its name, with settings small enough for a proof; of a continuous one a solver may
  /// follow.
  static func subject(_ name: String) throws -> (family: FlowFamily, settings: Settings) {
    let parts = name.split(separator: " ").map(String.init)
    var settings = try FlowFamily.named(parts[0]).small
    if parts.count > 1 { settings.solver = ODESolver(rawValue: parts[1]) }
    return (try settings.resolvedFamily(), settings)
  }
}

/// A family under proof, with parameters that are not the identity's.
struct ProofSubject: Sendable {
  enum State: String, CaseIterable, Sendable { case random, trained }

  let family: FlowFamily
  let architecture: Architecture
  let model: Model
  /// What training measured, where the model was trained.
  var heldOut: HeldOut?

  /// Random parameters: the first ones plus noise, so that layers which start at zero do something.
  init(random name: String, noise: Double = 0.2, seed: UInt64 = 11) throws {
    let subject = try FlowFamily.subject(name)
    family = subject.family
    architecture = try Architecture(subject.settings)
    var random = RandomStream(seed: seed)
    let parameters = architecture.layout.initial.map { $0 + Float(noise * random.normal()) }
    model = Model(settings: subject.settings, parameters: architecture.settled(parameters), step: 0)
  }

  /// Parameters after a brief training.
  private init(trained name: String) throws {
    var settings: Settings
    (family, settings) = try FlowFamily.subject(name)
    settings.learningRate = min(0.05, 2 * family.defaultLearningRate)
    architecture = try Architecture(settings)
    let trainer = try Trainer(settings, threads: 2)
    for _ in 0..<300 { try trainer.advance() }
    model = trainer.model()
    heldOut = trainer.measureHeldOut(count: 20_000)
  }

  private static let cache = Mutex<[String: ProofSubject]>([:])

  static func make(_ name: String, _ state: State) throws -> ProofSubject {
    guard state == .trained else { return try ProofSubject(random: name) }
    if let known = cache.withLock({ $0[name] }) { return known }
    let subject = try ProofSubject(trained: name)
    cache.withLock { $0[name] = subject }
    return subject
  }

  func with(parameters: [Float]) -> Model {
    Model(settings: model.settings, parameters: parameters, step: model.step)
  }

  /// Points of the base, seeded.
  func basePoints(_ count: Int, seed: UInt64 = 5) -> [SIMD2<Float>] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in architecture.base.distribution.sample(using: &random) }
  }
}

/// Both directions of a flow in Double, traced apart from the program's own evaluators.
final class DoubleFlow {
  enum Direction: String, CaseIterable, Sendable { case forward, inverse }

  struct Result {
    var point: [SIMD2<Double>]
    var logDet: [Double]
    /// Each layer's term, by layer, then by point.
    var terms: [[Double]]
    /// Jacobians from tangents; `nil` where a loop has no tangent.
    var jacobian: [Matrix2<Double>]?
  }

  private let architecture: Architecture
  private let parameters: [Double]
  private let passes: [Direction: Pass]

  private struct Pass {
    let executor: Executor<Double>
    let point: PointOutput
    let logDet: NumberOutput
    let terms: [NumberOutput]
    /// The Jacobian's columns; `nil` where a loop has no tangent.
    let columns: (PointOutput, PointOutput)?
  }

  /// - Parameter refined: holds adaptive solvers to what double precision can reach.
  init(_ architecture: Architecture, _ parameters: [Double], refined: Bool = true) {
    let architecture = refined ? architecture.refined : architecture
    self.architecture = architecture
    self.parameters = parameters
    var passes: [Direction: Pass] = [:]
    for direction in Direction.allCases {
      let graph = Graph()
      let x = graph.input(0, features: 2)
      let (point, terms, total, _) =
        direction == .forward ? architecture.forward(x) : architecture.inverse(x)
      let hasLoop = graph.nodes.contains { if case .loop = $0.operation { true } else { false } }
      var outputs = Outputs()
      let declared = (outputs.add(point: point), outputs.add(number: total))
      let termOutputs = terms.map { outputs.add(number: $0) }
      let columns = hasLoop ? [] : graph.jacobian(of: point, at: x).map { outputs.add(point: $0) }
      passes[direction] = Pass(
        executor: Executor(
          Program(outputs), parameterCount: parameters.count, tileLanes: 64),
        point: declared.0, logDet: declared.1, terms: termOutputs,
        columns: hasLoop ? nil : (columns[0], columns[1]))
    }
    self.passes = passes
  }

  convenience init(_ subject: ProofSubject) {
    self.init(subject.architecture, subject.model.parameters.map(Double.init))
  }

  func callAsFunction(_ direction: Direction, _ points: [SIMD2<Double>]) -> Result {
    guard let pass = passes[direction] else {
      return Result(point: [], logDet: [], terms: [], jacobian: nil)
    }
    let (executor, count) = (pass.executor, points.count)
    executor.parameters = parameters
    executor.setInput(0, points: points)
    executor.run(lanes: count)
    return Result(
      point: executor.points(pass.point, count: count),
      logDet: executor.numbers(pass.logDet, count: count),
      terms: pass.terms.map { executor.numbers($0, count: count) },
      jacobian: pass.columns.map { first, second in
        zip(executor.points(first, count: count), executor.points(second, count: count)).map {
          Matrix2(columns: $0, $1)
        }
      })
  }

  /// log|det| by central differences of the map alone.
  func differenceLogDet(
    _ direction: Direction, _ points: [SIMD2<Double>], step: Double
  ) -> [Double] {
    func slopes(_ axis: SIMD2<Double>) -> [SIMD2<Double>] {
      let above = self(direction, points.map { $0 + step * axis }).point
      let below = self(direction, points.map { $0 - step * axis }).point
      return zip(above, below).map { ($0 - $1) / (2 * step) }
    }
    return zip(slopes(SIMD2(1, 0)), slopes(SIMD2(0, 1))).map {
      log(abs($0.x * $1.y - $0.y * $1.x))
    }
  }
}

extension DoubleFlow.Direction {
  var opposite: Self { self == .forward ? .inverse : .forward }

  /// How the family computes this direction.
  func method(of family: FlowFamily) -> Method {
    self == .forward ? family.forwardMethod : family.inverseMethod
  }
}

extension SIMD2<Double> {
  var length: Double { (x * x + y * y).squareRoot() }
}
