import Flows
import Foundation
import Testing

@testable import Learning

/// What is read of maps that are turned by hand, against closed forms.
@Suite struct HandReadingsTests {
  private func context(
    _ flow: String, _ knobs: [HandKnob: Double], at z: SIMD2<Double> = SIMD2(0.4, 0.3),
    layers: Int? = nil
  ) throws -> ReadingContext {
    var settings = Settings()
    (settings.flow, settings.layers) = (flow, layers)
    for (knob, value) in knobs { settings.hand[knob] = value }
    let model = try Trainer(settings, threads: 1).model()
    return try ReadingContext(model, probe: Probe(space: .base, point: z), threads: 1)
  }

  private func read(_ name: String, _ context: ReadingContext) throws -> Double {
    try context.value(of: Readings.named(name))
  }

  /// A = turn · shear · stretch, so det A is the product of the stretches, whatever the rest is.
  @Test(arguments: [(2.0, 0.5, 30.0, 0.5), (-1.5, 1, 90, 0), (0.25, -2, 15, -1), (1, 1, 45, 2)])
  func determinantsMultiply(stretch: Double, second: Double, turn: Double, shear: Double) throws {
    let context = try context(
      "affine", [.stretch: stretch, .stretch2: second, .turn: turn, .shear: shear, .shift: 1])
    let det = try read("probe.det", context)
    #expect(abs(det - stretch * second) < 1e-5)
    let layers = try (1...4).map { try read("probe.area.layer.\($0)", context) }
    #expect(abs(layers.reduce(1, *) - abs(det)) < 1e-5)
    #expect(abs(layers[1] - 1) < 1e-6 && abs(layers[2] - 1) < 1e-6)
    let (c, s) = (cos(turn * .pi / 180), sin(turn * .pi / 180))
    let entries = [
      c * stretch, (c * shear - s) * second, s * stretch, (s * shear + c) * second,
    ]
    for (name, entry) in zip(["11", "12", "21", "22"], entries) {
      #expect(abs(try read("probe.jacobian.\(name)", context) - entry) < 1e-5)
    }
    #expect(try read("probe.branches", context) == 1)
  }

  @Test func repeatedMapsMultiplyTheirDeterminants() throws {
    let context = try context("affine", [.stretch: 2, .turn: 20], layers: 5)
    #expect(abs(try read("probe.det", context) - 32) < 1e-3)
    #expect(abs(try read("probe.logdet", context) - 5 * log(2)) < 1e-5)
  }

  /// Where the slope 1 + k·tanh′(t) is negative, and where the outermost of three roots begins.
  @Test func aPlanarLayerPastItsConstraintLosesTheMassOfTheBranchesThatItDoesNotCount() throws {
    let k = 1.5
    let context = try context("bent", [.bend: -k])
    let turned = acosh(k.squareRoot())
    #expect(abs(try read("fold.share", context) - 100 * erf(turned / 2.0.squareRoot())) < 1)
    var outer = 2.0
    for _ in 0..<200 { outer = k * tanh(outer) }
    let counted = erfc(outer / 2.0.squareRoot())
    #expect(abs(try read("mass.total", context) - counted) < 0.02)
    #expect(try read("probe.branches", context) == 3)
    #expect(try read("invariants.folds", context) > 0)
    let (one, all) = (try read("probe.density", context), try read("probe.density.all", context))
    #expect(all > 1.2 * one)
  }

  @Test(arguments: [("bent", HandKnob.bend, -0.9), ("residual-block", .lipschitz, 0.9)])
  func withinItsConstraintEveryXHasOneZ(flow: String, knob: HandKnob, value: Double) throws {
    let context = try context(flow, [knob: value])
    #expect(try read("fold.share", context) == 0)
    #expect(try read("probe.branches", context) == 1)
    #expect(try read("samples.unconverged", context) == 0)
    // A slope of a tenth makes a ridge of ten times the density, which a grid sums with an error.
    let gap = abs(try read("mass.total", context) - read("mass.expected", context))
    #expect(gap < 0.02 + (try read("mass.uncertainty", context)))
  }

  /// The slope is 1 − L·t·exp((1 − t²)/2), whose least value is 1 − L at t = 1.
  @Test func aResidualBlockFoldsAboveLipschitzOne() throws {
    let context = try context("residual-block", [.lipschitz: 1.5], at: SIMD2(1, 0))
    #expect(abs(try read("probe.det", context) + 0.5) < 1e-5)
    #expect(try read("samples.unconverged", context) > 100)
    #expect(try read("fold.share", context) > 5)
  }

  @Test func aCollapsedPlaneHasNoDensity() throws {
    let context = try context("affine", [.stretch: 0])
    #expect(throws: NoReading.self) { try read("probe.density", context) }
    #expect(throws: NoReading.self) { try read("probe.jacobian.11", context) }
  }

  @Test(arguments: HandKnob.allCases) func knobsStandOnMultiplesOfTheirStep(knob: HandKnob) {
    var value = knob.usual
    for _ in 0..<2000 {
      let next = knob.turned(from: value, by: 1)
      #expect(next >= value && knob.range.contains(next))
      #expect(abs(next / knob.step - (next / knob.step).rounded()) < 1e-9)
      value = next
    }
    #expect(value == knob.range.upperBound)
    #expect(knob.turned(from: knob.turned(from: knob.usual, by: -1), by: 1) == knob.usual)
    #expect(knob.turned(from: knob.usual + 0.3 * knob.step, by: 1) == knob.usual + knob.step)
  }

  @Test func knobsAreReadAndNothingElse() throws {
    let context = try context("bent", [.bend: -2])
    #expect(try read("hand.bend", context) == -2)
    #expect(throws: NoReading.self) { try read("hand.stretch", context) }
  }
}
