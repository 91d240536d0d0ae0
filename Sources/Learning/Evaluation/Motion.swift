import Autodiff
import Flows

/// What a flow does to points at one moment of their way from z to x.
public struct Motion: Sendable {
  /// Of a solver's step: velocities dx/dt. Of any other stage: how far it moves each point.
  public var vectors: [SIMD2<Float>]
  /// Of a solver's step: the divergence tr(∂f/∂x), nats per unit of time. Of any other stage: its
  /// log|det|, in nats. Positive is expansion.
  public var growth: [Float]
}

/// A moment between z and x.
public struct Moment: Hashable, Sendable {
  /// The layer, in the order from z to x.
  public var layer: Int
  /// The stage within it.
  public var stage: Int
  /// The layer's own time from 0 to 1, where its stages are a solver's steps.
  public var time: Double?

  /// - Parameters:
  ///   - depth: how far from z (0) to x (1), in equal parts for all stages.
  ///   - stages: how many each layer has.
  init(depth: Double, stages: [Int], areSteps: [Bool]) {
    let all = max(1, stages.reduce(0, +))
    let place = min(max(depth, 0), 1) * Double(all)
    var stage = min(Int(place), all - 1)
    let fraction = place - Double(stage)
    layer = 0
    while layer < stages.count - 1, stage >= stages[layer] {
      stage -= stages[layer]
      layer += 1
    }
    self.stage = stage
    if areSteps.indices.contains(layer), areSteps[layer] {
      time = min((Double(stage) + fraction) / Double(max(1, stages[layer])), 1)
    }
  }
}

/// Evaluates motions: one program for each layer that is asked for.
final class MotionEvaluator {
  private let architecture: Architecture
  private let threads: Int
  private var executors: [Int: Executor<Float>] = [:]

  init(_ architecture: Architecture, threads: Int) {
    self.architecture = architecture
    self.threads = threads
  }

  func evaluate(at points: [SIMD2<Float>], _ moment: Moment, _ model: Model) -> Motion {
    guard !points.isEmpty, architecture.layers.indices.contains(moment.layer) else {
      return Motion(vectors: [], growth: [])
    }
    let executor = executor(of: moment.layer)
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, points: points)
    if let time = moment.time {
      executor.setInput(
        1, feature: 0, Array(repeating: Float(time), count: points.count))
    }
    executor.run(lanes: points.count)
    let growth = executor.output(1, count: points.count)
    let vectors = executor.pointOutput(0, count: points.count)
    return Motion(
      vectors: moment.time == nil ? zip(vectors, points).map { $0 - $1 } : vectors, growth: growth)
  }

  private func executor(of layer: Int) -> Executor<Float> {
    if let known = executors[layer] { return known }
    let graph = Graph()
    let point = graph.input(0, features: 2)
    let outputs: [Value]
    if let flow = architecture.layers[layer] as? any FieldDriven {
      let motion = flow.motion(at: point, graph.input(1, features: 1))
      outputs = [motion.velocity, motion.divergence]
    } else {
      let mapped = architecture.layers[layer].forward(point)
      outputs = [mapped.point, mapped.logDet]
    }
    let executor = Executor<Float>(
      Program(lanes: outputs), parameterCount: architecture.parameterCount, threads: threads)
    executors[layer] = executor
    return executor
  }
}

extension Architecture {
  /// Where a depth between z (0) and x (1) lies.
  public func moment(atDepth depth: Double) -> Moment {
    Moment(
      depth: depth, stages: layers.map { max(1, $0.stageNames.count) },
      areSteps: layers.map { $0 is any FieldDriven })
  }
}

extension Evaluator {
  /// What the flow does to points of the space at a depth between z (0) and x (1).
  public func motion(at points: [SIMD2<Float>], depth: Double, of model: Model) -> Motion {
    motions.evaluate(at: points, architecture.moment(atDepth: depth), model)
  }
}
