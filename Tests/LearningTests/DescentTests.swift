import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// A flow whose layers are trained in turns, each by an optimizer of its own.
final class LayersInTurns {
  let descent: Descent
  let phases: [TrainingStep]
  private let batches: BatchSource
  private let settings: Settings
  private var step = 0

  /// - Parameter turns: the layers that are trained, in the order of their phases.
  init(_ turns: [Int], threads: Int = 1) throws {
    var settings = Settings()
    settings.layers = 2
    settings.hidden = [8]
    settings.batch = 160
    self.settings = settings
    let architecture = try Architecture(settings)
    batches = BatchSource(
      settings, target: try settings.resolvedTarget(), base: architecture.base.distribution,
      draws: architecture.draws)
    phases = turns.map { turn in
      let phase = Phase(
        "layer \(turn)", rate: Double(turn + 1),
        training: { $0.name.hasPrefix("layers.\(turn).") }
      ) { architecture.objective.loss(of: architecture.parts, $0) }
      return TrainingStep(
        phase, of: architecture.layout, draws: architecture.draws, batch: settings.batch)
    }
    descent = Descent(
      phases, parameters: architecture.settled(architecture.layout.initial), tileLanes: 32,
      threads: threads, source: batches)
  }

  @discardableResult
  func advance() throws -> Double {
    batches.step = step
    let loss = try descent.step(
      step, lanes: settings.batch, rate: 1e-3, bound: 1, weight: 0.5, nil)
    step += 1
    return loss
  }
}

@Suite struct DescentTests {
  /// The state of one descent with the parameters of another.
  private func carried(_ from: Descent, to: Descent) {
    let state = to.state(step: 0)
    to.restore(
      LearnerState(
        step: 0, parameters: from.parameters, moments: state.moments, average: state.average,
        lastGood: state.lastGood, selection: nil))
  }

  @Test func phasesTakeTurnsAsTwoDescentsWould() throws {
    let together = try LayersInTurns([0, 1])
    let (first, second) = (try LayersInTurns([0]), try LayersInTurns([1]))
    for _ in 0..<12 {
      #expect(try together.advance() == first.advance())
      carried(first.descent, to: second.descent)
      try second.advance()
      carried(second.descent, to: first.descent)
      #expect(together.descent.parameters == second.descent.parameters)
    }
  }

  @Test func aPhaseMovesOnlyWhatItTrains() throws {
    let turns = try LayersInTurns([1])
    let before = turns.descent.parameters
    try turns.advance()
    let moved = zip(before, turns.descent.parameters).map { $0 != $1 }
    let trained = Set(
      turns.phases[0].trained.flatMap {
        Array($0.tensor.parameter.offset..<($0.tensor.parameter.offset + $0.tensor.parameter.count))
      })
    #expect(moved.contains(true))
    for (index, hasMoved) in moved.enumerated() where hasMoved { #expect(trained.contains(index)) }
  }

  @Test func threadsAndGoingBackChangeNothing() throws {
    let (one, two) = (try LayersInTurns([0, 1]), try LayersInTurns([0, 1], threads: 2))
    for _ in 0..<8 { #expect(try one.advance() == two.advance()) }
    let state = one.descent.state(step: 8)
    #expect(state.moments.count == 2)
    for _ in 0..<3 { try one.advance() }
    two.descent.restore(state)
    for _ in 0..<3 { try two.advance() }
    #expect(one.descent.parameters == two.descent.parameters)
    #expect(one.descent.average.values == two.descent.average.values)
    #expect(one.descent.gradientNorms.map(\.norm) == two.descent.gradientNorms.map(\.norm))
  }
}

@Suite struct ObjectiveTests {
  /// What a family draws is what its loss is traced from, for data as for an energy.
  @Test func everyFamilySaysWhatItDrawsAndMinimises() throws {
    for family in FlowFamily.all {
      for target in ["moons", "u1"] {
        var settings = Settings()
        (settings.flow, settings.target) = (family.name, target)
        guard let architecture = try? Architecture(settings) else { continue }
        let objective = architecture.objective
        #expect(objective.needsData == (target == "moons"), "\(family.name) on \(target)")
        #expect((objective.scale == .divergence) == (target == "u1"))
        #expect(!objective.name.isEmpty && !objective.unit.isEmpty && !objective.formula.isEmpty)
        let steps = architecture.trainingSteps()
        #expect(steps.count == 1, "\(family.name) on \(target)")
        #expect(
          steps[0].trained.isEmpty == !family.knobs.isEmpty, "\(family.name) on \(target)")
      }
    }
  }

  @Test func whatIsDrawnIsFoundAgain() throws {
    let draws: [Draw] = [.data, .normals(3), .uniform, .base, .annealing, .signs(2)]
    let source = BatchSource(
      Settings(), target: try Settings().resolvedTarget(),
      base: try Bases.named("normal").distribution, draws: draws)
    let input = Graph().input(0, features: draws.features)
    let sample = Sample(input, draws)
    #expect(draws.map { sample[$0].features } == draws.map(\.features))
    var outputs = Outputs()
    let squares = draws.map { outputs.add(shared: sample[$0].squared.featureSum.laneSum) }
    let executor = Executor<Float>(Program(outputs), tileLanes: 64, source: source)
    executor.run(lanes: 512)
    let sums = squares.map { Double(executor[$0]) / 512 }
    // Means of squares: of three normal numbers, a uniform one, two normal ones, β², and two signs.
    #expect(abs(sums[1] - 3) < 0.5 && abs(sums[2] - 1 / 3.0) < 0.06 && abs(sums[3] - 2) < 0.4)
    #expect(abs(sums[4] - 1e-4) < 1e-6 && sums[5] == 2)
    #expect(source.points(tileLanes: 64).count == Settings().batch)
  }
}
