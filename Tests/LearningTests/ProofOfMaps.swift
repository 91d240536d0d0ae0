import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Both directions as maps: they undo one another, and their log-determinants are those of their
/// Jacobians.
@Suite struct ProofOfMaps {
  typealias Direction = DoubleFlow.Direction

  static let cases: [(String, ProofSubject.State, Direction)] = FlowFamily.names.flatMap { name in
    ProofSubject.State.allCases.flatMap { state in
      Direction.allCases.map { (name, state, $0) }
    }
  }

  /// Points where a direction starts: base samples, or where the flow takes them.
  private func points(_ subject: ProofSubject, _ flow: DoubleFlow, _ direction: Direction)
    -> [SIMD2<Double>]
  {
    let base = subject.basePoints(60).map { SIMD2<Double>($0) }
    return direction == .forward ? base : flow(.forward, base).point
  }

  @Test(arguments: cases) func randomAndTrainedMapsAreSound(
    name: String, state: ProofSubject.State, direction: Direction
  ) throws {
    let subject = try ProofSubject.make(name, state)
    let flow = DoubleFlow(subject)
    let start = points(subject, flow, direction)
    let there = flow(direction, start)
    let back = flow(direction.opposite, there.point)
    let tolerance = subject.family.roundTripTolerance(layers: subject.architecture.layers.count)

    let roundTrip = zip(back.point, start).map { ($0 - $1).length }.max() ?? .infinity
    #expect(roundTrip < tolerance, "round trip in Double")

    // A point that is off by the tolerance has a log-determinant that is off by its slope.
    let cancelled = zip(there.logDet, back.logDet).map { abs($0 + $1) }.max() ?? .infinity
    #expect(cancelled < 10 * tolerance, "opposite log-determinants cancel")

    let summed = start.indices.map { index in
      abs(there.terms.reduce(0) { $0 + $1[index] } - there.logDet[index])
    }
    #expect((summed.max() ?? .infinity) < 1e-12, "the layers' terms add up")

    // What solving to a tolerance leaves is divided by the step, which must not be as small.
    let method = direction.method(of: subject.family)
    let isIterative = method.isIterative
    let step: Double =
      switch method {
      case .closedForm, .passes: 1e-5
      // Newton's method ends far within its tolerance.
      case .root: 1e-4
      case .fixedPoint, .ode: 1e-3
      }
    let allowed = isIterative ? 2e-3 : 1e-5
    // Where a kink lies within a difference's reach (a spline's slope has one at each knot) a shorter
    // difference tells.
    let errors = [step, step / 10].map { step in
      zip(there.logDet, flow.differenceLogDet(direction, start, step: step)).map { abs($0 - $1) }
    }
    let error = zip(errors[0], errors[1]).map { min($0, $1) }.max() ?? .infinity
    #expect(error < allowed, "log-determinant against central differences")

    if let jacobian = there.jacobian {
      let errors = zip(there.logDet, jacobian).map {
        abs($0 - log(abs($1.determinant)))
      }
      #expect(
        (errors.max() ?? .infinity) < subject.family.jacobianTolerance,
        "log-determinant against tangents")
    }
    // A proof about the identity would prove nothing.
    let moved = zip(there.point, start).map { ($0 - $1).length }.max() ?? 0
    #expect(moved > 0.1)
  }

  @Test(arguments: FlowFamily.names, ProofSubject.State.allCases)
  func floatRoundTripsAndAgreesWithDouble(name: String, state: ProofSubject.State) throws {
    let subject = try ProofSubject.make(name, state)
    let evaluator = try Evaluator(subject.model.settings, threads: 2)
    let z = subject.basePoints(1000)
    let family = subject.family
    let solved = 1e4 * max(family.forwardMethod.tolerance, family.inverseMethod.tolerance)
    let tolerance =
      family.forwardMethod.isIterative || family.inverseMethod.isIterative
      ? max(1e-4, min(solved, 1e-3)) : 1e-4
    let x = evaluator.forward(z, of: subject.model)
    let inverse = evaluator.inverse(x.x, of: subject.model)
    let there = zip(inverse.z, z).map { (SIMD2<Double>($0) - SIMD2<Double>($1)).length }
    #expect((there.max() ?? .infinity) < tolerance, "z → x → z")
    let again = evaluator.forward(inverse.z, of: subject.model)
    let back = zip(again.x, x.x).map {
      (SIMD2<Double>($0) - SIMD2<Double>($1)).length / max(1, SIMD2<Double>($1).length)
    }
    #expect((back.max() ?? .infinity) < tolerance, "x → z → x")

    let exact = DoubleFlow(subject)(.inverse, x.x.map { SIMD2<Double>($0) })
    for index in z.indices {
      let logBase = -0.5 * pow(exact.point[index].length, 2) - log(2 * .pi)
      let density = logBase + exact.logDet[index]
      let found = Double(inverse.logDensity[index])
      #expect(abs(found - density) < 1e-3 * (1 + abs(density)), "log-density in Float")
      #expect(abs(Double(inverse.logDet[index] + x.logDet[index])) < 20 * tolerance)
    }
  }

  @Test(arguments: FlowFamily.names, ProofSubject.State.allCases)
  func theLedgerAgreesWithTheEvaluator(name: String, state: ProofSubject.State) throws {
    let subject = try ProofSubject.make(name, state)
    let evaluator = try Evaluator(subject.model.settings)
    let exact = DoubleFlow(subject)
    for x in [SIMD2(0.31, -0.88), SIMD2(-1.7, 0.4), SIMD2(2, 2)] {
      let ledger = evaluator.ledger(at: x, of: subject.model)
      let result = exact(.inverse, [x])
      #expect((ledger.z - result.point[0]).length < 1e-9)
      #expect(abs(ledger.rows.reduce(0) { $0 + $1.logDet } - ledger.logDet) < 1e-12)
      #expect(abs(ledger.logDet - result.logDet[0]) < 1e-9)
      // A rectifier's kink between the ends of the difference leaves an error of its own.
      #expect(abs(ledger.logDet - ledger.finiteDifferenceLogDet) < 1e-3)
      #expect(
        abs(ledger.logDet - log(abs(ledger.jacobian.determinant)))
          < subject.family.jacobianTolerance)
      #expect(abs(ledger.logBase + ledger.logDet - ledger.logDensity) < 1e-12)
      // Rows are in the inverse's order, from x to z.
      let terms = result.terms.reversed().map { $0[0] }
      #expect(zip(ledger.rows, terms).allSatisfy { abs($0.logDet - $1) < 1e-9 })
      #expect(ledger.rows.map(\.name) == subject.architecture.layerNames.reversed())
    }
  }
}
