@testable import Flows
import Foundation
@testable import Learning
import Testing

@Suite struct TrainerStateTests {
  private func settings(_ flow: String) -> Settings {
    var settings = Settings()
    settings.flow = flow
    settings.layers = 2
    settings.batch = 300
    return settings
  }

  /// The families with something of their own to remember: averages, maintained numbers.
  @Test(arguments: ["realnvp", "planar"])
  func goingBackRedoesTheFutureBitForBit(flow: String) throws {
    let trainer = try Trainer(settings(flow), threads: 1)
    for _ in 0..<7 { try trainer.advance() }
    let state = trainer.state()
    var losses: [Double] = []
    for _ in 0..<9 { losses.append(try trainer.advance()) }
    let end = trainer.model()
    trainer.restore(state)
    #expect(trainer.step == 7)
    #expect(try (0..<9).map { _ in try trainer.advance() } == losses)
    #expect(trainer.model().parameters == end.parameters)
    // Another trainer of the same settings does the same from there.
    let other = try Trainer(settings(flow), threads: 2)
    other.restore(state)
    #expect(try (0..<9).map { _ in try other.advance() } == losses)
  }

  @Test func everyFamilyCanGoBack() throws {
    for family in FlowFamily.all {
      var settings = settings(family.name)
      settings.batch = 32
      let trainer = try Trainer(settings, threads: 1)
      try trainer.advance()
      let state = trainer.state()
      try trainer.advance()
      let end = trainer.model().parameters
      trainer.restore(state)
      try trainer.advance()
      #expect(trainer.model().parameters == end, "\(family.name)")
    }
  }

  @Test func aWatchedStepIsAnOrdinaryStepAndItsPartsAddUp() throws {
    let settings = settings("realnvp")
    let watched = try Trainer(settings, threads: 1)
    let plain = try Trainer(settings, threads: 1)
    for _ in 0..<3 {
      let anatomy = try watched.advanceWatched()
      #expect(try plain.advance() == anatomy.loss)
      #expect(plain.model().parameters == watched.model().parameters)
      let density = try Evaluator(settings).inverse(anatomy.points, of: anatomy.before).logDensity
      let nll = -density.reduce(0.0) { $0 + Double($1) } / Double(density.count)
      #expect(abs(nll - anatomy.loss) < 1e-4)
      let squares = anatomy.layerGradientNorms.reduce(0) { $0 + $1.norm * $1.norm }
      #expect(abs(squares.squareRoot() - anatomy.gradientNorm) < 1e-9)
      #expect(anatomy.updateNorm > 0)
    }
  }
}
