import Learning

extension Proof {
  static let mass = Proof(
    "mass", "A density integrates to one by quadrature, and samples follow it."
  ) { subject in
    let evaluator = try Evaluator(subject.model.settings, threads: 2)
    let count = 20_000
    let samples = evaluator.forward(subject.basePoints(count), of: subject.model).x
    guard samples.allSatisfy({ $0.isFinite }) else {
      return [
        Measurement(
          "the number of samples that are not finite",
          faults: faults(among: samples) { !$0.isFinite })
      ]
    }
    let grid = DensityGrid(subject, evaluator, around: samples)
    var observed = Array(repeating: 0.0, count: grid.masses.count)
    for sample in samples { if let bin = grid.bin(sample) { observed[bin] += 1 } }
    // A trained density's mass is 1; a random one's is the share of its samples that the box holds.
    let share = subject.state == .trained ? 1 : observed.reduce(0, +) / Double(count)
    let fit = pearson(observed, expected: grid.masses.map { $0 * Double(count) })
    return [
      Measurement(
        "the mass by quadrature, less the share of samples in its box,",
        abs(grid.masses.reduce(0, +) - share), .below, 0.01),
      // A mass that is off by 0.1 % adds at most count · 1e-6 per cell's share.
      Measurement(
        "Pearson's statistic of \(count) samples", fit.statistic, .below,
        fit.cells + 5 * (2 * fit.cells).squareRoot()),
      Measurement("the number of cells that it compares", fit.cells, .above, 10),
    ]
  }

  /// Pearson's statistic; cells that expect few samples are counted together.
  private static func pearson(
    _ observed: [Double], expected: [Double]
  ) -> (statistic: Double, cells: Double) {
    var (statistic, cells, rest) = (0.0, 0.0, (expected: 0.0, seen: 0.0))
    for (expected, seen) in zip(expected, observed) {
      if expected < 20 {
        rest = (rest.expected + expected, rest.seen + seen)
      } else {
        statistic += (seen - expected) * (seen - expected) / expected
        cells += 1
      }
    }
    if rest.expected > 20 {
      statistic += (rest.seen - rest.expected) * (rest.seen - rest.expected) / rest.expected
    }
    return (statistic, cells)
  }
}
