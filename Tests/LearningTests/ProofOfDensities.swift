import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Densities as probabilities: they integrate to one, samples follow them, and no model beats the
/// entropy of its target.
@Suite struct ProofOfDensities {
  /// A density on the midpoints of a fine grid, over a box that holds what the model generates: of a
  /// trained one all, of a random one, whose tails may reach far, all but the outermost samples.
  private struct Grid {
    static let bins = 12
    let low: SIMD2<Double>
    let size: SIMD2<Double>
    var masses = Array(repeating: 0.0, count: bins * bins)

    init(
      _ subject: ProofSubject, _ state: ProofSubject.State, _ evaluator: Evaluator,
      around samples: [SIMD2<Float>]
    ) {
      let xs = samples.map { Double($0.x) }.sorted()
      let ys = samples.map { Double($0.y) }.sorted()
      let outside = state == .trained ? 0 : samples.count / 50
      let last = samples.count - 1 - outside
      let corner = SIMD2(xs[outside], ys[outside])
      let extent = SIMD2(xs[last], ys[last]) - corner
      let margin = state == .trained ? 0.25 : 0
      low = corner - margin * extent
      size = (1 + 2 * margin) * extent
      let perBin = subject.family.inverseMethod.isIterative ? 16 : 32
      let count = perBin * Self.bins
      let step = size / Double(count)
      for row in 0..<count {
        let points = (0..<count).map { column in
          SIMD2<Float>(low + (SIMD2(Double(column), Double(row)) + 0.5) * step)
        }
        let density = evaluator.inverse(points, of: subject.model).logDensity
        for column in 0..<count {
          masses[row / perBin * Self.bins + column / perBin] +=
            exp(Double(density[column])) * step.x * step.y
        }
      }
    }

    func bin(_ x: SIMD2<Float>) -> Int? {
      let place = (SIMD2<Double>(x) - low) / size * Double(Self.bins)
      guard place.min() >= 0, place.max() < Double(Self.bins) else { return nil }
      return Int(place.y) * Self.bins + Int(place.x)
    }
  }

  @Test(arguments: FlowFamily.names, ProofSubject.State.allCases)
  func massIsOneAndSamplesFollowTheDensity(name: String, state: ProofSubject.State) throws {
    let subject = try ProofSubject.make(name, state)
    let evaluator = try Evaluator(subject.model.settings, threads: 2)
    let count = 20_000
    let samples = evaluator.forward(subject.basePoints(count), of: subject.model).x
    let grid = Grid(subject, state, evaluator, around: samples)
    let mass = grid.masses.reduce(0, +)
    var observed = Array(repeating: 0.0, count: grid.masses.count)
    for sample in samples { if let bin = grid.bin(sample) { observed[bin] += 1 } }
    // A trained density's mass is 1; a random one's is the share of its samples that the box holds.
    let share = state == .trained ? 1 : observed.reduce(0, +) / Double(count)
    #expect(abs(mass - share) < 0.01, "mass \(mass) of \(share)")

    // Pearson's statistic; cells that expect few samples are counted together.
    var (statistic, cells, rest) = (0.0, 0.0, (0.0, 0.0))
    for (mass, seen) in zip(grid.masses, observed) {
      let expected = mass * Double(count)
      if expected < 20 {
        rest = (rest.0 + expected, rest.1 + seen)
      } else {
        statistic += (seen - expected) * (seen - expected) / expected
        cells += 1
      }
    }
    if rest.0 > 20 { statistic += (rest.1 - rest.0) * (rest.1 - rest.0) / rest.0 }
    // A mass that is off by 0.1 % adds at most count · 1e-6 per cell's share.
    #expect(statistic < cells + 5 * (2 * cells).squareRoot(), "\(statistic) for \(cells) cells")
    #expect(cells > 10)
  }

  @Test(arguments: FlowFamily.names) func likelihoodDoesNotBeatTheEntropy(name: String) throws {
    let subject = try ProofSubject.make(name, .trained)
    let heldOut = try #require(subject.heldOut)
    let entropy = try #require(try Targets.named(subject.model.settings.target).entropy)
    let kl = try #require(heldOut.kl)
    #expect(heldOut.nll >= entropy - 3 * heldOut.standardError)
    #expect(kl > -0.01 && kl < 2, "KL \(kl)")
    // What the same points give when the density is evaluated in Double, one at a time.
    #expect(heldOut.standardError > 0 && heldOut.standardError < 0.1)
    // It has learned something (an orthogonal map can only learn to shift): better than the untrained flow on the same points.
    let untrained = try Trainer(subject.model.settings).measureHeldOut(count: 5000)
    #expect(heldOut.nll < untrained.nll - 0.05, "\(heldOut.nll), untrained \(untrained.nll)")
  }
}
