import Flows
import Foundation
import Learning

/// The result of drawing many samples of a trained model and taking each of them back to base space. Anyone
/// can repeat the experiment with `flowscope sample` and `flowscope eval`.
public struct SampledRoundTrips: Sendable, Encodable {
  public let flow: String
  public let target: String
  public let seed: UInt64
  public let steps: Int
  public let samples: Int
  /// Greatest |f⁻¹(f(z)) − z| and |f(f⁻¹(x)) − x| over samples that count as converged.
  public var worstZ = 0.0
  public var worstX = 0.0
  /// Greatest sum of their log-determinants there and back, in nats.
  public var worstLogDet = 0.0
  /// Number of samples that are marked as not converged.
  public var flagged = 0
  /// Number of samples that are not marked, but are further off than ``PointCheck`` allows. It should be 0.
  public var wrong = 0
  public var seconds = 0.0

  /// Trains a model and proves it.
  /// - Parameters:
  ///   - settings: of the run.
  ///   - steps: how many training steps.
  ///   - samples: how many to draw.
  ///   - threads: how many threads work.
  ///   - progress: called now and then with the steps taken.
  /// - Throws: ``FlowError`` for settings that cannot be trained, or when training diverges.
  public init(
    _ settings: Settings, steps: Int, samples: Int, threads: Int,
    progress: (Int) -> Void = { _ in }
  ) throws(FlowError) {
    let start = ContinuousClock.now
    let trainer = try Trainer(settings, threads: threads)
    for step in 0..<steps {
      try trainer.advance()
      if step % 16 == 0 { progress(step) }
    }
    try self.init(trainer.model(), samples: samples, threads: threads)
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }

  /// Proves a model.
  /// - Throws: ``FlowError`` for settings that name no flow.
  public init(_ model: Model, samples: Int, threads: Int) throws(FlowError) {
    (flow, target) = (model.settings.flow, model.settings.target)
    (seed, steps, self.samples) = (model.settings.seed, model.step, samples)
    let evaluator = try CheckedEvaluator(model.settings, threads: threads)
    let drawn = evaluator.sample(count: samples, seed: 1, of: model).points
    let back = evaluator.evaluate(at: drawn.map(\.x), of: model).points
    let again = evaluator.sample(from: back.map(\.z), of: model).points
    for index in drawn.indices {
      guard drawn[index].converged else {
        flagged += 1
        continue
      }
      let z = Self.distance(drawn[index].z, back[index].z)
      let x = Self.distance(drawn[index].x, again[index].x)
      let logDet = abs(drawn[index].logDet + back[index].logDet)
      (worstZ, worstX) = (max(worstZ, z), max(worstX, x))
      worstLogDet = max(worstLogDet, logDet)
      if !(x <= PointCheck.gap && logDet <= PointCheck.logDetGap) { wrong += 1 }
    }
  }

  private static func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    let gap = a - b
    return (gap * gap).sum().squareRoot()
  }

  /// Every flow with every target, one part of `count`: each part has its own, and all have them all.
  public static func cells(part: Int = 0, of count: Int = 1) -> [(flow: String, target: String)] {
    let cells = Targets.all.flatMap { target in FlowFamily.all.map { ($0.name, target.name) } }
    return cells.enumerated().filter { $0.offset % count == part }.map(\.element)
  }
}
