import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// The exact field of data that are normal with mean 0 and these variances: what a network would learn of them.
///
///     E[ε|x] = σx/(α²v + σ²),    F = (E[ε|x] − σx)/α = σα(1 − v)x/(α²v + σ²)
private struct GaussianField: DenoisingField {
  let schedule: NoiseSchedule
  let variance: Parameter
  var parameters: [Parameter] { [variance] }

  func turn(of point: Value, at time: Value) -> Value {
    let (alpha, sigma) = (schedule.signal(time), schedule.noise(time))
    let variance = variance(point.graph)
    return point * (sigma * alpha * (1 - variance) / (alpha.squared * variance + sigma.squared))
  }
}

/// A diffusion model beside closed forms, and its samplers beside each other.
@Suite struct DiffusionTests {
  private static let variance = SIMD2(4.0, 0.25)

  private static func family(steps: Int, fit: GaussianFit?) -> FlowFamily {
    FlowFamily(
      name: "gaussian-noise", title: "", summary: "", reference: "", defaultLayers: 1,
      defaultHidden: [], defaultLearningRate: 1e-3, isFittedToPaths: true
    ) { builder in
      var options = ContinuousOptions()
      (options.isEven, options.steps) = (false, 40)
      let parameter = builder.layout.add("variance", shape: [2], [4, 0.25])
      let field = GaussianField(schedule: NoiseSchedule(steps: steps), variance: parameter)
      return [ContinuousFlow(field, options)] + [fit].compactMap { $0 }
    }
  }

  private static func model(
    steps: Int, fit: GaussianFit? = nil
  ) throws -> (architecture: Architecture, model: Model) {
    let architecture = try Architecture(Settings(), family: family(steps: steps, fit: fit))
    return (
      architecture,
      Model(settings: Settings(), parameters: architecture.layout.initial, step: 0)
    )
  }

  private static func data(_ count: Int) -> [SIMD2<Float>] {
    var random = RandomStream(seed: 11)
    let deviation = SIMD2<Float>(variance.squareRoot())
    return (0..<count).map { _ in deviation * SIMD2<Float>(random.normalPair()) }
  }

  /// −log of a centred normal density with these variances.
  private static func nll(_ point: SIMD2<Float>, _ variance: SIMD2<Double>) -> Double {
    let x = SIMD2<Double>(point)
    return log(2 * .pi) + 0.5 * log(variance.x * variance.y) + 0.5 * (x * x / variance).sum()
  }

  /// The variances of the ancestral sampler's points: a linear recursion from those of the base.
  private static func ancestralVariance(steps: Int) -> SIMD2<Double> {
    NoiseSchedule(steps: steps).allSteps.reversed().reduce(SIMD2(1, 1)) { spread, step in
      let (alpha, sigma) = (step.signal, step.noise)
      let turn = sigma * alpha * (1 - variance) / (alpha * alpha * variance + sigma * sigma)
      let weights = step.weights(isAncestral: true)
      let slope = weights.point + weights.turn * turn
      return slope * slope * spread + step.variance
    }
  }

  @Test func theProbabilityFlowHasTheDataSDensity() throws {
    let (architecture, model) = try Self.model(steps: 10)
    let points = Self.data(200)
    let found = Evaluator(architecture, threads: 1).inverse(points, of: model)
    for (point, logDensity) in try pairs(points, found.logDensity) {
      #expect(abs(Double(logDensity) + Self.nll(point, Self.variance)) < 1e-3)
    }
  }

  /// The sampler's own density is known here, and its NLL is the bound's floor. With more steps both come
  /// down to the data's own.
  @Test func theBoundIsAboveTheAncestralSamplersNLL() throws {
    let points = Self.data(2000)
    let entropy = points.reduce(0) { $0 + Self.nll($1, Self.variance) } / Double(points.count)
    var last = Double.infinity
    for steps in [5, 20, 80] {
      let (architecture, model) = try Self.model(steps: steps)
      let process = try #require(ReverseProcess(architecture))
      let bound = process.bound(at: points, draws: 8, of: model)
      let variance = Self.ancestralVariance(steps: steps)
      let gaps = zip(points, bound.points).map { $1 - Self.nll($0, variance) }
      let gap = Mean(gaps)
      #expect(gap.value > -3 * gap.standardError, "\(steps): \(gap)")
      // With few steps it is clearly above.
      if steps == 5 { #expect(gap.value > 10 * gap.standardError, "\(gap)") }
      #expect(bound.mean - entropy < 0.6 * last, "\(steps): \(bound.mean - entropy)")
      last = bound.mean - entropy
    }
  }

  @Test func theTermsAddUpToTheBound() throws {
    let (architecture, model) = try Self.model(steps: 12)
    let bound = try #require(ReverseProcess(architecture)).bound(
      at: Self.data(100), draws: 2, of: model)
    #expect(bound.terms.count == 12 && bound.fixed == 0)
    #expect(abs(bound.terms.reduce(0, +) - bound.mean) < 1e-9)
    // All but the last step's, −log p(x₀|x₁), are divergences.
    #expect(bound.terms.dropFirst().allSatisfy { $0 > 0 })
  }

