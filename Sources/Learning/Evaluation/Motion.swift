import Autodiff
import Flows

/// What a flow does to points at one moment on their way from z to x.
public struct Motion: Sendable {
  /// Of a solver's step: velocities dx/dt. Of any other stage: how far it moves each point.
  public var vectors: [SIMD2<Float>]
  /// Of a solver's step: the divergence tr(∂f/∂x), nats per unit of time. Of any other stage: its
  /// log|det|, in nats. Positive is expansion.
  public var growth: [Float]
  /// Of a diffusion model: ∇ log p of the noisy data as the network says it, −ε_θ/σ; `nil` for others.
  public var scores: [SIMD2<Float>]?
  /// Of a layer that moves points up a slope: how high the terrain is, up to a constant. The vectors are its
  /// gradient. `nil` for others.
  public var heights: [Float]?
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

/// Evaluates motions, with one program for each layer, made when it is needed.
final class MotionEvaluator {
  private let architecture: Architecture
  private let threads: Int
  private var programs: [Int: LayerProgram] = [:]

  private struct LayerProgram {
    let executor: Executor<Float>
    let vectors: PointOutput
    let growth: NumberOutput
    /// Of a diffusion model.
    let noise: PointOutput?
    /// Of a layer that moves points up a slope.
    let height: NumberOutput?
  }

  init(_ architecture: Architecture, threads: Int) {
    self.architecture = architecture
    self.threads = threads
  }

  func evaluate(at points: [SIMD2<Float>], _ moment: Moment, _ model: Model) -> Motion {
    guard !points.isEmpty, architecture.layers.indices.contains(moment.layer) else {
      return Motion(vectors: [], growth: [])
    }
    let program = program(of: moment.layer)
    let executor = program.executor
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, points: points)
    if let time = moment.time {
      executor.setInput(
        1, feature: 0, Array(repeating: Float(time), count: points.count))
    }
    executor.run(lanes: points.count)
    let growth = executor.numbers(program.growth, count: points.count)
    let vectors = executor.points(program.vectors, count: points.count)
    return Motion(
      vectors: moment.time == nil ? zip(vectors, points).map { $0 - $1 } : vectors, growth: growth,
      scores: scores(program, moment, count: points.count),
      heights: program.height.map { executor.numbers($0, count: points.count) })
  }

  private func scores(
    _ program: LayerProgram, _ moment: Moment, count: Int
  ) -> [SIMD2<Float>]? {
    guard let noise = program.noise, let level = architecture.scoreLevel(moment) else { return nil }
    return program.executor.points(noise, count: count).map { $0 / Float(-level) }
  }

  private func program(of layer: Int) -> LayerProgram {
    if let known = programs[layer] { return known }
    let graph = Graph()
    let point = graph.input(0, features: 2)
    var outputs = Outputs()
    let (vectors, growth): (PointOutput, NumberOutput)
    var (noise, height): (PointOutput?, NumberOutput?)
    if let flow = architecture.layers[layer] as? any FieldDriven {
      let motion = flow.motion(at: point, graph.input(1, features: 1))
      vectors = outputs.add(point: motion.velocity)
      growth = outputs.add(number: motion.divergence)
      if let model = flow as? any Denoising {
        let time = (1 - graph.input(1, features: 1)).maximum(model.schedule.time(after: 1))
        noise = outputs.add(point: model.noise(in: point, at: time))
      }
    } else {
      let mapped = architecture.layers[layer].forward(point)
      vectors = outputs.add(point: mapped.point)
      growth = outputs.add(number: mapped.logDet)
      if let layer = architecture.layers[layer] as? any PotentialDriven {
        height = outputs.add(number: layer.terrain(at: point, movedTo: mapped.point))
      }
    }
    let program = LayerProgram(
      executor: Executor(
        Program(outputs), parameterCount: architecture.parameterCount, threads: threads),
      vectors: vectors, growth: growth, noise: noise, height: height)
    programs[layer] = program
    return program
  }
}

extension Architecture {
  /// σ of the score at a moment of a diffusion model, which is never less than that of the first noise step:
  /// without noise the score is not learned. `nil` for other moments.
  public func scoreLevel(_ moment: Moment) -> Double? {
    guard let time = moment.time, let layer = layers[moment.layer] as? any Denoising else {
      return nil
    }
    return layer.schedule.noise(max(1 - time, layer.schedule.time(after: 1)))
  }

  /// The layer and stage at a depth between z (0) and x (1).
  public func moment(atDepth depth: Double) -> Moment {
    Moment(
      depth: depth, stages: layers.map { max(1, $0.stageNames.count) },
      areSteps: layers.map { $0 is any FieldDriven })
  }
}

extension Architecture {
  /// Whether the layer of a moment moves points up a slope.
  public func hasTerrain(_ moment: Moment) -> Bool {
    layers.indices.contains(moment.layer) && layers[moment.layer] is any PotentialDriven
  }
}

extension Evaluator {
  /// What the flow does to points of the space at a depth between z (0) and x (1).
  public func motion(at points: [SIMD2<Float>], depth: Double, of model: Model) -> Motion {
    motions.evaluate(at: points, architecture.moment(atDepth: depth), model)
  }
}
