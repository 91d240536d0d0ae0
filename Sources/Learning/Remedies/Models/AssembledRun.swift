import Autodiff
import Flows
import Foundation

/// Trains an assembled model: the same batches, steps, bounds and averages as a flow has.
///
/// Not thread-safe: it belongs to the thread that steps it.
package final class AssembledRun {
  private let model: any AssembledModel
  private let settings: Settings
  private let learningRate: Double
  private let batches: BatchSource
  private let descent: Descent
  private let threads: Int
  /// Steps taken so far.
  package private(set) var step = 0

  /// - Throws: ``FlowError`` for settings that make no such model.
  init(
    _ settings: Settings, threads: Int, _ make: (Settings) throws(FlowError) -> any AssembledModel
  ) throws(FlowError) {
    try settings.validate()
    let target = try settings.resolvedTarget()
    guard settings.energy == nil else {
      throw FlowError(
        "target '\(target.name)' is an energy without data: this remedy learns from data alone")
    }
    let model = try make(settings)
    (self.model, self.settings, self.threads) = (model, settings, threads)
    let family = try settings.resolvedFamily()
    learningRate = settings.learningRate ?? family.defaultLearningRate
    batches = BatchSource(settings, target: target, base: StandardNormal(), draws: model.draws)
    let phase = Phase("update") { SampleLoss(-model.gain($0)) }
    descent = Descent(
      [TrainingStep(phase, of: model.layout, draws: model.draws, batch: settings.batch)],
      parameters: model.layout.initial, tileLanes: Trainer.defaultTileLanes, threads: threads,
      source: batches)
  }

  package var parameterCount: Int { model.layout.trainedCount }

  /// Takes one gradient step and returns the batch's loss before it, in nats.
  /// - Throws: ``FlowError`` when the loss or its gradient is not finite.
  @discardableResult
  package func advance() throws(FlowError) -> Double {
    batches.step = step
    let loss: Double
    do throws(StepFailure) {
      loss = try descent.step(
        step, lanes: settings.batch, rate: learningRate * StepSize.factor(atStep: step),
        bound: settings.gradientBound)
    } catch {
      throw error.error(atStep: step, rate: learningRate, settings)
    }
    step += 1
    descent.average.update(weight: Trainer.averagingWeight(step: step))
    return loss
  }

  /// The model as it is now, as remedies are measured.
  /// - Parameter stretchPoints: at how many points its stretch is looked for.
  package func subject(stretchPoints: Int) -> RemedySubject {
    let parameters = descent.average.values
    let density = model.makeDensity(threads: threads)
    let isBound = model.likelihood == .bound
    return RemedySubject(
      logDensity: { density.logDensity($0, parameters) },
      logBound: isBound ? { density.logBound($0, parameters) ?? [] } : nil,
      samples: { [model, threads] in model.samples($0, parameters, threads: threads) },
      stretch: { [model, threads] _ in
        model.greatestStretch(parameters, count: 4 * stretchPoints, threads: threads)
      },
      isMapOfNormal: false)
  }
}

extension AssembledModel {
  /// So many rows of standard normal numbers, the same for the same seed.
  private func normals(_ features: Int, count: Int, seed: UInt64) -> [[Float]] {
    var random = RandomStream(seed: seed)
    var rows = [[Float]](repeating: [], count: features)
    for _ in 0..<count {
      for row in rows.indices { rows[row].append(Float(random.normal())) }
    }
    return rows
  }

  /// So many points drawn from it.
  func samples(_ count: Int, _ parameters: [Float], threads: Int) -> [SIMD2<Float>] {
    guard count > 0 else { return [] }
    var outputs = Outputs()
    let x = outputs.add(point: generate(Graph().input(0, features: latentCount)))
    let executor = Executor<Float>(
      Program(outputs), parameterCount: parameters.count, threads: threads)
    executor.parameters = parameters
    for (feature, row) in normals(latentCount, count: count, seed: 3).enumerated() {
      executor.setInput(0, feature: feature, row)
    }
    executor.run(lanes: count)
    return executor.points(x, count: count)
  }

  /// The greatest singular value of its maps' Jacobians at drawn points, those farthest out left aside.
  func greatestStretch(_ parameters: [Float], count: Int, threads: Int) -> Double? {
    guard count > 0 else { return nil }
    let rows = normals(mapInputs, count: count, seed: 11)
    let squares = (0..<count).map { lane in rows.reduce(0) { $0 + $1[lane] * $1[lane] } }
    let farthest = squares.sorted()[Int(Stretch.share * Double(count - 1))]
    var greatest: Float?
    for map in maps {
      var outputs = Outputs()
      let z = Graph().input(0, features: mapInputs)
      let columns = z.graph.jacobian(of: map(z), at: z)
      func product(_ a: Int, _ b: Int) -> Value {
        let terms = columns.map { $0.feature(a) * $0.feature(b) }
        return terms.dropFirst().reduce(terms[0]) { $0 + $1 }
      }
      // The greater eigenvalue of JJᵀ, of two rows.
      let (a, b, c) = (product(0, 0), product(0, 1), product(1, 1))
      let root = ((a - c).squared + 4 * b.squared).squareRoot
      let stretch = outputs.add(number: (0.5 * (a + c + root)).squareRoot)
      let executor = Executor<Float>(
        Program(outputs), parameterCount: parameters.count, threads: threads)
      executor.parameters = parameters
      for (feature, row) in rows.enumerated() { executor.setInput(0, feature: feature, row) }
      executor.run(lanes: count)
      for (lane, value) in executor.numbers(stretch, count: count).enumerated()
      where squares[lane] <= farthest && value.isFinite {
        greatest = max(greatest ?? 0, value)
      }
    }
    return greatest.map(Double.init)
  }
}
