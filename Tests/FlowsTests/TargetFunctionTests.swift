import Foundation
import Testing

@testable import Flows

/// The functions that exact densities are made of, against values computed with 40 digits.
@Suite struct TargetFunctionTests {
  private func expectClose(_ value: Double, _ reference: Double, _ comment: Comment? = nil) {
    let tolerance = 1e-12 * max(1, abs(reference))
    #expect(abs(value - reference) <= tolerance, comment)
  }

  @Test(arguments: [
    (0.0, 0.0), (1e-3, -0.00099975000001562502), (0.5, -0.4384502808145187),
    (5, -1.6953182241774666), (20, -2.4103895717557257), (23.999, -2.5026225024538199),
    (24.001, -2.502664622524817), (100, -3.2202673100574163), (1e4, -5.524096218567699),
    (1e8, -10.129278903930855),
  ])
  func besselFunctionMatchesReference(x: Double, reference: Double) {
    expectClose(SpecialFunctions.logScaledBesselI0(x), reference)
  }

  @Test(arguments: [
    (-1.0, 1.0, -0.38171514630212607), (-0.5, 3, -0.37090055956203252), (-9, 12, 0),
    (0, 1, -1.0748623268620714), (1, 2.5, -1.88094754262984), (-2.5, -1, -1.88094754262984),
    (8, 9, -35.013618593437148), (24, 26, -292.09872100320779), (26, 26.5, -342.17851088713441),
    (26, 27.7, -342.17850892992783), (40, 41.5, -804.60844201375379),
    (-41.5, -40, -804.60844201375379), (300, 302, -45006.622732118663),
  ])
  func normalIntervalMatchesReference(lower: Double, upper: Double, reference: Double) {
    expectClose(SpecialFunctions.logNormalInterval(lower, upper), reference)
  }

  @Test(arguments: [
    (-3.0, 0.69313613525044681), (2, -5.3649412646166376), (19.9, -399.57434330827493),
    (20.1, -407.58431854520046), (50, -2504.4845878484514),
  ])
  func complementaryErrorFunctionMatchesReference(x: Double, reference: Double) {
    expectClose(SpecialFunctions.logErfc(x), reference)
  }

  @Test func logSumNeitherOverflowsNorDependsOnOrder() {
    let terms: [Double] = [-1000, 1000, 999, -.infinity, 1000.5, 200]
    let exact = 1000.5 + log(1 + exp(-0.5) + exp(-1.5))
    var upward = LogSum()
    var downward = LogSum()
    #expect(upward.value == -.infinity)
    for term in terms { upward.add(term) }
    for term in terms.reversed() { downward.add(term) }
    expectClose(upward.value, exact)
    expectClose(downward.value, exact)
  }

  @Test(arguments: [1, 2, 5, 40, 280])
  func quadratureIsExactForPolynomials(count: Int) {
    let rule = Quadrature(on: -1...3, count: count)
    for degree in 0..<min(2 * count, 8) {
      let integral = zip(rule.nodes, rule.weights).reduce(0.0) {
        $0 + $1.1 * pow($1.0, Double(degree))
      }
      let exact = (pow(3, Double(degree + 1)) - pow(-1, Double(degree + 1))) / Double(degree + 1)
      expectClose(integral, exact, "degree \(degree)")
    }
  }

  /// The quadrature along a curve, against a midpoint sum that is fifty times finer.
  @Test func curveDensitiesMatchAFineMidpointSum() throws {
    let spiral = { (t: Double) in SIMD2(cos(t), sin(t)) * (t / 5) }
    let wave = { (t: Double) in SIMD2(t, 2.5 * sin(t)) }
    let moon = { (t: Double) in
      // One parameter runs along the upper moon, then along the lower one.
      t < .pi
        ? SIMD2(2 * cos(t) - 1, 2 * sin(t) - 0.2)
        : SIMD2(1 - 2 * cos(t - .pi), 0.8 - 2 * sin(t - .pi))
    }
    let cases: [(String, ClosedRange<Double>, Double, (Double) -> SIMD2<Double>)] = [
      ("swissroll", 1.5 * .pi...4.5 * .pi, 0.2, spiral), ("cos", -2.5...2.5, 0.1, wave),
      ("line", -2.5...2.5, 0.1, { SIMD2($0, $0) }), ("moons", 0...2 * .pi, 0.2, moon),
    ]
    for (name, range, deviation, curve) in cases {
      let target = try Targets.named(name)
      var random = RandomStream(seed: 5)
      for _ in 0..<4 {
        let x = SIMD2<Double>(target.sample(using: &random)) + 0.2 * random.normalPair()
        let count = 8000
        var sum = 0.0
        for index in 0..<count {
          let fraction = (Double(index) + 0.5) / Double(count)
          let t = range.lowerBound + (range.upperBound - range.lowerBound) * fraction
          let offset = (x - curve(t)) / deviation
          sum += exp(-0.5 * (offset * offset).sum())
        }
        let density = sum / (Double(count) * 2 * .pi * deviation * deviation)
        let value = try #require(target.logDensity(x))
        #expect(abs(value - log(density)) < 1e-5, "\(name) at \(x)")
      }
    }
  }

