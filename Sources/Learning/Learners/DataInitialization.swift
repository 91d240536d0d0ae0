import Autodiff
import Flows

extension Architecture {
  /// Whether any layer wants to see data before training.
  var wantsData: Bool { layers.contains { $0 is any DataInitialized } }

  /// Lets a batch pass from data to base, setting layers that want it on the way.
  func initialize(_ parameters: inout [Float], from batch: [SIMD2<Float>]) {
    var points = batch
    for layer in layers.reversed() {
      (layer as? any DataInitialized)?.initialize(&parameters, from: points)
      let executor = Executor<Float>(
        Program(lanes: [layer.inverse(Graph().input(0, features: 2)).point]),
        parameterCount: parameters.count)
      executor.parameters = parameters
      executor.setInput(0, feature: 0, points.lazy.map(\.x))
      executor.setInput(0, feature: 1, points.lazy.map(\.y))
      executor.run(lanes: points.count)
      points = points.indices.map {
        SIMD2(executor.output(0, feature: 0, lane: $0), executor.output(0, feature: 1, lane: $0))
      }
    }
  }
}
