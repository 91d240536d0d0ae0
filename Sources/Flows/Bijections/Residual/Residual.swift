import Autodiff

/// An invertible residual layer (Behrmann et al. 2019, arXiv:1811.00995, equation 1), with the
/// formula in the direction that maximum likelihood needs:
///
///     z = x + g(x),    log|det dz/dx| = log det(I + J),    J = dg/dx
///
/// It is invertible because g is a contraction (`LipschitzNetwork`). J comes from tangents, so it is exact.
/// Training computes the log-determinant as ``LogDetMethod`` says; every evaluation takes the exact
/// determinant, so that densities integrate to one whatever training estimated. The other direction is the
/// fixed point of x ← z − g(x). With Lipschitz constant L, a residual |z − g(x) − x| below ε(1 − L) means an
/// error below ε, and ε grows with |x| as rounding does.
package struct Residual: Bijection, Maintained, Searched {
  package let name = "residual"
  package let jacobian = JacobianStructure.full
  package let network: LipschitzNetwork
  package let logDetMethod: LogDetMethod
  /// Bound on the error of the fixed point, absolute near the origin and relative far out.
  package var tolerance: Double
  /// Weights of the series' terms for Russian roulette.
  private let termWeights: Parameter?

  private static let mostTurns = 500
  /// |z₁| + |z₂| from which the tolerance grows with it.
  private static let far = 10.0

  init(lipschitz: Double, method: LogDetMethod, tolerance: Double, _ builder: inout LayerBuilder) {
    network = LipschitzNetwork(lipschitz: lipschitz, &builder)
    logDetMethod = method
    self.tolerance = tolerance
    termWeights =
      method == .roulette
      ? builder.layout.add(
        "termWeights", shape: [LogDetSeries.mostTerms],
        Array(repeating: 1, count: LogDetSeries.mostTerms), trained: false) : nil
  }

  package var forwardMethod: Method { .fixedPoint(tolerance: tolerance) }

  package func inverse(_ x: Value) -> Mapped {
    let g = network(x)
    return Mapped(x + g, logDet: logDet(of: g, at: x, by: .exact))
  }

  package func trainingInverse(_ x: Value) -> Mapped {
    let g = network(x)
    return Mapped(x + g, logDet: logDet(of: g, at: x, by: logDetMethod))
  }

  package func forward(_ z: Value) -> Mapped {
    let step = tolerance * (1 - network.lipschitz)
    // Far out, floating-point numbers lie so far apart that steps may never get this short: there a lane that
    // has arrived stays. Elsewhere it comes nearer while others turn, which keeps the map smooth.
    let farBound = (z.absolute.featureSum - Self.far).relu * step
    let x = Value.iterate(from: z, limit: Self.mostTurns, tolerance: step) { x in
      let next = z - network(x)
      return (next - x).absolute.featureSum.isLess(than: farBound).select(x, next)
    }
    let g = network(x)
    let report = SolverReport(
      error: (z - g - x).absolute.featureSum, bound: 2 * step + 1.01 * farBound)
    return Mapped(x, logDet: -logDet(of: g, at: x, by: .exact), report: report)
  }

  /// tr J and det J of the network's Jacobian, by two tangents.
  private func invariants(of g: Value, at x: Value) -> (trace: Value, determinant: Value) {
    let jacobian = Matrix2(columns: x.graph.jacobian(of: g, at: x))
    return (jacobian.trace, jacobian.determinant)
  }

  private func logDet(of g: Value, at x: Value, by method: LogDetMethod) -> Value {
    let (trace, determinant) = invariants(of: g, at: x)
    switch method {
    // A residual flow does not offer Hutchinson's estimate.
    case .exact, .hutchinson: return (1 + trace + determinant).maximum(1e-12).log
    case .series: return series(trace, determinant, terms: LogDetSeries.terms) { _ in nil }
    case .roulette:
      return series(trace, determinant, terms: LogDetSeries.mostTerms) { term in
        termWeights.map { $0(x.graph).feature(term - 1) }
      }
    }
  }

  private func series(
    _ trace: Value, _ determinant: Value, terms: Int, weight: (Int) -> Value?
  ) -> Value {
    LogDetSeries.sum(
      trace: trace, determinant: determinant,
      weights: (1...terms).map { weight($0) ?? trace.graph.constant(1) })
  }

  // MARK: Maintenance

  package var followedMatrices: [FollowedMatrix] { network.weights.map(\.followed) }

  package func redraw(using random: inout RandomStream, _ set: (Int, Float) -> Void) {
    guard let termWeights else { return }
    let length = LogDetSeries.drawLength(using: &random)
    for index in 0..<termWeights.count {
      set(
        termWeights.offset + index,
        index < length ? Float(LogDetSeries.weight(ofTerm: index + 1)) : 0)
    }
  }
}

extension Residual: SeriesEstimated {
  package var lipschitz: Double { network.lipschitz }

  package func invariants(at x: Value) -> (trace: Value, determinant: Value) {
    invariants(of: network(x), at: x)
  }
}

extension Residual: LipschitzBounded {
  /// Of z = x + g(x), whose g has Lipschitz constant L (Behrmann et al. 2019, arXiv:1811.00995,
  /// lemma 2).
  package var stretchBound: (forward: Double, inverse: Double) {
    (1 / (1 - lipschitz), 1 + lipschitz)
  }
}
