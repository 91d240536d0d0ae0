import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

/// What holds of every row of the registry of rivals.
@Suite struct RivalTests {
  /// Small settings of a rival, plain and with each of its options.
  struct Case: Sendable, CustomTestStringConvertible {
    var settings: Settings
    var testDescription: String { settings.arguments.joined(separator: " ") }

    static func small(_ rival: Rival) -> Settings {
      var settings = Settings()
      settings.choose(.rival(rival))
      settings.hidden = [6, 5]
      settings.batch = 40
      return settings
    }

    static let all: [Case] = Rivals.all.flatMap { rival in
      let changed = SettingCase.all.compactMap { test -> Case? in
        guard case .option(.rival(let option)) = test.setting.scope, rival.options.contains(option)
        else {
          return nil
        }
        var settings = small(rival)
        guard (try? test.setting.set(test.text, &settings)) != nil else { return nil }
        return Case(settings: settings)
      }
      return [Case(settings: small(rival))] + changed
    }
  }

  @Test(arguments: Case.all) func gradientsOfAllPhasesAreThoseOfDifferences(_ test: Case) throws {
    let rival = try #require(Rivals.find(test.settings.flow))
    let parts = try RivalParts(rival, test.settings)
    let draws = parts.networks.anyObjective.draws
    var random = RandomStream(seed: 5)
    let rows = (0..<draws.features).map { _ in (0..<7).map { _ in random.normal() } }
    // Away from the zeros and the symmetries of a start.
    let parameters = parts.layout.initial.map { Double($0) + 0.1 * random.normal() }
    for phase in parts.networks.phases {
      let step = TrainingStep(phase, of: parts.layout, draws: draws, batch: 7)
      let executor = Executor<Double>(step.program, parameterCount: parameters.count)
      for (row, values) in rows.enumerated() { executor.setInput(0, feature: row, values) }
      // The loss that is shown leaves penalties out: the gradient is of what is minimised.
      var outputs = Outputs()
      let graph = Graph()
      let loss = phase.loss(Sample(graph.input(0, features: draws.features), draws)).minimized
      let mean = outputs.add(shared: loss.laneSum * (1.0 / 7))
      let plain = Executor<Double>(Program(outputs), parameterCount: parameters.count)
      for (row, values) in rows.enumerated() { plain.setInput(0, feature: row, values) }
      func minimized(at parameters: [Double]) -> Double {
        plain.parameters = parameters
        plain.run(lanes: 7)
        return plain[mean]
      }
      executor.parameters = parameters
      executor.run(lanes: 7)
      #expect(!step.trained.isEmpty)
      for (tensor, output) in step.trained {
        let gradient = executor.values(output)
        for index in Set([0, gradient.count / 2, gradient.count - 1]) {
          let place = tensor.parameter.offset + index
          // A kink may lie within one step's reach; within the shorter one's it does not.
          let errors: [Double] = [1e-5, 1e-6].map { (size: Double) -> Double in
            var (above, below) = (parameters, parameters)
            above[place] += size
            below[place] -= size
            let difference: Double = (minimized(at: above) - minimized(at: below)) / (2 * size)
            return abs(gradient[index] - difference)
          }
          let least = errors.min() ?? 1
          #expect(least < 1e-6, "\(phase.name) \(tensor.name)[\(index)] \(errors)")
        }
      }
    }
  }

  @Test(arguments: Case.all) func aRunDependsOnItsSettingsAlone(_ test: Case) throws {
    func parameters(threads: Int) throws -> [Float] {
      let learner = try Learners.make(test.settings, threads: threads)
      for _ in 0..<4 { try learner.advance() }
      return learner.model().parameters
    }
    let first = try parameters(threads: 1)
    let second = try parameters(threads: 2)
    #expect(second == first)
    let areFinite = first.allSatisfy { $0.isFinite }
    #expect(areFinite)
  }

  @Test(arguments: Case.all) func theShareLineMakesTheSameSettings(_ test: Case) throws {
    var draft = SettingsDraft()
    var words = test.settings.arguments[...]
    while let name = words.popFirst(), let text = words.popFirst() {
      try draft.read(text, as: try #require(Setting.named(String(name.dropFirst(2)))))
    }
    let again = try draft.settings { _, path throws(FlowError) in throw FlowError(path) }
    #expect(again == test.settings)
  }

  @Test func whatARivalDoesNotHaveIsRefusedAndNamed() throws {
    for rival in Rivals.all {
      for (change, word) in [
        ({ $0.layers = 3 }, "layers 3"), ({ $0.base = "mixture" }, "base 'mixture'"),
        ({ $0.target = "u1" }, "energy"), ({ $0.bins = 4 }, "bins"),
      ] as [((inout Settings) -> Void, String)] {
        var settings = Case.small(rival)
        change(&settings)
        let error = #expect(throws: FlowError.self) {
          _ = try Learners.make(settings, threads: 1)
        }
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
      }
    }
    // A flow has none of a rival's options, and unknown names are told what there is.
    let error = #expect(throws: FlowError.self) { _ = try LearnerKind.named("gann") }
    #expect(error?.description.contains("gan") == true)
  }

  @Test func choosingARivalLeavesNothingOfTheFlow() throws {
    for rival in Rivals.all {
      var settings = Settings()
      (settings.layers, settings.base, settings.hidden) = (3, "mixture", [8])
      settings.choose(.rival(rival))
      let parts = try RivalParts(rival, settings)
      #expect(parts.parameterCount > 0)
      #expect(!Setting.layers.applies(to: settings) && !Setting.base.applies(to: settings))
      #expect(Setting.hidden.applies(to: settings))
    }
  }

  @Test func readingsThatNeedAMapSayWhyThereIsNone() throws {
    for rival in Rivals.all where !rival.abilities.contains(.inverse) {
      let learner = try Learners.make(Case.small(rival), threads: 1)
      let context = try ReadingContext(learner.model(), learner: learner, threads: 1)
      context.heldOutCount = 200
      for name in ["probe.logdet", "gap.mass"] {
        guard let reading = try? Readings.named(name) else { continue }
        let lack = #expect(throws: NoReading.self) { _ = try context.value(of: reading) }
        #expect(lack?.description.contains("no flow") == true)
      }
      if rival.likelihood == .none {
        let nll = try Readings.named("nll")
        let lack = #expect(throws: NoReading.self) { _ = try context.value(of: nll) }
        #expect(lack?.description.contains("no likelihood") == true)
      }
    }
  }
}
