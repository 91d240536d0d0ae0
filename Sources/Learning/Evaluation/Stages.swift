import Autodiff
import Flows

/// A batch of points on their way through a flow, after every stage. A stage is a layer of a discrete
/// flow, or a solver's step in a continuous one.
public struct Journey: Sendable {
  /// The points at every stage, from base space (first) to data space (last).
  public var points: [[SIMD2<Float>]]
  /// log|det| of each stage in the direction z → x at each point, in nats; one fewer than `points`.
  public var logDets: [[Float]]

  /// Stages passed from z to x.
  public var stages: Int { logDets.count }
}

/// One stage of a flow.
public struct Stage: Hashable, Sendable {
  /// `coupling 3`; `t 0.25` for a step of a continuous flow, which ends at that time.
  public var name: String
  /// Whether a straight blend of the identity and this stage is invertible too. Then a picture between two
  /// stages shows a flow; otherwise it is only an interpolation.
  public var blends: Bool
  /// Whether it is a solver's step. Between two steps the points move on, but they are computed only where
  /// steps end.
  public var isSolverStep = false
}

/// Computes journeys, with one program for each direction.
final class JourneyEvaluator {
  private let architecture: Architecture
  private let forwarder: Pass
  private let inverter: Pass
  private let count: Int

  /// One direction, stage by stage in the order in which it passes them.
  private struct Pass {
    let executor: Executor<Float>
    let stages: [(image: PointOutput, logDet: NumberOutput)]
  }

  init(_ architecture: Architecture, threads: Int) {
    self.architecture = architecture
    count = architecture.stages.count
    func pass(_ trace: (Value) -> [Mapped]) -> Pass {
      var outputs = Outputs()
      let stages = trace(Graph().input(0, features: 2)).map {
        (image: outputs.add(point: $0.point), logDet: outputs.add(number: $0.logDet))
      }
      let executor = Executor<Float>(
        Program(outputs), parameterCount: architecture.parameterCount, threads: threads)
      return Pass(executor: executor, stages: stages)
    }
    forwarder = pass { start in
      architecture.layers.reduce(into: [Mapped]()) { stages, layer in
        stages += layer.forwardStages(stages.last?.point ?? start)
      }
    }
    inverter = pass { start in
      architecture.layers.reversed().reduce(into: [Mapped]()) { stages, layer in
        stages += layer.inverseStages(stages.last?.point ?? start)
      }
    }
  }

  func forward(_ points: [SIMD2<Float>], _ model: Model) -> Journey {
    let (places, logDets) = run(forwarder, points, model)
    return Journey(points: places, logDets: logDets)
  }

  func inverse(_ points: [SIMD2<Float>], _ model: Model) -> Journey {
    let (places, logDets) = run(inverter, points, model)
    return Journey(
      points: places.reversed(), logDets: logDets.reversed().map { $0.map { -$0 } })
  }

  private func run(
    _ pass: Pass, _ points: [SIMD2<Float>], _ model: Model
  ) -> (points: [[SIMD2<Float>]], logDets: [[Float]]) {
    guard !points.isEmpty else {
      return (
        Array(repeating: [], count: count + 1), Array(repeating: [], count: count)
      )
    }
    let (executor, lanes) = (pass.executor, points.count)
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, points: points)
    executor.run(lanes: lanes)
    return (
      [points] + pass.stages.map { executor.points($0.image, count: lanes) },
      pass.stages.map { executor.numbers($0.logDet, count: lanes) }
    )
  }
}

extension Architecture {
  /// The stages from z to x.
  public var stages: [Stage] {
    let solved = layers.count { !$0.stageNames.isEmpty }
    return zip(layers, layerNames).flatMap { layer, name in
      layer.stageNames.isEmpty
        ? [Stage(name: name, blends: layer.blends)]
        : layer.stageNames.map {
          Stage(
            name: solved == 1 ? $0 : "\(name), \($0)", blends: layer.blends,
            isSolverStep: true)
        }
    }
  }
}

extension Settings {
  /// How many layers the flow has; 0 where the settings name none.
  public var layerCount: Int { layerSketch.count }
  /// How many steps a diffusion model's noise is taken away in.
  public var noiseStepCount: Int { noiseSteps ?? NoiseSchedule.defaultSteps }
  /// How many stages (``Stage``) it has, likewise.
  public var stageCount: Int { layerSketch.reduce(0) { $0 + max(1, $1.stageNames.count) } }
}
