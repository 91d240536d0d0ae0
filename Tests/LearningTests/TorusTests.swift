import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// Flows of angles on the torus: nothing is to be seen of the seam where −π and π meet.
@Suite struct TorusTests {
  static let flows = FlowFamily.all.filter(\.isOnTorus).map(\.name)

  private static func settings(_ flow: String) throws -> Settings {
    var settings = try FlowFamily.named(flow).small
    settings.target = "torus"
    return settings
  }

  /// The same places on both sides of the seam, so far from it.
  private static func sides(_ distance: Double) -> [(SIMD2<Double>, SIMD2<Double>)] {
    let (low, high) = (-Double.pi + distance, Double.pi - distance)
    return (0..<40).flatMap { index in
      let other = -3.1 + 0.155 * Double(index)
      return [
        (SIMD2(low, other), SIMD2(high, other)), (SIMD2(other, low), SIMD2(other, high)),
      ]
    }
  }

  /// The greatest differences between the two sides: of log p(x), and of the entries of dz/dx.
  private static func gaps(
    _ subject: ProofSubject, _ distance: Double
  ) throws -> (density: Double, slope: Double) {
    let flow = DoubleFlow(subject)
    let sides = sides(distance)
    let (low, high) = (flow(.inverse, sides.map(\.0)), flow(.inverse, sides.map(\.1)))
    func density(_ side: DoubleFlow.Result) -> [Double] {
      zip(side.logBase, side.logDet).map { $0 + $1 }
    }
    let slopes = zip(try #require(low.jacobian), try #require(high.jacobian)).flatMap { low, high in
      zip(low.entries, high.entries).map { abs($0 - $1) }
    }
    return (
      try #require(zip(density(low), density(high)).map { abs($0 - $1) }.max()),
      try #require(slopes.max())
    )
  }

  @Test(arguments: flows, ProofSubject.State.allCases)
  func densityAndSlopesGoOnAcrossTheSeam(flow: String, state: ProofSubject.State) throws {
    let settings = try Self.settings(flow)
    #expect(settings.base == "torus")
    let subject =
      state == .trained
      ? try ProofSubject(trained: settings, heldOutCount: 10)
      : try ProofSubject(random: settings, noise: 0.4)
    // In proportion to the distance, so that there is no jump at the seam itself.
    for distance in [1e-4, 1e-6, 1e-8] {
      let gaps = try Self.gaps(subject, distance)
      #expect(gaps.density < 1e3 * distance && gaps.slope < 1e4 * distance, "\(gaps)")
    }
  }