  /// The closed form for a blurred square, against the definition: jitter and noise drawn apart.
  @Test func spiralDensityMatchesADoubleIntegralOfItsDefinition() {
    let target = TwoSpirals()
    let x = SIMD2(1.3, -0.4)
    var sum = 0.0
    let (along, across) = (600, 12)
    for index in 0..<along {
      // Equal steps of u, as the definition draws it.
      let n = 3 * Double.pi * ((Double(index) + 0.5) / Double(along)).squareRoot()
      for cell in 0..<across * across {
        let jitter =
          (SIMD2(Double(cell % across), Double(cell / across)) + 0.5) * (0.5 / Double(across))
        let point = (SIMD2(-cos(n), sin(n)) * n + jitter) / 3
        for offset in [x - point, x + point] {
          sum += exp(-(offset * offset).sum() / 0.02) / (0.02 * .pi) / 2
        }
      }
    }
    let density = sum / Double(along * across * across)
    #expect(abs((target.logDensity(x) ?? 0) - log(density)) < 2e-3)
  }

  /// The pinwheel's definition, noise given.
  private func pinwheel(_ a: Double, _ b: Double, _ arm: Int) -> SIMD2<Double> {
    let turn = 2 * Double.pi / 5 * Double(arm) + 0.25 * exp(a)
    return 2 * SIMD2(a * cos(turn) + b * sin(turn), b * cos(turn) - a * sin(turn))
  }

  /// The pinwheel's sum over roots, against a fine scan of its two Gaussian coordinates.
  @Test(arguments: [(1.2, 0.05, 0), (0.5, -0.1, 2), (1.7, 0.1, 3)])
  func pinwheelDensityMatchesItsMassNearAPoint(a: Double, b: Double, arm: Int) throws {
    let x = pinwheel(a, b, arm)
    // The mass of a small disc: the share of a fine lattice of (a, b) that each arm carries into it.
    let radius = 0.15
    let step = 0.004
    var mass = 0.0
    let distance = (x * x).sum().squareRoot() / 2
    for row in 0..<Int(0.8 / step) {
      let b = -0.4 + (Double(row) + 0.5) * step
      for column in 0..<Int(0.2 / step) {
        // Turning keeps the distance from the centre, so that only a thin annulus counts.
        let r = distance - 0.1 + (Double(column) + 0.5) * step
        guard r > abs(b) else { continue }
        let a = (r * r - b * b).squareRoot()
        let weight = exp(-0.5 * (pow((a - 1) / 0.3, 2) + pow(b / 0.1, 2))) * r / a
        guard weight > 1e-12 else { continue }
        for arm in 0..<5 {
          let offset = pinwheel(a, b, arm) - x
          if (offset * offset).sum() < radius * radius {
            mass += weight * step * step / (5 * 2 * .pi * 0.03)
          }
        }
      }
    }
    let target = Pinwheel()
    var expected = 0.0
    let cells = 40
    let cell = 2 * radius / Double(cells)
    for index in 0..<cells * cells {
      let offset = (SIMD2(Double(index % cells), Double(index / cells)) + 0.5) * cell - radius
      guard (offset * offset).sum() < radius * radius else { continue }
      expected += exp(try #require(target.logDensity(x + offset))) * cell * cell
    }
    #expect(abs(mass / expected - 1) < 0.01, "\(mass) against \(expected)")
  }
}
