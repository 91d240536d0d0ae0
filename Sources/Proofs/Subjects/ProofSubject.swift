import Flows
import Learning
import Synchronization

/// A flow under proof, with parameters that are not the identity's.
public struct ProofSubject: Sendable {
  /// Where its parameters come from.
  public enum State: String, CaseIterable, Sendable, Encodable {
    /// The first parameters plus noise, so that layers which start at zero do something, but none wildly.
    case random
    /// A brief training.
    case trained
  }

  /// The family's name, followed by its solver where that is not the family's own: `cnf dopri5`.
  public let name: String
  public let state: State
  /// The family in the direction that the target needs.
  public let family: FlowFamily
  public let architecture: Architecture
  public let model: Model
  /// What training measured, where the model was trained.
  public let heldOut: HeldOut?

  /// Every family, and what has an engine of its own within one.
  public static var names: [String] { FlowFamily.all.map(\.name) + ["cnf dopri5"] }

  /// Settings small enough for a proof, by a family's name; of a continuous one a solver may follow.
  /// - Throws: ``FlowError`` for a name that is none.
  public static func settings(of name: String) throws(FlowError) -> Settings {
    let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
    var settings = try FlowFamily.named(parts.first ?? "").small
    guard parts.count > 1 else { return settings }
    guard let solver = ODESolver(rawValue: parts[1]) else {
      throw FlowError("unknown solver '\(parts[1])' of flow '\(parts[0])'")
    }
    settings.solver = solver
    return settings
  }

  /// Random parameters: the first ones plus noise, which is halved until areas change by e^2.5 at most, in the
  /// geometric mean over the base. Of a wilder flow a proof would find what Float and its windows can hold.
  /// - Parameters:
  ///   - settings: of which flow, and how large.
  ///   - noise: the noise's standard deviation at most.
  ///   - seed: the noise's seed.
  /// - Throws: ``FlowError`` for settings that name no flow.
  public init(
    random settings: Settings, noise: Double = 0.2, seed: UInt64 = 11
  ) throws(FlowError) {
    name = Self.name(settings)
    state = .random
    architecture = try Architecture(settings)
    family = architecture.family
    var noise = noise
    var model = Self.model(architecture, noise, seed)
    let evaluator = try Evaluator(settings)
    while noise > 0.01, Self.meanChange(evaluator, model) > Self.mostChange {
      noise /= 2
      model = Self.model(architecture, noise, seed)
    }
    self.model = model
    // What nothing trains is measured as it is.
    heldOut =
      architecture.isByHand
      ? try Trainer(settings, threads: 2).measureHeldOut(count: 20_000, of: model) : nil
  }

  /// In nats.
  private static let mostChange = 2.5

  /// Mean |log|det dx/dz|| over the base, in nats.
  private static func meanChange(_ evaluator: Evaluator, _ model: Model) -> Double {
    let count = 256
    let z = evaluator.sampleBase(count: count, seed: 5, of: model)
    return evaluator.forward(z, of: model).logDet.reduce(0) { $0 + Double(abs($1)) }
      / Double(count)
  }

  private static func model(
    _ architecture: Architecture, _ noise: Double, _ seed: UInt64
  ) -> Model {
    var random = RandomStream(seed: seed)
    let parameters = architecture.layout.initial.map { $0 + Float(noise * random.normal()) }
    return Model(
      settings: architecture.settings, parameters: architecture.settled(parameters), step: 0)
  }

  /// Parameters after a training.
  /// - Parameters:
  ///   - settings: of the run; without a learning rate it is twice the family's own, at most 0.05.
  ///   - steps: how many.
  ///   - heldOutCount: points that the model is measured on.
  /// - Throws: ``FlowError`` for settings that cannot be trained, or when training diverges.
  public init(
    trained settings: Settings, steps: Int = 300, heldOutCount: Int = 20_000
  ) throws(FlowError) {
    var settings = settings
    name = Self.name(settings)
    state = .trained
    family = try settings.resolvedFamily()
    settings.learningRate = settings.learningRate ?? min(0.05, 2 * family.defaultLearningRate)
    architecture = try Architecture(settings)
    let trainer = try Trainer(settings, threads: 2)
    if !architecture.isByHand { for _ in 0..<steps { try trainer.advance() } }
    model = trainer.model()
    heldOut = trainer.measureHeldOut(count: heldOutCount)
  }

  private static func name(_ settings: Settings) -> String {
    [settings.flow, settings.solver?.rawValue].compactMap { $0 }.joined(separator: " ")
  }

  private static let cache = Mutex<[String: ProofSubject]>([:])

  /// One of ``names`` in its small size. It is trained once in a process.
  /// - Throws: ``FlowError`` for a name that is none, or when training diverges.
  public static func make(_ name: String, _ state: State) throws(FlowError) -> ProofSubject {
    let settings = try settings(of: name)
    guard state == .trained else { return try ProofSubject(random: settings) }
    if let known = cache.withLock({ $0[name] }) { return known }
    let subject = try ProofSubject(trained: settings)
    cache.withLock { $0[name] = subject }
    return subject
  }

  /// The same flow with other parameters.
  package func with(parameters: [Float]) -> Model {
    Model(settings: model.settings, parameters: parameters, step: model.step)
  }

  /// Points of the base, seeded.
  package func basePoints(_ count: Int, seed: UInt64 = 5) -> [SIMD2<Float>] {
    architecture.sampleBase(count: count, seed: seed, of: model)
  }
}
