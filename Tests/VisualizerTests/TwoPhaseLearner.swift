@testable import Autodiff
@testable import Flows
import Foundation
@testable import Learning

/// A generator and a critic, as a GAN has them: two sets of parameters, and no density.
struct TwoNetworks {
  private(set) var layout = ParameterLayout()
  private let generated: (first: [Parameter], last: [Parameter])
  private let judged: (first: [Parameter], last: [Parameter])
  static let width = 8

  init(seed: UInt64) {
    var random = RandomStream(seed: seed)
    var layout = ParameterLayout()
    func add(_ name: String, _ outputs: Int, _ inputs: Int) -> [Parameter] {
      let weights = (0..<outputs * inputs).map { _ in 0.5 * Float(random.normal()) }
      return [
        layout.add("\(name).weight", shape: [outputs, inputs], weights),
        layout.addZeros("\(name).bias", count: outputs),
      ]
    }
    layout.scope = "layers.0."
    generated = (add("first", Self.width, 2), add("last", 2, Self.width))
    layout.scope = "layers.1."
    judged = (add("first", Self.width, 2), add("last", 1, Self.width))
    layout.scope = ""
    self.layout = layout
  }

  static func isGenerator(_ tensor: ParameterLayout.Tensor) -> Bool {
    tensor.name.hasPrefix("layers.0.")
  }
  static func isCritic(_ tensor: ParameterLayout.Tensor) -> Bool {
    tensor.name.hasPrefix("layers.1.")
  }

  func generator(_ z: Value) -> Value { network(z, generated, outputs: 2) }
  func critic(_ x: Value) -> Value { network(x, judged, outputs: 1) }

  private func network(
    _ input: Value, _ layers: (first: [Parameter], last: [Parameter]), outputs: Int
  ) -> Value {
    let graph = input.graph
    let hidden = input.dense(
      weight: layers.first[0](graph), bias: layers.first[1](graph), outputs: Self.width
    ).tanh
    return hidden.dense(
      weight: layers.last[0](graph), bias: layers.last[1](graph), outputs: outputs)
  }

  /// One point of the generator, by hand.
  func point(_ z: SIMD2<Float>, _ parameters: [Float]) -> SIMD2<Float> {
    func numbers(_ parameter: Parameter) -> ArraySlice<Float> {
      parameters[parameter.offset..<(parameter.offset + parameter.count)]
    }
    func dense(_ input: [Float], _ layer: [Parameter]) -> [Float] {
      let weights = Array(numbers(layer[0]))
      return numbers(layer[1]).enumerated().map { row, bias in
        bias + input.indices.reduce(0) { $0 + weights[row * input.count + $1] * input[$1] }
      }
    }
    let x = dense(dense([z.x, z.y], generated.first).map { tanh($0) }, generated.last)
    return SIMD2(x[0], x[1])
  }
}

/// What a GAN minimises (Goodfellow et al. 2014, arXiv:1406.2661, with the generator's second loss).
struct AdversarialLoss: Objective {
  let name = "critic's loss"
  let unit = "nats of a guess"
  let scale = LossScale.own
  let formula = "−log D(x) − log(1 − D(G(z)))"
  let draws: [Draw] = [.data, .normals(2)]

  func phases(of networks: TwoNetworks) -> [Phase] {
    [
      Phase("critic", rate: 2, training: TwoNetworks.isCritic) { sample in
        let made = networks.critic(networks.generator(sample[.normals(2)]))
        return SampleLoss((-networks.critic(sample[.data])).softplus + made.softplus)
      },
      Phase("generator", training: TwoNetworks.isGenerator) { sample in
        SampleLoss((-networks.critic(networks.generator(sample[.normals(2)]))).softplus)
      },
    ]
  }
}

/// A learner with two phases and no likelihood, as rivals of flows will be.
final class TwoPhaseLearner: Learner {
  static let name = "two-phase"
  static let kind = LearnerKind(name: name, likelihood: .none) {
    settings, threads throws(FlowError) in
    try TwoPhaseLearner(settings, threads: threads)
  }
  /// Settings that name it, and train fast.
  static var settings: Settings {
    var settings = smallSettings()
    settings.flow = name
    return settings
  }

  private(set) var settings: Settings
  private(set) var step = 0
  let networks: TwoNetworks
  let descent: Descent
  private let target: any Target
  private let batches: BatchSource
  private let objective = AdversarialLoss()

  init(_ settings: Settings, threads: Int) throws(FlowError) {
    self.settings = settings
    target = try settings.resolvedTarget()
    let (networks, objective) = (TwoNetworks(seed: settings.seed), objective)
    batches = BatchSource(
      settings, target: target, base: try Bases.named(settings.base).distribution,
      draws: objective.draws)
    descent = Descent(
      objective.phases(of: networks).map {
        TrainingStep($0, of: networks.layout, draws: objective.draws, batch: settings.batch)
      }, parameters: networks.layout.initial, tileLanes: 32, threads: threads, source: batches)
    self.networks = networks
  }

  var profile: LearnerProfile {
    LearnerProfile(name: Self.name, likelihood: .none, abilities: [], objective: objective) {
      settings in TwoPhaseSampler(settings)
    }
  }
  var parameterCount: Int { networks.layout.trainedCount }
  var rate: Double { settings.learningRate(atStep: step) ?? 1e-2 }

  func advance() throws(FlowError) -> Double {
    batches.step = step
    let loss: Double
    do throws(StepFailure) {
      loss = try descent.step(
        step, lanes: settings.batch, rate: rate, bound: settings.gradientBound)
    } catch {
      throw error.error(atStep: step, rate: rate, settings)
    }
    step += 1
    descent.average.update(weight: 1)
    return loss
  }

  func advanceWatched() throws(FlowError) -> StepAnatomy {
    let (before, start, rate) = (model(), descent.parameters, rate)
    batches.step = step
    let points = batches.points(tileLanes: descent.tileLanes)
    let loss = try advance()
    return StepAnatomy(
      from: before, to: model(), parameters: (start, descent.parameters), points: points,
      loss: loss, norms: descent.gradientNorms, learningRate: rate)
  }

  func change(_ change: RunChange.Kind) { settings = settings.changed(change, atStep: step) }

  func model() -> Model {
    Model(settings: settings, parameters: descent.average.values, step: step)
  }

  func state() -> LearnerState { descent.state(step: step) }

  func restore(_ state: LearnerState) {
    step = state.step
    descent.restore(state)
  }

  func measure(count: Int, comparingSamples: Bool) -> Score {
    let count = min(count, 400)
    let samples = TwoPhaseSampler(settings).samples(count: count, seed: 1, of: model())
    return Score(.none, distance: SampleDistance(samples, to: target.heldOut(count)))
  }

  var gradientNorms: [Double] { step > 0 ? descent.gradientNorms.map(\.norm) : [] }
}

final class TwoPhaseSampler: Sampler {
  private let networks: TwoNetworks

  init(_ settings: Settings) { networks = TwoNetworks(seed: settings.seed) }

  func samples(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in
      networks.point(SIMD2<Float>(random.normalPair()), model.parameters)
    }
  }
}
