import Autodiff

// Whether what was computed by repetition arrived. Every iterative layer says so for each lane, from
// a residual that it computes after the last turn, whatever the number of turns.

extension Graph {
  private static let unconvergedName = "unconverged"

  /// Remembers where a layer's repetition did not arrive.
  /// - Parameters:
  ///   - residual: what should be nothing, one feature, 0 or more.
  ///   - bound: how large it may be. Not a number is too large.
  public func noteConvergence(residual: Value, bound: Value) {
    noteUnconverged(1 - residual.isLess(than: bound))
  }

  /// Remembers where a layer's repetition did not arrive: 1 there, else 0, one feature.
  package func noteUnconverged(_ value: Value) { note(Self.unconvergedName, value) }

  /// 1 in lanes where any layer did not arrive, else 0; `nil` where nothing is repeated.
  package var unconverged: Value? {
    let values = noted(Self.unconvergedName)
    return values.first.map { values.dropFirst().reduce($0) { $0.maximum($1) } }
  }
}