  /// A user's units are fixed layers, which the bound goes through as the flow does.
  @Test func fixedLayersChangeTheBoundAsTheyChangeTheDensity() throws {
    let fit = GaussianFit(correlation: 0.8)
    func correlated(_ y: SIMD2<Float>) -> SIMD2<Float> { SIMD2(y.x, 0.8 * y.x + 0.6 * y.y) }
    let (architecture, model) = try Self.model(steps: 12)
    let plain = try #require(ReverseProcess(architecture))
    let fitted = try #require(ReverseProcess(Self.model(steps: 12, fit: fit).architecture))
    let points = Self.data(50)
    let before = plain.bound(at: points, of: model)
    let after = fitted.bound(at: points.map(correlated), of: model)
    #expect(abs(after.fixed - log(0.6)) < 1e-6)
    for (before, after) in try pairs(before.points, after.points) {
      #expect(abs(after - before - log(0.6)) < 1e-2)
    }
    let z = plain.start(count: 20, seed: 2, of: model)
    for isAncestral in [true, false] {
      let inner = plain.samples(from: z, isAncestral: isAncestral, seed: 3, of: model)
      let outer = fitted.samples(from: z, isAncestral: isAncestral, seed: 3, of: model)
      for (inner, outer) in try pairs(inner, outer) {
        let gap = outer - correlated(inner)
        #expect((gap * gap).sum() < 1e-8)
      }
    }
  }

  /// DDIM is the first-order solution of the probability-flow equation: twice the steps, half the distance.
  @Test func stepsWithoutChanceGoToTheProbabilityFlow() throws {
    var distances: [Double] = []
    for steps in [20, 40, 80, 160] {
      let (architecture, model) = try Self.model(steps: steps)
      let process = try #require(ReverseProcess(architecture))
      let z = process.start(count: 300, seed: 5, of: model)
      let ends = process.samples(from: z, isAncestral: false, seed: 1, of: model)
      let flow = Evaluator(architecture, threads: 1).sample(z, of: model)
      let squares = zip(ends, flow).map { end, goal in
        let gap = SIMD2<Double>(end - goal)
        return (gap * gap).sum()
      }
      distances.append(Mean(squares).value.squareRoot())
    }
    for (coarse, fine) in zip(distances, distances.dropFirst()) {
      #expect(fine < 0.6 * coarse, "\(distances)")
    }
    #expect(distances[3] < 0.03)
  }

  @Test func ancestralSamplesHaveTheirVarianceAndTheirSeed() throws {
    let (architecture, model) = try Self.model(steps: 20)
    let process = try #require(ReverseProcess(architecture))
    let z = process.start(count: 4000, seed: 5, of: model)
    let samples = process.samples(from: z, isAncestral: true, seed: 1, of: model)
    #expect(samples == process.samples(from: z, isAncestral: true, seed: 1, of: model))
    #expect(samples != process.samples(from: z, isAncestral: true, seed: 2, of: model))
    let few = process.samples(from: Array(z.prefix(7)), isAncestral: true, seed: 1, of: model)
    #expect(few == Array(samples.prefix(7)))
    let spread = samples.reduce(SIMD2<Double>()) { $0 + SIMD2<Double>($1 * $1) } / 4000
    let expected = Self.ancestralVariance(steps: 20)
    // The standard error of a variance is √(2/n) of it.
    #expect(abs(spread.x / expected.x - 1) < 0.09 && abs(spread.y / expected.y - 1) < 0.09)
  }

  @Test func onlyADiffusionModelTakesNoiseAway() throws {
    for family in FlowFamily.all {
      let settings = family.small
      let process = try ReverseProcess(settings)
      #expect((process != nil) == family.learnsNoise, "\(family.name)")
      #expect(family.abilities.contains(.noise) == family.learnsNoise)
    }
  }

  @Test func noiseEndsInTheStandardNormalAlone() throws {
    for base in Bases.all where base.name != "normal" {
      var settings = Settings()
      (settings.flow, settings.base) = ("diffusion", base.name)
      let error = #expect(throws: FlowError.self) { try Architecture(settings) }
      #expect(error?.description.contains("'\(base.name)'") == true)
    }
  }

  @Test func theScheduleIsACircle() {
    let schedule = NoiseSchedule(steps: 7)
    for index in 0...7 {
      let time = schedule.time(after: index)
      let (alpha, sigma) = (schedule.signal(time), schedule.noise(time))
      #expect(abs(alpha * alpha + sigma * sigma - 1) < 1e-12)
    }
    #expect(schedule.signal(0.0) == 1 && schedule.noise(0.0) == 0)
    #expect(schedule.signal(1.0) == 0 && schedule.noise(1.0) == 1)
  }
}
