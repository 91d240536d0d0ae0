import Testing

@testable import Flows
@testable import Learning

@Suite struct JourneyTests {
  private static func model(_ flow: String) throws -> (Evaluator, Model) {
    var settings = Settings()
    settings.flow = flow
    settings.layers = flow == "cnf" ? nil : 3
    settings.batch = 64
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<3 { try trainer.advance() }
    return (try Evaluator(settings), trainer.model())
  }

  @Test(arguments: ["realnvp", "nice", "planar", "glow", "maf", "iaf", "iresnet", "cnf"])
  func theStagesMakeTheWholeMap(flow: String) throws {
    let (evaluator, model) = try Self.model(flow)
    let z: [SIMD2<Float>] = [SIMD2(0.3, -0.8), SIMD2(-1, 0.5), SIMD2(0, 0)]
    let journey = evaluator.journey(from: z, of: model)
    let whole = evaluator.forward(z, of: model)
    #expect(journey.stages == evaluator.architecture.stages.count)
    #expect(journey.points.count == journey.stages + 1)
    for index in z.indices {
      let end = try #require(journey.points.last)[index]
      #expect(abs(end.x - whole.x[index].x) < 1e-4 && abs(end.y - whole.x[index].y) < 1e-4)
      let logDet = journey.logDets.reduce(0) { $0 + $1[index] }
      #expect(abs(logDet - whole.logDet[index]) < 1e-3)
    }
    // And the same way back.
    let back = evaluator.journey(to: whole.x, of: model)
    for (stage, points) in back.points.enumerated() {
      for (point, there) in try pairs(points, journey.points[stage]) {
        #expect(abs(point.x - there.x) < 2e-3 && abs(point.y - there.y) < 2e-3)
      }
    }
    for (stage, terms) in back.logDets.enumerated() {
      for (term, there) in try pairs(terms, journey.logDets[stage]) {
        #expect(abs(term - there) < 5e-3)
      }
    }
  }

  @Test func jacobiansAgreeWithTheLedger() throws {
    let (evaluator, model) = try Self.model("realnvp")
    let points: [SIMD2<Float>] = [SIMD2(0.3, -0.8), SIMD2(-1, 0.5)]
    for (point, jacobian) in try pairs(points, evaluator.jacobians(at: points, of: model)) {
      let ledger = evaluator.ledger(at: SIMD2<Double>(point), of: model)
      for (found, expected) in zip(jacobian.entries, ledger.jacobian.entries) {
        #expect(abs(Double(found) - expected) < 1e-4)
      }
    }
  }

  @Test func everyLayerHasAGradient() throws {
    for flow in ["realnvp", "nice", "glow", "cnf"] {
      var settings = Settings()
      settings.flow = flow
      settings.batch = 64
      let trainer = try Trainer(settings, threads: 1)
      #expect(trainer.gradientNorms.isEmpty)
      try trainer.advance()
      let norms = trainer.gradientNorms
      #expect(trainer.architecture.layers.count % norms.count == 0, "\(flow)")
      #expect(norms.allSatisfy { $0.isFinite && $0 >= 0 })
    }
  }
}
