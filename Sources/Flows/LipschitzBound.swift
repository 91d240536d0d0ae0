extension Architecture {
  /// The greatest factor by which distances can grow, each way, where the layers guarantee one:
  /// a residual layer z = x + g(x) whose g has Lipschitz constant L stretches at most 1 + L times
  /// from x to z and 1 / (1 − L) times back (Behrmann et al. 2019, arXiv:1811.00995, lemma 2).
  ///
  /// `nil` for flows without such layers.
  public var lipschitzBound: (forward: Double, inverse: Double)? {
    let constants = layers.compactMap { ($0 as? Residual)?.network.lipschitz }
    guard !constants.isEmpty, constants.count == layers.count else { return nil }
    return (
      constants.reduce(1) { $0 / (1 - $1) }, constants.reduce(1) { $0 * (1 + $1) }
    )
  }
}