  /// A flow of the plane sees an edge there, and the slope at the end of its box is no other flow's.
  @Test func aFlowOfThePlaneHasASeam() throws {
    var settings = try Self.settings("nsf")
    #expect(settings.base == "normal")
    #expect(try Self.gaps(ProofSubject(trained: settings, heldOutCount: 10), 1e-8).density > 1)
    settings = try Self.settings("circular")
    settings.base = "normal"
    #expect(
      try Self.gaps(ProofSubject(random: settings, noise: 0.4), 1e-8).density < 1e-4,
      "N(0, I) has the same density at −π and π")
  }

  /// Without hidden layers a conditioner is linear in what it is given.
  @Test func aConditionerKnowsAnAngleByItsCosineAndSine() {
    var builder = LayerBuilder(hidden: [], random: RandomStream(seed: 1))
    let conditioner = Conditioner(inputs: 1, sees: .angles, outputs: 2, &builder)
    var outputs = Outputs()
    let given = outputs.add(point: conditioner(Graph().input(0, features: 1)))
    let executor = Executor<Double>(
      Program(outputs), parameterCount: builder.layout.initial.count)
    executor.parameters = [1, 0, 0, 1, 0, 0]
    let angles = (-40...40).map { Double($0) * .pi / 40 } + [-1e6, -4, 4, 1e6]
    executor.setInput(0, feature: 0, angles)
    executor.run(lanes: angles.count)
    let points = executor.points(given, count: angles.count)
    for (angle, point) in zip(angles, points) {
      let held = min(max(angle, -.pi), .pi)
      #expect(abs(point.x - cos(held)) < 1e-14 && abs(point.y - sin(held)) < 1e-14, "\(angle)")
    }
  }

  @Test(arguments: flows) func whatHoldsOfEveryFlowHoldsOnTheTorus(flow: String) throws {
    for state in ProofSubject.State.allCases {
      let settings = try Self.settings(flow)
      let subject =
        state == .trained
        ? try ProofSubject(trained: settings, heldOutCount: 5000)
        : try ProofSubject(random: settings)
      #expect(state == .random || subject.heldOut?.impossible == 0)
      for proof in Proofs.all where proof.concerns(subject) {
        for finding in try proof.findings(of: subject) {
          #expect(finding.holds, "\(state): \(finding.proof): \(finding.sentence)")
        }
      }
    }
  }

  // MARK: Which base is usual

  @Test func theUniformBaseIsUsualWhereFlowAndTargetAreOnTheTorus() throws {
    var settings = Settings()
    for (flow, target, base) in [
      ("circular", "torus", "torus"), ("circular", "moons", "normal"), ("nsf", "torus", "normal"),
      ("vae", "torus", "normal"),
    ] {
      (settings.flow, settings.target) = (flow, target)
      #expect(settings.base == base && !Setting.base.isGiven(settings), "\(flow) \(target)")
    }
    // What was chosen stays, whatever flow and target.
    settings.base = "ring"
    (settings.flow, settings.target) = ("circular", "torus")
    #expect(settings.base == "ring")
    settings.base = "torus"
    #expect(!Setting.base.isGiven(settings))
    settings.target = "moons"
    #expect(settings.base == "normal")
  }

  @Test func anotherBaseSurvivesTheShareLineAndTheModelFile() throws {
    for base in ["normal", "torus"] {
      // In an order in which the flow is not known yet.
      var draft = SettingsDraft()
      for (setting, text) in [(Setting.base, base), (.target, "torus"), (.flow, "circular")] {
        try draft.read(text, as: setting)
      }
      let settings = try draft.settings { _, path throws(FlowError) in
        throw FlowError("no file \(path)")
      }
      #expect(settings.base == base)
      #expect(settings.arguments.contains("--base") == (base == "normal"))
      let json = try settings.json()
      #expect(json.contains("\"base\":\"\(base)\""))
      let again = try JSONDecoder().decode(Settings.self, from: Data(json.utf8))
      #expect(again == settings && again.base == base)
    }
  }

  /// Its base would be another one in the middle of the run.
  @Test func aRunGoesOnWithTargetsOfTheSameBaseAlone() {
    var settings = Settings()
    #expect(settings.canGoOn(with: .named("torus")))
    (settings.flow, settings.target) = ("circular", "torus")
    #expect(!settings.canGoOn(with: .named("moons")))
    settings.base = "uniform"
    #expect(settings.canGoOn(with: .named("moons")))
  }

  // MARK: The target

  @Test func theTargetGoesOnAcrossTheSeam() throws {
    let target = WindingBand()
    #expect(target.isOnTorus)
    for distance in [0, 1e-7] {
      for (low, high) in Self.sides(distance) {
        let (low, high) = (target.logDensity(low), target.logDensity(high))
        #expect(abs(try #require(low) - (try #require(high))) < 1e3 * distance + 1e-9)
      }
    }
    #expect(target.logDensity(SIMD2(0, 3.2)) == -.infinity)
  }

  @Test func theTargetsModesLieOnTheSeamAndItsPointsWithin() throws {
    let target = WindingBand()
    var random = RandomStream(seed: 1)
    var seen = SIMD2<Int>.zero
    for _ in 0..<4000 {
      let x = SIMD2<Double>(target.sample(using: &random))
      #expect(abs(x.x) <= .pi && abs(x.y) <= .pi)
      #expect(try #require(target.logDensity(x)).isFinite)
      // Near the horizontal seam, and near the corner.
      if abs(x.y) > 2.5, abs(x.x) < 0.7 { seen.x += 1 }
      if abs(x.y) > 2.5, abs(x.x) > 2.5 { seen.y += 1 }
    }
    #expect(seen.x > 600 && seen.y > 600, "\(seen)")
  }
}
