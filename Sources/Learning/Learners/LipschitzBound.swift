import Flows

extension Architecture {
  /// The greatest factor by which distances can grow, each way, where the layers guarantee one:
  /// a residual layer z = x + g(x) whose g has Lipschitz constant L stretches at most 1 + L times
  /// from x to z and 1 / (1 − L) times back (Behrmann et al. 2019, arXiv:1811.00995, lemma 2); the
  /// Gaussian fit has singular values √(1 ± |ρ|).
  ///
  /// `nil` for flows without such layers.
  public var lipschitzBound: (forward: Double, inverse: Double)? {
    guard layers.contains(where: { $0 is Residual }) else { return nil }
    var bound = (forward: 1.0, inverse: 1.0)
    for layer in layers {
      if let constant = (layer as? Residual)?.network.lipschitz {
        bound.forward /= 1 - constant
        bound.inverse *= 1 + constant
      } else if let correlation = (layer as? GaussianFit)?.correlation {
        bound.forward *= (1 + abs(correlation)).squareRoot()
        bound.inverse /= (1 - abs(correlation)).squareRoot()
      } else {
        return nil
      }
    }
    return bound
  }
}
