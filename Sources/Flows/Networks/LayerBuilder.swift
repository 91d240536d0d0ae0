/// What a layer is made from: the sizes of its networks, the parameters so far, and where first values come
/// from.
struct LayerBuilder {
  /// Widths of a conditioner's hidden layers.
  let hidden: [Int]
  /// Whether layers begin close to the identity, because the flow begins as a Gaussian fit.
  let isNeutral: Bool
  var layout = ParameterLayout()
  var random: RandomStream
}
