import Flows
import Learning
import Testing

@Suite struct EvaluationBatchTests {
  /// Many points go in batches: each has the numbers that it has alone, in its place.
  @Test(arguments: ["nice", "cnf"])
  func manyPointsAreEvaluatedAsFewAre(flow: String) throws {
    var settings = Settings()
    settings.choose(try #require(FlowFamily.all.first { $0.name == flow }))
    settings.hidden = [4]
    let trainer = try Trainer(settings, threads: 1)
    let evaluator = try Evaluator(settings, threads: 2)
    var steps: [(done: Int, total: Int)] = []
    evaluator.progress = { steps.append(($0, $1)) }
    let points = (0..<70_000).map { index -> SIMD2<Float> in
      let (column, row) = (Float(index % 300), Float(index / 300))
      return SIMD2(column / 100 - 1.5, row / 100 - 1)
    }
    let all = evaluator.inverse(points, of: trainer.model())
    #expect(all.z.count == points.count && all.converged.count == points.count)
    #expect(all.logDensity.count == points.count && all.logBase.count == points.count)
    #expect(steps.last?.done == points.count && steps.allSatisfy { $0.total == points.count })
    #expect(steps.count > 1)
    #expect(all.solver.map { $0.points == points.count } ?? true)
    for start in [0, 32_700, 69_900] {
      let few = evaluator.inverse(Array(points[start..<start + 100]), of: trainer.model())
      for (index, value) in few.logDensity.enumerated() {
        #expect(abs(value - all.logDensity[start + index]) < 1e-4)
      }
    }
  }

  /// Many ledgers are computed in wider tiles than one: bit for bit the same numbers. Of each kind of map one.
  @Test(arguments: ["realnvp", "nsf", "iresnet", "cnf"])
  func aLedgerDoesNotDependOnHowManyThereAre(flow: String) throws {
    var settings = Settings()
    settings.choose(try #require(FlowFamily.all.first { $0.name == flow }))
    settings.hidden = settings.hidden.map { $0.map { _ in 8 } }
    let trainer = try Trainer(settings, threads: 1)
    for _ in 0..<3 { try trainer.advance() }
    let evaluator = try Evaluator(settings)
    let points = (0..<20).map { index -> SIMD2<Double> in
      let (x, y) = (Double(index), Double(index * 7 % 20))
      return SIMD2(x / 4 - 2, y / 5 - 2)
    }
    let many = evaluator.ledgers(at: points, of: trainer.model())
    for (point, ledger) in zip(points, many) {
      let one = evaluator.ledger(at: point, of: trainer.model())
      #expect(ledger.z == one.z && ledger.logDensity == one.logDensity)
      #expect(ledger.jacobian.entries == one.jacobian.entries)
      #expect(ledger.finiteDifferenceLogDet == one.finiteDifferenceLogDet)
    }
  }
}
