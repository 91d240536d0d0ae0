import Foundation
import Testing

@testable import Flows

/// A target's density on the midpoints of a fine grid over a square that holds all of its mass.
struct DensityGrid {
  /// Cells per axis of the histogram that samples are compared with.
  static let bins = 16
  let halfWidth: Double
  /// Probability of each histogram cell, row by row.
  private(set) var masses = [Double](repeating: 0, count: bins * bins)
  /// ∫ p dx.
  private(set) var mass = 0.0
  /// −∫ p log p dx, in nats.
  private(set) var entropy = 0.0

  init(of target: any Target) {
    // Whole cells of the checkerboard, all angles, and room for the tails of the others.
    let widths = ["checkerboard": 4.0, "crescent": 10, "torus": .pi]
    let deviation = target.modes.map(\.deviation).min() ?? .infinity
    halfWidth = widths[target.name] ?? (deviation < .infinity ? 1 : 1.5) * target.extent
    // A cell of the histogram may end in the middle of a mode: with three steps in a standard deviation
    // the sum up to there is the integral to 0.3 % of the mode.
    let perBin = max(12, Int((6 * halfWidth / (Double(Self.bins) * deviation)).rounded(.up)))
    let count = perBin * Self.bins
    let step = 2 * halfWidth / Double(count)
    for row in 0..<count {
      for column in 0..<count {
        let x = SIMD2(Double(column) + 0.5, Double(row) + 0.5) * step - halfWidth
        guard let logDensity = target.logDensity(x), logDensity > -.infinity else { continue }
        let cellMass = exp(logDensity) * step * step
        masses[row / perBin * Self.bins + column / perBin] += cellMass
        mass += cellMass
        entropy -= cellMass * logDensity
      }
    }
  }
}

/// Every target against its own density, by ways of computing the same number that share no code.
@Suite struct TargetTests {
  /// FIELD-NOTES' floors, in nats.
  static let published = [
    "moons": 2.3939, "circles": 3.268, "rings": 2.6232, "8gaussians": 2.8319, "pinwheel": 2.3178,
    "2spirals": 2.6455, "swissroll": 2.670, "checkerboard": 3.4657,
  ]

  @Test(arguments: Targets.all.map(\.name))
  func densityIsNormalisedHasItsEntropyAndMatchesItsSampler(name: String) throws {
    let target = try Targets.named(name)
    let grid = DensityGrid(of: target)
    #expect(abs(grid.mass - 1) < 1e-3)
    let entropy = try #require(target.entropy)
    #expect(abs(grid.entropy - entropy) < 0.003, "quadrature gives \(grid.entropy)")
    if let published = Self.published[name] { #expect(abs(entropy - published) < 0.003) }

    let count = 150_000
    var random = RandomStream(seed: 7)
    var xs = [Float](repeating: 0, count: count)
    var ys = xs
    target.fill(&xs, &ys, using: &random)
    var observed = [Double](repeating: 0, count: grid.masses.count)
    var inside = 0
    for (x, y) in zip(xs, ys) {
      let cell = (SIMD2(Double(x), Double(y)) / grid.halfWidth + 1) * Double(DensityGrid.bins) / 2
      guard cell.min() >= 0, cell.max() < Double(DensityGrid.bins) else { continue }
      observed[Int(cell.y) * DensityGrid.bins + Int(cell.x)] += 1
      if max(abs(x), abs(y)) <= Float(target.extent) { inside += 1 }
    }
    #expect(Double(inside) > 0.985 * Double(count))
    // Pearson's chi-square, with cells of few expected points pooled into one.
    var chiSquare = 0.0
    var cells = 0
    var pooled = (expected: 0.0, observed: 0.0)
    for (mass, seen) in zip(grid.masses, observed) {
      let expected = mass * Double(count)
      if expected < 8 {
        pooled.expected += expected
        pooled.observed += seen
      } else {
        chiSquare += (seen - expected) * (seen - expected) / expected
        cells += 1
      }
    }
    let freedom = Double(cells - 1)
    let sigmas = (chiSquare - freedom) / (2 * freedom).squareRoot()
    #expect(sigmas < 4.5, "chi-square \(chiSquare) on \(freedom) degrees of freedom")
    #expect(abs(pooled.observed - pooled.expected) < 5 * max(pooled.expected, 4).squareRoot())
  }

  @Test(arguments: Targets.all.map(\.name))
  func meanLogDensityOfSamplesIsMinusTheEntropy(name: String) throws {
    let target = try Targets.named(name)
    var random = RandomStream(seed: 11)
    var sum = 0.0
    var squares = 0.0
    let count = 20_000
    for _ in 0..<count {
      let value = try #require(
        target.logDensity(SIMD2<Double>(target.sample(using: &random))))
      sum += value
      squares += value * value
    }
    let mean = sum / Double(count)
    let error = ((squares / Double(count) - mean * mean) / Double(count)).squareRoot()
    let entropy = try #require(target.entropy)
    #expect(abs(mean + entropy) < 4 * error + 1e-4)
  }

