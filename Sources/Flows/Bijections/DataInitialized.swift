import Autodiff

/// A layer whose first parameters come from a batch of data rather than from the seed alone.
package protocol DataInitialized: Bijection {
  /// Sets the layer's parameters from points as they arrive from the data side; does nothing the
  /// second time.
  func initialize(_ parameters: inout [Float], from points: [SIMD2<Float>])
}
