import Autodiff
import Flows

extension Rival {
  static let folded = Rival(
    name: "folded", title: "Folded flow",
    summary: "a flow of the plane folded at x₁ = 0 (a surjection), and a sign that unfolds it",
    papers: [Paper("Nielsen et al.", 2020, arXiv: "2007.02731")], likelihood: .exact,
    abilities: [.density], samplingWords: "one pass, and a sign",
    noInverseWords: "z and a sign belong to each x, and the fold forgets the sign",
    defaultHidden: [64, 64],
    defaultLearningRate: 4e-3
  ) { FoldedFlow(&$0) }
}

/// A flow of the plane folded at x₁ = 0, and a sign that unfolds it: the absolute value as a surjection
/// (Nielsen et al. 2020, arXiv:2007.02731, section 3).
///
///     y = |x₁|,    log p(x) = log p(y, x₂) + log P(s | y, x₂),    s = sign x₁
///
/// x → y loses the sign and has no inverse, but p is exact for any data: the two points that have one y
/// share its density by P(s). Where the target is a mirror image of itself, the flow has half of it to
/// learn. y is above 0, so the flow has log(exp(y) − 1) in its place.
struct FoldedFlow: MadeOfMaps {
  private let flow: LayerStack
  private let sign: Conditioner

  /// Points nearer to the fold count as so far from it.
  private static let nearest = 1e-4
  private static let layers = 8

  init(_ builder: inout RivalBuilder) {
    flow = LayerStack("flow", count: Self.layers, features: 2, &builder)
    sign = builder.network("sign") { Conditioner(inputs: 2, outputs: 1, &$0) }
  }

  var objective: AssembledLikelihood<Self> {
    AssembledLikelihood(
      name: "NLL", formula: "−(log p(|x₁|, x₂) + log P(sign x₁))", draws: [.data])
  }

  func gain(_ sample: Sample) -> Value { logDensity(sample[.data]) }

  private func logDensity(_ x: Value) -> Value {
    let y = x.feature(0).absolute.maximum(Self.nearest)
    // u = log(exp(y) − 1) has the slope 1/(1 − exp(−y)).
    let rest = (1 - (-y).exp).log
    let unfolded = Value.concatenate([y + rest, x.feature(1)])
    let odds = sign(unfolded)
    let isPositive = x.graph.constant(0).isLess(than: x.feature(0))
    let logSign = isPositive.select(-(-odds).softplus, -odds.softplus)
    return flow.logDensity(unfolded) - rest + logSign
  }

  func makeDensity(parameterCount: Int, threads: Int) -> (any PointFunction)? {
    GraphFunction(parameterCount: parameterCount, threads: threads, logDensity)
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
  /// Of the half plane; its mirror image stretches as far.
  var maps: [(Value) -> Value] {
    [
      { z in
        let unfolded = flow.forward(z)
        return .concatenate([unfolded.feature(0).softplus, unfolded.feature(1)])
      }
    ]
  }
}
