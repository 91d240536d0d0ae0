import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

/// A user's points on screen: their units, the best step, and what is to be said of them.
@Suite struct OwnPointsScreenTests {
  /// Two clusters far from the origin, the second coordinate in whole numbers.
  private func state(columns: Int = 120, rows: Int = 36) throws -> State {
    var random = RandomStream(seed: 4)
    let points = (0..<80).map { _ in
      let isFirst = random.uniform() < 0.4
      let normal = random.normalPair()
      return SIMD2(
        1000 + (isFirst ? 2 : 4.3) + 0.3 * normal.x, ((isFirst ? 54 : 80) + 3 * normal.y).rounded())
    }
    var settings = Settings()
    (settings.hidden, settings.layers, settings.smoothing) = ([32, 32], 4, 0)
    settings.points = try OwnPoints(
      PointsTable(points: points, columns: ["length", "wait"]), name: "points.csv")
    settings.target = "points.csv"
    return State(
      settings: settings, running: false, columns: columns, rows: rows,
      medium: Medium(colors: .trueColor, glyphs: .braille, backdrop: .dark))
  }

  @Test func theScreenSpeaksInTheUsersUnits() throws {
    let state = try Snapshot.trained(try state(), steps: 10, threads: 1)
    let measured = try #require(state.heldOut?.nll)
    let trainer = try Trainer(state.settings, threads: 1)
    for _ in 0..<10 { try trainer.advance() }
    #expect(abs(trainer.measureWatched(count: 2000).nll - measured) < 1e-6)
    let screen = App(state).render().plainText()
    #expect(screen.contains("NLL " + measured.text(3, width: 6) + " nats"), "\(screen)")
    // The probe, and the step from standardized points to the user's.
    #expect(screen.contains("(+1,00") && screen.contains("standardi"), "\(screen)")
    let volume = state.settings.standardization.logVolume
    #expect(screen.contains(volume.text(3, plus: true)), "\(screen)")
  }

  @Test func theBestStepIsMarkedAndOverfittingIsNamed() throws {
    let state = try Snapshot.trained(try state(), steps: 600, threads: 1)
    let best = try #require(state.snapshot?.bestStep)
    #expect(best > 0 && best < 600)
    let screen = App(state).render().plainText()
    #expect(screen.contains("best \(best)"), "\(screen)")
    #expect(screen.contains("overfitting since step \(best)"), "\(screen)")
    #expect(screen.contains("Gaussian fit") && screen.contains("validation"))
  }

  @Test(arguments: [(80, 24), (120, 36), (200, 60)])
  func warningsAreCountedAndTheHelpShowsThem(columns: Int, rows: Int) throws {
    var state = try Snapshot.trained(try state(columns: columns, rows: rows), steps: 1, threads: 1)
    #expect(state.settings.dataWarnings.map(\.code) == ["gridded_values"])
    let screen = App(state).render().plainText()
    #expect(screen.contains("help, 1 warning"), "\(screen)")
    state.helpOpen = true
    let help = App(state).render().plainText()
    #expect(help.contains("1 warning") && help.contains("wait takes"), "\(help)")
    // Noise that spreads the points over their cells is an answer.
    state.settings.noise = 0.1
    #expect(state.warnings.isEmpty)
  }
}
