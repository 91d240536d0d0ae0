import Autodiff

/// A layer that keeps numbers among the parameters which gradients do not train: running estimates,
/// and what is drawn anew for every step.
protocol Maintained: Bijection {
  /// Brings them up to date after a training step.
  func maintain(_ parameters: inout [Float], using random: inout RandomStream)
  /// Makes them what an evaluation needs, exact and free of chance; a second time changes nothing.
  func settle(_ parameters: inout [Float])
}

extension Architecture {
  var isMaintained: Bool { layers.contains { $0 is any Maintained } }

  /// `parameters` as an evaluation needs them.
  func settled(_ parameters: [Float]) -> [Float] {
    var settled = parameters
    for case let layer as any Maintained in layers { layer.settle(&settled) }
    return settled
  }

  /// Brings what gradients do not train up to date after training step `step`.
  func maintain(_ parameters: inout [Float], step: Int) {
    let stream = RandomStream(seed: settings.seed).split(RandomStream.Purpose.maintenance)
    var random = stream.split(UInt64(step))
    for case let layer as any Maintained in layers {
      layer.maintain(&parameters, using: &random)
    }
  }
}
