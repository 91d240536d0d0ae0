import Autodiff
import Flows

extension Architecture {
  /// Whether any layer takes its first parameters from data.
  var wantsData: Bool { layers.contains { $0 is any DataInitialized } }

  /// Takes a batch from data to base, and sets the layers on its way that begin from data.
  func initialize(_ parameters: inout [Float], from batch: [SIMD2<Float>]) {
    var points = batch
    for layer in layers.reversed() {
      (layer as? any DataInitialized)?.initialize(&parameters, from: points)
      var outputs = Outputs()
      let point = outputs.add(point: layer.inverse(Graph().input(0, features: 2)).point)
      let executor = Executor<Float>(Program(outputs), parameterCount: parameters.count)
      executor.parameters = parameters
      executor.setInput(0, points: points)
      executor.run(lanes: points.count)
      points = executor.points(point, count: points.count)
    }
  }
}
