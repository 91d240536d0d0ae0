/// What a layer is made from: the sizes of its networks, the parameters so far, and where first values come
/// from.
public struct LayerBuilder {
  /// Widths of a conditioner's hidden layers.
  public let hidden: [Int]
  /// Whether layers begin close to the identity, because the flow begins as a Gaussian fit.
  package let isNeutral: Bool
  /// Hands out the layer's parameters.
  public var layout = ParameterLayout()
  /// Where first values come from.
  public var random: RandomStream

  package init(hidden: [Int], isNeutral: Bool = false, random: RandomStream) {
    (self.hidden, self.isNeutral, self.random) = (hidden, isNeutral, random)
  }

  /// First values of a block, one after the other; none where only the size of a model is wanted.
  mutating func values(_ count: Int, _ next: (inout RandomStream) -> Float) -> [Float] {
    guard layout.keepsValues else { return [] }
    return (0..<count).map { _ in next(&random) }
  }
}
