import Flows

extension Architecture {
  /// The greatest factor by which distances can grow, each way: the product of what the layers
  /// guarantee. `nil` for flows with a layer that guarantees nothing.
  public var lipschitzBound: (forward: Double, inverse: Double)? {
    let bounds = layers.compactMap { ($0 as? any LipschitzBounded)?.stretchBound }
    guard bounds.count == layers.count else { return nil }
    return bounds.reduce((forward: 1, inverse: 1)) {
      ($0.forward * $1.forward, $0.inverse * $1.inverse)
    }
  }
}
