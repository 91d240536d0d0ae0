import Autodiff
import Foundation

/// How training computes log-determinants that a layer could only estimate in many dimensions: a
/// residual layer's log|det(I + J)|, with J the Jacobian of its network, or a continuous flow's trace.
public enum LogDetMethod: String, CaseIterable, Codable, Hashable, Sendable {
  /// The 2 × 2 determinant, or the trace.
  case exact
  /// The first terms of the power series Σ (−1)ᵏ⁺¹ tr(Jᵏ)/k: biased (Behrmann et al. 2019,
  /// arXiv:1811.00995, equation 4).
  case series
  /// The series to a random length, each term weighted by 1/P(N ≥ k): unbiased up to
  /// `LogDetSeries.mostTerms` terms (Chen et al. 2019, arXiv:1906.02735, equation 6).
  case roulette
  /// εᵀ(∂f/∂x)ε for a trace, with noise ε that stays the same for a whole solve: unbiased (Grathwohl
  /// et al. 2019, arXiv:1810.01367, equation 7).
  case hutchinson
}

/// The power series log det(I + J) = Σ (−1)ᵏ⁺¹ tr(Jᵏ)/k, which converges where ‖J‖ < 1.
package enum LogDetSeries {
  /// Terms of the truncated series.
  package static let terms = 8
  /// Terms that Russian roulette always keeps.
  package static let certain = 2
  /// The largest number of terms that can be drawn. More would be drawn with probability 2⁻³⁰; their sum is
  /// bounded by
  /// `biasBound(lipschitz:terms:dimensions:)`, 0.16 nats a layer where ‖J‖ is everywhere the bound .95.
  package static let mostTerms = 32

  /// tr(Jᵏ) for k = 1…count of J = (a b; c d), by the recurrence that Cayley and Hamilton give:
  /// tr(Jᵏ) = tr(J)·tr(Jᵏ⁻¹) − det(J)·tr(Jᵏ⁻²).
  package static func traces(trace: Double, determinant: Double, count: Int) -> [Double] {
    var traces = [trace]
    var before = 2.0
    while traces.count < count {
      let last = traces[traces.count - 1]
      traces.append(trace * last - determinant * before)
      before = last
    }
    return traces
  }

  /// The largest error of the first `terms` terms in d dimensions where ‖J‖ ≤ σ, in nats:
  /// d·(−ln(1 − σ) − Σ σᵏ/k) (Behrmann et al. 2019, theorem 3).
  package static func biasBound(lipschitz: Double, terms: Int, dimensions: Int = 2) -> Double {
    let partial = (1...terms).reduce(0) { $0 + pow(lipschitz, Double($1)) / Double($1) }
    return Double(dimensions) * (-log(1 - lipschitz) - partial)
  }

  /// N, the number of terms that Russian roulette keeps: `certain` plus a geometric number with success
  /// probability ½.
  package static func drawLength(using random: inout RandomStream) -> Int {
    var length = certain
    while length < mostTerms, random.uniform() < 0.5 { length += 1 }
    return length
  }

  /// 1/P(N ≥ k), where P(N ≥ k) = 2^−(k − certain) beyond the certain terms.
  package static func weight(ofTerm term: Int) -> Double { pow(2, Double(max(0, term - certain))) }
}
