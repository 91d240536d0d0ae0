import ArgumentParser
import Flows
import Foundation
import Learning
import Proofs

/// `flowscope prove`: what must hold of every flow, measured; or many samples, each taken back.
struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove of a flow what must hold of every flow.",
    discussion: """
      Runs every proof of the test suite on a small flow, with random parameters and with those of a \
      brief training. It prints a line for each finding: a number, and the bound that it must keep to. \
      If anything does not hold, the exit status is 1.

      With --samples it proves one thing of larger models instead. It trains a flow on a target, draws \
      so many samples, takes each of them back to base space and forward again, and prints a line for \
      every model. Over the samples that are marked converged: the greatest |f⁻¹(f(z)) − z|, \
      |f(f⁻¹(x)) − x| and sum of the two log-determinants. Then how many samples are marked \
      unconverged, and how many are marked converged although they are wrong by more than 1e-3 in x or \
      1e-2 nats. If any model has samples of the last kind, the exit status is 1.

      A line is printed as soon as its model is done, so that an interrupted run loses nothing. \
      --part 2/5 takes every fifth model, from the second on.

      Of a rival of flows, such as gan, it runs the proofs that fit its kind of likelihood.

      Example: flowscope prove --flow planar
      Example: flowscope prove --flow planar,naf --proof round-trip,mass --json
      Example: flowscope prove --samples 10000 --target 8gaussians --steps 300 --csv > proofs.csv
      """)

  @Option(
    help: "Flows, as in planar,naf. (default: all)", completion: .learners, transform: parseList)
  var flow: [String]?
  @Option(
    help: "Targets, as in moons,u1. (default: \(Settings().target); with --samples all)",
    completion: .targets, transform: parseList)
  var target: [String]?
  @Option(
    help: "Proofs, as in round-trip,mass; not with --samples. (default: all)",
    completion: .list(Proofs.all.map(\.name)), transform: parseList)
  var proof: [String]?
  @Option(help: "Seeds, as in 1,2.", transform: parseSeeds)
  var seeds: [UInt64] = [1]
  @Option(
    parsing: .unconditional,
    help: "Training steps of each model. (default: 300; with --samples 2000)")
  var steps: Int?
  @Option(help: "Draw so many samples of each model and take each back, instead of the proofs.")
  var samples: Int?
  @Option(
    parsing: .unconditional,
    help: "Number of layers. (default: at most 4; with --samples the family's own)")
  var layers: Int?
  @Option(
    name: .customLong("lr"), parsing: .unconditional,
    help: "Adam's step size. (default: the family's own, doubled without --samples)")
  var learningRate: Double?
  @Option(help: "A part of the models, as in 2/5: every fifth, from the second on.")
  var part: ModelPart = ModelPart(index: 0, count: 1)
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Report each finding, or each model, as one JSON object on a line of its own.")
  var json = false
  @Flag(help: "Report as CSV, one line for each finding or model.")
  var csv = false

  func validate() throws {
    if let steps, steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if let samples { try requirePositive("samples", samples) }
    if json && csv { throw ValidationError("--json and --csv: choose one") }
    if samples != nil, proof != nil { throw ValidationError("--samples and --proof: choose one") }
  }

  func run() throws {
    _ = Interruption()
    for name in target ?? [] { _ = try Targets.named(name) }
    if let samples { try proveSamples(samples) } else { try proveAll() }
  }

  /// The models that the options choose: of each flow, on each target, with each seed.
  private func chosen(_ cells: [(flow: String, target: String)]) -> [ChosenModel] {
    let models = cells.flatMap { cell in
      seeds.map { ChosenModel(flow: cell.flow, target: cell.target, seed: $0) }
    }
    return models.indices.filter { $0 % part.count == part.index }.map { models[$0] }
  }

  private struct ChosenModel {
    let flow: String
    let target: String
    let seed: UInt64
  }

  // MARK: Every proof

  private func proveAll() throws {
    let flows = flow ?? ProofSubject.names + Rivals.all.map(\.name)
    for name in flows where Rivals.find(name) == nil { _ = try ProofSubject.settings(of: name) }
    let ofRivals = RivalProof.all.filter { proof?.contains($0.name) ?? true }
    let proofs = try (proof ?? Proofs.all.map(\.name))
      .filter { name in !RivalProof.all.contains { $0.name == name } || Proofs.has(name) }
      .map { name throws(FlowError) in try Proofs.named(name) }
    let targets = target ?? [Settings().target]
    let wanted = chosen(targets.flatMap { target in flows.map { ($0, target) } })
    if csv { try Output.print(FindingLine.csvHeader) }
    var (count, failures) = (0, 0)
    func show(_ line: FindingLine) throws {
      if case .refused = line {} else { count += 1 }
      if line.isFailure { failures += 1 }
      try Output.print(json ? try line.json : csv ? line.csv : line.text)
    }
    for model in wanted where Rivals.find(model.flow) != nil {
      var settings = try RivalSubject.settings(of: model.flow)
      (settings.target, settings.seed) = (model.target, model.seed)
      settings.learningRate = learningRate
      try FindingLines(settings, .trained, steps: 0).run(ofRivals, show: show)
    }
    for model in wanted where Rivals.find(model.flow) == nil {
      var settings = try ProofSubject.settings(of: model.flow)
      (settings.target, settings.seed) = (model.target, model.seed)
      settings.layers = layers ?? settings.layers
      settings.learningRate = learningRate
      for state in ProofSubject.State.allCases {
        guard proofs.contains(where: { $0.states.contains(state) }) else { continue }
        let lines = FindingLines(settings, state, steps: steps ?? 300)
        try lines.run(proofs, show: show)
      }
    }
    if !json, !csv { try Output.print("\(count) findings, \(failures) do not hold") }
    if failures > 0 { throw FlowError("\(failures) of \(count) findings do not hold") }
    if count == 0 { throw FlowError("nothing was proved: no such model can be made") }
  }

  // MARK: Many samples

  private func proveSamples(_ samples: Int) throws {
    for name in flow ?? [] {
      if Rivals.find(name) != nil {
        throw FlowError("--flow \(name): it is no flow, so no sample can be taken back")
      }
      _ = try FlowFamily.named(name)
    }
    let wanted = chosen(
      SampledRoundTrips.cells().filter {
        flow?.contains($0.flow) ?? true && target?.contains($0.target) ?? true
      })
    if !json { try Output.print(csv ? ProofLine.csvHeader : ProofLine.textHeader) }
    var failures = 0
    for (index, model) in wanted.enumerated() {
      var settings = Settings()
      (settings.flow, settings.target, settings.seed) = (model.flow, model.target, model.seed)
      (settings.layers, settings.learningRate) = (layers, learningRate)
      let line = prove(settings, samples, "model \(index + 1) of \(wanted.count)")
      if line.isFailure { failures += 1 }
      try Output.print(json ? try line.json : csv ? line.csv : line.text)
    }
    if failures > 0 {
      throw FlowError("\(failures) of \(wanted.count) models: wrong samples are marked converged")
    }
  }

  private func prove(_ settings: Settings, _ samples: Int, _ place: String) -> ProofLine {
    let steps = steps ?? 2000
    var progress = ProgressBar(place, total: steps)
    defer { progress.finish() }
    do throws(FlowError) {
      let proof = try SampledRoundTrips(
        settings, steps: steps, samples: samples, threads: threads.count
      ) { progress.show($0, note: "\(settings.flow) on \(settings.target)") }
      return ProofLine(settings, .success(proof))
    } catch {
      return ProofLine(settings, .failure(error))
    }
  }
}
