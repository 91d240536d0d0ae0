import Canvas
import Flows
import Foundation
import Testing

@testable import Learning
@testable import Visualizer

/// Sentences that say why: of folds, of bridges, of sums, of prices. Each has its numbers from the model.
@Suite(.briefRates) struct WhyTests {
  private func text(_ state: State) -> String {
    App(state).render().lines.joined(separator: " ")
  }

  private func state(
    _ view: ViewName, flow: String = "realnvp", target: String = "moons", steps: Int = 20
  ) throws -> State {
    var settings = smallSettings()
    (settings.flow, settings.target) = (flow, target)
    var state = State(settings: settings, columns: 120, rows: 36, medium: .rich)
    state.view = view
    return try Snapshot.trained(state, steps: steps, threads: 1)
  }

  @Test func theBridgeHasTheMassOfItsReading() throws {
    let state = try state(DifferenceView.name, target: "2gaussians", steps: 60)
    let model = try #require(state.model)
    let evaluator = try Evaluator(model.settings, threads: 1)
    let gap = try GapCrossing(evaluator, model, Targets.named("2gaussians"))
    let text = text(state)
    #expect(text.contains("bridge \((100 * gap.mass).significant) %"))
    #expect(text.contains("f is continuous, so a connected blob stays connected"))
  }

  @Test func aTargetOfOnePieceHasNoBridge() throws {
    #expect(try !text(state(DifferenceView.name)).contains("ridge"))
  }

  @Test func theMassIsSharedOutByItsExpansion() throws {
    var state = try state(InvariantsView.name, steps: 60)
    (state.columns, state.rows) = (200, 60)
    let scene = try #require(Observatory().scene(for: state).view as? InvariantsScene)
    for steps in [1, 2, 41] {
      let shares = scene.massByVolume(steps, end: 4)
      #expect(shares.count == steps && abs(shares.reduce(0, +) - 1) < 1e-9)
    }
    // The colours reach nearly all of the picture.
    let within = scene.volume.count { abs($0) <= scene.scale.top }
    #expect(within * 100 >= 97 * scene.volume.count)
    let share = (100 * scene.massByVolume(2, end: 4)[1]).text(0)
    #expect(text(state).contains("\(share) % lies where f expands"))
  }

  @Test func whereFoldsAreCountedTheyAreExplained() throws {
    let state = try state(InvariantsView.name)
    #expect(text(state).contains("the formula would count one of them"))
    let scene = try #require(Observatory().scene(for: state).view as? InvariantsScene)
    var folded = scene
    let ticks = (0..<25).map { 3 * (2 * Float($0) / 24 - 1) }
    let z = ticks.flatMap { y in ticks.map { SIMD2($0, y) } }
    let map: ([SIMD2<Float>]) -> [SIMD2<Float>] = { $0.map { SIMD2($0.x * $0.x - 0.1, $0.y) } }
    folded.invariants.fold = Fold(
      side: 25, z: z, x: map(z), logBase: z.map { -0.5 * ($0 * $0).sum() - log(2 * Float.pi) }, map)
    let fold = try #require(folded.invariants.fold)
    var canvas = Canvas(columns: 120, rows: 36)
    folded.draw(state, in: Rect(columns: 120, rows: 34), on: &canvas)
    let words = canvas.lines.joined(separator: " ")
    #expect(words.contains("two z for one x"))
    #expect(words.contains(fold.first.text))
  }

  @Test func theChainRuleStandsBesideTheSum() throws {
    let state = try state(ProbeView.name)
    #expect(text(state).contains("chain rule: dx/dz = J_2 J_1"))
  }

  @Test(arguments: ["maf", "iaf"]) func aPriceTableSaysWhichWayIsDear(flow: String) throws {
    let text = try text(state(EstimatesView.name, flow: flow, steps: 2))
    #expect(text.contains("log|det| is a sum: the Jacobian is triangular"))
    #expect(text.contains("network passes") && text.contains("in 784 dimensions"))
  }

  @Test func everyClosedFormIsTitledByItsAnswer() throws {
    for family in FlowFamily.all where family.logDetMethod == .exact {
      let answers = family.jacobian.determinantAnswers
      #expect(answers.contains { $0.count <= 34 }, "\(family.name)")
      #expect(answers.allSatisfy { $0.hasPrefix("log|det|") || $0.hasPrefix("a sum") })
    }
  }
}
