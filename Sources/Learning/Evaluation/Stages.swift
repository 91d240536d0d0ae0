import Autodiff
import Flows

/// A batch of points on their way through a flow, seen after every stage: a layer of a discrete flow,
/// a solver's step of a continuous one.
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
  /// Whether the straight blend of the identity and this stage is a map of the same kind, so that
  /// what lies between two stages is a flow as well; otherwise it is only drawn in between.
  public var blends: Bool
  /// Whether it is a step of a solver: then what lies between is a flow as well, but the points are
  /// known only where steps end.
  public var isSolverStep = false
}

/// Computes journeys, in both directions, with one program each.
final class JourneyEvaluator {
  private let architecture: Architecture
  private let forwarder: Executor<Float>
  private let inverter: Executor<Float>
  private let count: Int

  init(_ architecture: Architecture, threads: Int) {
    self.architecture = architecture
    count = architecture.stages.count
    func executor(_ trace: (Value) -> [Mapped]) -> Executor<Float> {
      let stages = trace(Graph().input(0, features: 2))
      return Executor(
        Program(lanes: stages.flatMap { [$0.point, $0.logDet] }),
        parameterCount: architecture.parameterCount, threads: threads)
    }
    forwarder = executor { start in
      architecture.layers.reduce(into: [Mapped]()) { stages, layer in
        stages += layer.forwardStages(stages.last?.point ?? start)
      }
    }
    inverter = executor { start in
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
    _ executor: Executor<Float>, _ points: [SIMD2<Float>], _ model: Model
  ) -> (points: [[SIMD2<Float>]], logDets: [[Float]]) {
    guard !points.isEmpty else {
      return (
        Array(repeating: [], count: count + 1), Array(repeating: [], count: count)
      )
    }
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    let lanes = points.count
    return (
      [points] + (0..<count).map { executor.pointOutput(2 * $0, count: lanes) },
      (0..<count).map { executor.output(2 * $0 + 1, count: lanes) }
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
  /// How many stages (``Stage``) it has, likewise.
  public var stageCount: Int { layerSketch.reduce(0) { $0 + max(1, $1.stageNames.count) } }
}
