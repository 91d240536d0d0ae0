import Testing

@testable import Flows
@testable import Learning

/// Jacobians in bulk agree with the ledger's, also of flows that an energy turns round, so that their
/// inverse is a search.
@Suite struct ProofOfJacobians {
  @Test(arguments: FlowFamily.all.map(\.name), ["moons", "u1"])
  func jacobiansAgreeWithTheLedger(flow: String, target: String) throws {
    var settings = Settings()
    settings.flow = flow
    settings.target = target
    settings.batch = 128
    settings.layers = 2
    // Who cannot learn an energy says so, and there is nothing to compare.
    if settings.energy != nil, try !FlowFamily.named(flow).canLearnEnergies {
      #expect(throws: FlowError.self) { try Trainer(settings, threads: 1) }
      return
    }
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<5 { try trainer.advance() }
    let evaluator = try Evaluator(settings)
    let points: [SIMD2<Float>] = [SIMD2(0.3, -0.2), SIMD2(-1, 0.7), SIMD2(1.5, 1)]
    let bulk = evaluator.jacobians(at: points, of: trainer.model())
    let ledgers = evaluator.ledgers(
      at: points.map { SIMD2(Double($0.x), Double($0.y)) }, of: trainer.model())
    for (jacobian, ledger) in zip(bulk, ledgers) {
      for (a, b) in zip(jacobian.entries, ledger.jacobian.entries) {
        #expect(abs(Double(a) - b) < 1e-3 * (1 + abs(b)))
      }
    }
  }
}