  @Test(arguments: Targets.all.map(\.name))
  func modesAreWhatTheTargetIsAMixtureOf(name: String) throws {
    let target = try Targets.named(name)
    let modes = target.modes
    guard !modes.isEmpty else { return }
    #expect(abs(modes.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
    var random = RandomStream(seed: 2)
    for _ in 0..<200 {
      let x = SIMD2<Double>(target.sample(using: &random))
      let density = modes.reduce(0) { sum, mode in
        let distance = mode.distance(to: x)
        let peak = mode.weight / (2 * .pi * mode.deviation * mode.deviation)
        return sum + peak * exp(-0.5 * distance * distance)
      }
      #expect(abs(try #require(target.logDensity(x)) - log(density)) < 1e-9)
      #expect(modes.contains { $0.distance(to: x) < 5 })
    }
    // So far apart that circles of 3 standard deviations do not meet.
    for (index, mode) in modes.enumerated() {
      for other in modes[(index + 1)...] { #expect(mode.distance(to: other.center) > 6) }
    }
  }

  @Test func theTargetsWithModesAreThese() {
    let counts = Targets.all.filter { !$0.modes.isEmpty }.map { "\($0.name) \($0.modes.count)" }
    #expect(
      counts == [
        "8gaussians 8", "grid 25", "diamond 400", "2gaussians 2", "ring8 8", "grid25 25",
      ])
  }

  /// Sums over a lattice 40 times finer than a cell, or than a standard deviation.
  @Test(arguments: ["8gaussians", "grid", "ring8", "grid25"])
  func meanDensitiesAreTheMassOfCells(name: String) throws {
    let target = try Targets.named(name)
    let deviation = try #require(target.modes.first).deviation
    let (columns, rows) = (7, 5)
    // Around one mode, whose centre is not in the middle of a cell.
    for cell in [0.3 * deviation, 2 * deviation, 15 * deviation] {
      let centre = target.modes[3].center
      let corner = centre + SIMD2(-2.3, 1.9) * cell
      let means = try #require(
        target.meanDensities(from: corner, cell: cell, columns: columns, rows: rows))
      let fine = max(8, Int((cell / deviation * 3).rounded(.up)))
      for (index, mean) in means.enumerated() {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        var sum = 0.0
        for part in 0..<fine * fine {
          let place = SIMD2(
            Double(column) + (Double(part % fine) + 0.5) / Double(fine),
            -Double(row) - (Double(part / fine) + 0.5) / Double(fine))
          sum += exp(try #require(target.logDensity(corner + place * cell)))
        }
        let peak = 1 / (deviation * deviation)
        #expect(abs(mean - sum / Double(fine * fine)) < 2e-3 * mean + 1e-4 * peak)
      }
    }
    #expect(Moons().meanDensities(from: .zero, cell: 1, columns: 2, rows: 2) == nil)
  }

  @Test(arguments: Targets.all.map(\.name))
  func fillDrawsTheSamePointsAsSample(name: String) throws {
    let target = try Targets.named(name)
    var one = RandomStream(seed: 3)
    var other = one
    var xs = [Float](repeating: 0, count: 100)
    var ys = xs
    target.fill(&xs, &ys, using: &one)
    for (x, y) in zip(xs, ys) {
      #expect(target.sample(using: &other) == SIMD2(x, y))
    }
  }

  @Test(arguments: Targets.all.map(\.name))
  func densityFarOutIsSmallAndNotNaN(name: String) throws {
    let target = try Targets.named(name)
    for x in [SIMD2(100.0, 0), SIMD2(-30, 70), SIMD2(0, -1e4), SIMD2(8, 8)] {
      let value = try #require(target.logDensity(x))
      #expect(value < -10)
      if name != "checkerboard", !target.isOnTorus { #expect(value.isFinite) }
    }
    #expect(try #require(target.logDensity(.zero)) < 2)
  }

  @Test func unknownNameListsTheNames() {
    #expect(throws: FlowError.self) { try Targets.named("moon") }
    do {
      _ = try Targets.named("moon")
    } catch {
      #expect(error.description.contains("8gaussians"))
    }
  }
}
