import Autodiff
import Flows

extension Architecture {
  /// `parameters` as an evaluation needs them, exact and free of chance; a second time changes nothing.
  package func settled(_ parameters: [Float]) -> [Float] {
    var settled = parameters
    for case let layer as any Maintained in layers {
      for matrix in layer.followedMatrices { matrix.settle(&settled) }
    }
    return settled
  }
}

/// Brings what gradients do not train up to date after each training step, without allocating.
struct Maintenance {
  private let layers: [any Maintained]
  private let stream: RandomStream
  private let powerIteration: PowerIteration<Float>

  /// Follows singular vectors by this many iterations a step: they turn slowly.
  private static let iterations = 2

  /// - Returns: `nil` where there is nothing to maintain.
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
