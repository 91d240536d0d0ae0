import Autodiff
import Flows

extension Architecture {
  /// The parameters as evaluations need them: estimates among them are iterated until they are exact.
  /// Settled parameters do not change if they are settled again.
  package func settled(_ parameters: [Float]) -> [Float] {
    var settled = parameters
    for case let layer as any Maintained in layers {
      for matrix in layer.followedMatrices { matrix.settle(&settled) }
    }
    return settled
  }
}

/// Updates the parameters that gradients do not train after each training step, without allocating.
struct Maintenance {
  private let layers: [any Maintained]
  private let stream: RandomStream
  private let powerIteration: PowerIteration<Float>

  /// Power iterations a training step. Singular vectors turn slowly, so two are enough.
  private static let iterations = 2

  /// - Returns: `nil` if no layer has such parameters.
  init?(_ architecture: Architecture, _ executor: Executor<Float>) {
    layers = architecture.layers.compactMap { $0 as? any Maintained }
    guard !layers.isEmpty else { return nil }
    stream = RandomStream(seed: architecture.settings.seed).split(RandomStream.Purpose.maintenance)
    powerIteration = executor.makePowerIteration(layers.flatMap(\.followedMatrices))
  }

  func perform(on executor: Executor<Float>, step: Int) {
    powerIteration.advance(iterations: Self.iterations)
    var random = stream.split(UInt64(step))
    for layer in layers { layer.redraw(using: &random) { executor.setParameter($0, $1) } }
  }
}
