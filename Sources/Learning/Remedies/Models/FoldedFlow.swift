import Autodiff
import Flows

/// A flow of the plane folded at x₁ = 0, and a sign that unfolds it: the absolute value as a surjection
/// (Nielsen et al. 2020, arXiv:2007.02731, table 1 and appendix).
///
///     y = |x₁|,    log p(x) = log p(y, x₂) + log P(s | y, x₂),    s = sign x₁
///
/// x → y loses the sign and has no inverse, but p is exact for any data: the two points that have one y
/// share its density by P(s). Where the target is a mirror image of itself, the flow has half of it to
/// learn. y is above 0, so the flow has log(eʸ − 1) in its place.
struct FoldedFlow: AssembledModel {
  let likelihood = Likelihood.exact
  let draws: [Draw] = [.data]
  let layout: ParameterLayout
  private let flow: LayerStack
  private let sign: Conditioner

  /// Points nearer to the fold count as so far from it.
  private static let nearest = 1e-4

  /// - Throws: ``FlowError`` for a family that does not fit.
  init(_ settings: Settings) throws(FlowError) {
    let family = try settings.resolvedFamily()
    let count = settings.layers ?? family.defaultLayers
    var (layers, builder) = try LayerStack.make(settings, count: count)
    flow = LayerStack(layers: layers)
    layers = []
    sign = builder.scoped(count) { Conditioner(inputs: 2, outputs: 1, &$0) }
    layout = builder.layout
  }

  func gain(_ sample: Sample) -> Value { logDensity(sample[.data]) }

  private func logDensity(_ x: Value) -> Value {
    let y = x.feature(0).absolute.maximum(Self.nearest)
    let rest = (1 - (-y).exp).log
    // log(eʸ − 1), and log of its slope.
    let unfolded = Value.concatenate([y + rest, x.feature(1)])
    let odds = sign(unfolded)
    let isPositive = x.graph.constant(0).isLess(than: x.feature(0))
    let logSign = isPositive.select(-(-odds).softplus, -odds.softplus)
    return flow.logDensity(unfolded) - rest + logSign
  }

  func makeDensity(threads: Int) -> any AssembledDensity {
    GraphDensity(parameterCount: layout.initial.count, threads: threads, logDensity)
  }

  // Two numbers for z, two for the sign.
  let latentCount = 4

  func generate(_ latent: Value) -> Value {
    let unfolded = flow.forward(latent.features(0..<2))
    let y = unfolded.feature(0).softplus
    let isPositive = latent.features(2..<4).uniform.isLess(than: sign(unfolded).sigmoid)
    return .concatenate([isPositive.select(y, -y), unfolded.feature(1)])
  }

  let mapInputs = 2
  var maps: [(Value) -> Value] {
    [
      { z in
        let unfolded = flow.forward(z)
        return .concatenate([unfolded.feature(0).softplus, unfolded.feature(1)])
      }
    ]
  }
}
