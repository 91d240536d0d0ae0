import Learning
import ArgumentParser
import Flows
import Foundation

/// `flowscope prove`: draws many samples of trained models and takes every one of them back.
struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove that the inverse of a trained model undoes its samples.",
    discussion: """
      Trains a flow on a target, draws samples, takes each of them back to base space and forward again. \
      It prints a line for every model. Over the samples that are marked converged: the greatest \
      |f⁻¹(f(z)) − z|, |f(f⁻¹(x)) − x| and sum of the two log-determinants. Then how many samples are \
      marked unconverged, and how many are marked converged although they are wrong by more than 1e-3 \
      in x or 1e-2 nats. If any model has samples of the last kind, the exit status is 1.

      A line is printed as soon as its model is done, so that an interrupted run loses nothing. \
      --part 2/5 takes every fifth model, from the second on.

      Example: flowscope prove --flow planar --target 8gaussians --seeds 1,5
      Example: flowscope prove --steps 300 --samples 10000 --csv > proofs.csv
      """)

  @Option(help: "Flows, as in planar,naf. (default: all)", transform: parseList)
  var flow: [String]?
  @Option(help: "Targets, as in moons,u1. (default: all)", transform: parseList)
  var target: [String]?
  @Option(help: "Seeds, as in 1,2.", transform: parseSeeds)
  var seeds: [UInt64] = [1]
  @Option(parsing: .unconditional, help: "Training steps of each model.")
  var steps = 2000
  @Option(help: "Samples drawn of each model.")
  var samples = 100_000
  @Option(parsing: .unconditional, help: "Number of layers. (default: the family's own)")
  var layers: Int?
  @Option(
    name: .customLong("lr"), parsing: .unconditional,
    help: "Adam's step size. (default: the family's own)")
  var learningRate: Double?
  @Option(help: "A part of the models, as in 2/5: every fifth, from the second on.")
  var part: ModelPart = ModelPart(index: 0, count: 1)
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Report each model as one JSON object on a line of its own.")
  var json = false
  @Flag(help: "Report as CSV, one line for each model.")
  var csv = false

  func validate() throws {
    if steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    try requirePositive("samples", samples)
    if json && csv { throw ValidationError("--json and --csv: choose one") }
  }

  func run() throws {
    _ = Interruption()
    for name in flow ?? [] { _ = try FlowFamily.named(name) }
    for name in target ?? [] { _ = try Targets.named(name) }
    let chosen = RoundTripProof.cells().filter {
      flow?.contains($0.flow) ?? true && target?.contains($0.target) ?? true
    }
    let models = chosen.flatMap { cell in seeds.map { (cell: cell, seed: $0) } }
    let wanted = models.indices.filter { $0 % part.count == part.index }.map { models[$0] }
    if !json { try show(csv ? ProofLine.csvHeader : ProofLine.textHeader) }
    var failures = 0
    for (index, model) in wanted.enumerated() {
      var settings = Settings()
      (settings.flow, settings.target, settings.seed) = (
        model.cell.flow, model.cell.target, model.seed
      )
      (settings.layers, settings.learningRate) = (layers, learningRate)
      let line = prove(settings, "model \(index + 1) of \(wanted.count)")
      if line.isFailure { failures += 1 }
      try show(json ? try line.json : csv ? line.csv : line.text)
    }
    if failures > 0 {
      throw FlowError("\(failures) of \(wanted.count) models: wrong samples are marked converged")
    }
  }

  /// Prints a line at once, whatever standard output is.
  private func show(_ line: String) throws {
    try Output.print(line)
  }

  private func prove(_ settings: Settings, _ place: String) -> ProofLine {
    var progress = ProgressBar(place, total: steps)
    defer { progress.finish() }
    do throws(FlowError) {
      let proof = try RoundTripProof(
        settings, steps: steps, samples: samples, threads: threads.count
      ) { progress.show($0, note: "\(settings.flow) on \(settings.target)") }
      return ProofLine(settings, .success(proof))
    } catch {
      return ProofLine(settings, .failure(error))
    }
  }
}
