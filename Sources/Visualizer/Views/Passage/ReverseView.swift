import Canvas
import Foundation
import Learning

/// A diffusion model's reverse process: noise taken away step by step, and the bound that the steps add up to.
enum ReverseView: PassageView {
  static let name: ViewName = "reverse"
  static let title = "reverse: noise is taken away step by step"
  static let noun = "the reverse process"
  static let summary = "a diffusion model takes noise away, and each step's term of its bound"
  static let forms = 2
  static let keys = [
    ViewKey(.play, "play from z to x and back"), ViewKey(.adjust(1), "a step forth, or back"),
    ViewKey(.form, "with chance, or without"),
  ]
  static let needs: Set<LearnerAbility> = [.density, .inverse, .layers, .noise]

  static func scene(
    _ subject: ViewSubject, remembering memory: inout ReverseMemory
  ) -> (any ViewScene)? { memory.scene(subject) }

  static func perform(_ action: ViewAction, on state: inout State) {
    switch action {
    case .play: state[Passage.self].play()
    case .adjust(let step):
      state[Passage.self].scrub(by: step, stops: state.settings.noiseStepCount)
    case .form, .own: break
    }
  }

  /// Whether its steps have chance in them.
  static func isAncestral(_ state: State) -> Bool { form(in: state) == 0 }
}

/// The reverse process at one depth: samples between noise and data, over the density of the same
/// model's flow.
struct ReverseScene: ViewScene {
  /// The flow's density and samples at the depth.
  var morph: MorphScene
  var isAncestral: Bool
  /// The samples after every step, from base space (first) to data space.
  var passage: [[SIMD2<Float>]]
  /// Steps taken, and how far the picture is through the next one.
  var passed: Int
  var fraction: Double
  /// The samples where the picture has them.
  var samples: [SIMD2<Float>]
  /// α and σ at the depth.
  var signal: Double
  var noise: Double
  /// The bound on data; `nil` without data.
  var bound: VariationalBound?
  /// The flow's exact mean NLL on the same data, in nats.
  var nll: Double?
  /// Mean distance of the samples' ends from those of the flow, which begin at the same z.
  var distance: Double

  var steps: Int { passage.count - 1 }

  /// What the samples are.
  var sampler: String { isAncestral ? "ancestral" : "DDIM" }

  func caption(_ state: State) -> Caption {
    let place = "\(passed) of \(steps) steps, noise σ \(noise.text(2)) left"
    guard isAncestral else {
      let gap = "the ends are \(distance.significant) from the flow's in the mean"
      return Caption(
        "\(place): without chance \(gap)", "\(place): \(gap)",
        "\(passed) of \(steps) steps, σ \(noise.text(2)): ends \(distance.significant) from the flow's",
        place)
    }
    guard let bound, let nll else { return Caption(place) }
    let (most, exact) = (bound.mean.text(2), nll.text(2))
    return Caption(
      "\(place): NLL of these samples at most \(most) nats, of the flow without chance \(exact) exactly",
      "\(place): NLL at most \(most), the flow's \(exact) exactly", "\(place): NLL at most \(most)",
      place)
  }
}

/// What the reverse view remembers.
struct ReverseMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var isAncestral: Bool
  }
  private struct BoundKey: Hashable {
    var model: ModelKey
    var draws: Int
  }
  private struct Measured {
    var bound: VariationalBound?
    var nll: Double?
  }
  private var morph = MorphMemory()
  private var process = Memo<Learning.Settings, ReverseProcess?>()
  private var passage = Memo<Key, [[SIMD2<Float>]]>()
  private var measured = Memo<BoundKey, Measured>()
  private static let pointCount = 500

  mutating func scene(_ subject: ViewSubject) -> ReverseScene? {
    let process = process.value(for: subject.model.settings) {
      ReverseProcess(subject.evaluator.architecture)
    }
    guard let process else { return nil }
    let morph = morph.scene(subject)
    let isAncestral = ReverseView.isAncestral(subject.state)
    let start = morph.passage.points.first ?? []
    let seed = subject.model.settings.seed
    let passage = passage.value(for: Key(model: subject.key, isAncestral: isAncestral)) {
      process.journey(from: start, isAncestral: isAncestral, seed: seed, of: subject.model)
    }
    // While it trains, a frame must not wait for more than one.
    let draws = subject.state.running ? 1 : 4
    let measured = measured.value(for: BoundKey(model: subject.key, draws: draws)) {
      guard let target = subject.state.target else { return Measured() }
      let data = Evaluation.draw(target, seed: seed, count: ReverseMemory.pointCount)
      let logDensity = subject.evaluator.inverse(data, of: subject.model).logDensity
      return Measured(
        bound: process.bound(at: data, draws: draws, seed: seed, of: subject.model),
        nll: -logDensity.reduce(0) { $0 + Double($1) } / Double(max(1, data.count)))
    }
    let depth = subject.state[Passage.self].depth
    let blend = Blend(depth: depth, stages: process.steps)
    let level = process.level(atDepth: depth)
    let ends = zip(passage.last ?? [], morph.passage.points.last ?? []).map {
      FieldMemory.length($0 - $1)
    }
    return ReverseScene(
      morph: morph, isAncestral: isAncestral, passage: passage, passed: blend.stage,
      fraction: Double(blend.fraction),
      samples: blend.mix(passage), signal: level.signal,
      noise: level.noise, bound: measured.bound, nll: measured.nll,
      distance: FieldMemory.mean(ends))
  }
}
