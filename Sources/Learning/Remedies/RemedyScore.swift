import Flows
import Foundation

/// A model as remedies are measured: what can be asked of it, whatever it is made of.
package struct RemedySubject {
  /// log p(x) in nats; `nil` where there is none.
  package var logDensity: (([SIMD2<Float>]) -> [Float])?
  /// A lower bound of log p(x), where training sees no more than that.
  package var logBound: (([SIMD2<Float>]) -> [Float])?
  /// So many points drawn from it.
  package var samples: (_ count: Int) -> [SIMD2<Float>]
  /// The greatest stretch of its maps, looked for at these places of data space too.
  package var stretch: ([SIMD2<Float>]) -> Double?
  /// Whether it is one map of N(0, I) in the plane, so that one stretch has to open every gap.
  package var isMapOfNormal: Bool
}

extension RemedySubject {
  /// A flow with a remedy.
  /// - Parameter gradient: what denoises samples; asked for where a remedy does.
  /// - Throws: ``FlowError`` where samples are to be denoised by a flow that has no gradient for it.
  package init(
    _ remedy: Remedy, _ evaluator: Evaluator, _ model: Model, stretchPoints: Int,
    gradient: () throws(FlowError) -> DensityGradient
  ) throws(FlowError) {
    let density = { evaluator.inverse($0, of: model).logDensity }
    samples = { evaluator.samples(count: $0, seed: 3, of: model) }
    stretch = { Stretch.greatest(evaluator, model, count: stretchPoints, at: $0) }
    isMapOfNormal = evaluator.architecture.base.distribution.isStandardNormal
    logDensity = density
    if remedy.isDenoised, let noise = model.settings.noise {
      let gradient = try gradient()
      logDensity = nil
      samples = {
        gradient.denoised(
          evaluator.samples(count: $0, seed: 3, of: model), deviation: noise, of: model)
      }
    }
  }
}

/// What is measured of a remedy.
public struct RemedyScore: Hashable, Sendable {
  /// What kind of likelihood the model has, and so what `kl` and `klBound` are.
  public var likelihood: Likelihood
  /// mean(log p_true − log p_model) on held-out points and its standard error, in nats.
  public var kl: Double?
  public var klStandardError: Double?
  /// The same with a bound in the place of log p_model: at least `kl`.
  public var klBound: Double?
  /// The share of the model's mass on the target's ``EmptyGround``, and of the target's.
  public var bridge: Double?
  public var targetBridge: Double?
  /// Whether `bridge` is a count of samples, for want of a density.
  public var bridgeIsCounted = false
  /// The greatest stretch of f that was found, a lower bound of its Lipschitz constant.
  public var stretch: Double?
  /// The Lipschitz constant that any map of N(0, I) needs for a bridge as thin as that; `nil` where the base
  /// is another one, or there are no two groups.
  public var stretchNeeded: Double?
  /// Between samples and held-out points.
  public var distance: SampleDistance?
  /// What the density says of data on a grid, where it learned such.
  public var cells: CellLikelihood?

  /// How many points are looked at.
  package struct Effort: Hashable, Sendable {
    package var heldOut: Int
    package var samples: Int
    package var compared: Int
    package var stretch: Int
    /// Whether the ground has all its cells, and cells of data are measured.
    package var isFine: Bool

    package static let full = Effort(
      heldOut: ReadingContext.heldOutCount, samples: 20_000, compared: 1000, stretch: 4000,
      isFine: true)
    /// For a picture that stands still.
    package static let still = Effort(
      heldOut: 5000, samples: 4000, compared: 0, stretch: 2000, isFine: true)
    /// For a picture that moves.
    package static let live = Effort(
      heldOut: 1000, samples: 1000, compared: 0, stretch: 500, isFine: false)
  }

  /// - Parameter ground: `nil` where the target leaves none.
  package init(
    _ subject: RemedySubject, _ target: any Target, on ground: EmptyGround?, cells: Cells?,
    _ effort: Effort
  ) {
    likelihood =
      subject.logDensity == nil ? .none : subject.logBound == nil ? .exact : .bound
    measureDivergence(subject, HeldOutPoints(effort.heldOut, of: target))
    let samples = subject.samples(effort.samples)
    if let ground { measureGround(subject, ground, samples) }
    stretch = subject.stretch(Self.places(on: ground, effort))
    if effort.compared > 0 {
      distance = SampleDistance(
        Array(samples.prefix(effort.compared)), to: target.heldOut(effort.compared))
    }
    if effort.isFine, let cells, let density = subject.logDensity {
      self.cells = CellLikelihood(cells, of: target, density)
    }
  }

  /// As many places of the ground as points of the base, evenly chosen.
  private static func places(on ground: EmptyGround?, _ effort: Effort) -> [SIMD2<Float>] {
    guard let ground else { return [] }
    let step = max(1, ground.cells.count / max(1, effort.stretch))
    return stride(from: 0, to: ground.cells.count, by: step).map { ground.cells[$0] }
  }

  private mutating func measureDivergence(_ subject: RemedySubject, _ heldOut: HeldOutPoints) {
    guard let truth = heldOut.logDensity else { return }
    func divergence(_ logDensity: ([SIMD2<Float>]) -> [Float]) -> Mean {
      Mean(zip(truth, logDensity(heldOut.points)).map { $0 - Double($1) })
    }
    if let density = subject.logDensity {
      let mean = divergence(density)
      (kl, klStandardError) = (mean.value, mean.standardError)
    }
    klBound = subject.logBound.map { divergence($0).value }
  }

  private mutating func measureGround(
    _ subject: RemedySubject, _ ground: EmptyGround, _ samples: [SIMD2<Float>]
  ) {
    targetBridge = ground.targetMass
    if let density = subject.logDensity {
      bridge = ground.mass(density)
    } else {
      bridge = Double(samples.count(where: ground.contains)) / Double(max(1, samples.count))
      bridgeIsCounted = true
    }
    guard subject.isMapOfNormal, subject.logDensity != nil, let bridge, let strip = ground.strip
    else { return }
    let sides = samples.filter { !strip.contains($0) }
    let left = Double(sides.count(where: strip.isBefore)) / Double(max(1, sides.count))
    stretchNeeded = Stretch.needed(
      bridge: bridge, left: (1 - bridge) * left, width: strip.width)
  }
}
