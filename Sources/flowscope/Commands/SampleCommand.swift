import ArgumentParser
import Foundation
import Learning

/// `flowscope sample`: points drawn from a trained model.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draw samples from a trained model.",
    discussion: """
      Writes CSV: z1,z2,x1,x2,log_det,log_px,converged. log_det is of the forward map, dx/dz at z, so \
      that log_px = log p_z(z) − log_det. Numbers are computed in double precision, for a continuous flow \
      in single precision where that suffices. For a model trained with --data, x and log_px are in your \
      points' own units.

      converged is 1 where the inverse, x → z, returns to z and its image to x within 1e-3 (in the units \
      that the flow learned in) and the log-determinants there and back cancel within 1e-2, else 0. For a \
      continuous flow the same must hold of an inverse solved in twice as many steps, or to a tenth of the \
      tolerance. Do not rely on rows with 0; standard error says how many there are.

      A diffusion model has three samplers. ode is the rule above: its probability-flow equation, solved. ddim \
      takes the noise away in the model's --noise-steps without chance and writes z1,z2,x1,x2; ancestral adds new \
      noise in every step, so that no z belongs to an x, and writes x1,x2. Neither has a likelihood of its own \
      that is known; 'flowscope eval' has the bound of the ancestral one.

      For a rival of flows (see 'flowscope list --flows') the columns are x1,x2: it has no inverse.

      With --out FILE.npy the same columns are a NumPy array; 'eval --points' and 'train --data' read it.

      Example: flowscope sample --model moons.safetensors --count 1000 --seed 7
      Example: flowscope sample --model moons.safetensors --count 1000000 --out samples.npy
      """)

  @Option(help: "A model that 'flowscope train --out' wrote.", completion: .file())
  var model: String
  @Option(help: "How many samples.")
  var count = 1000
  @Option(help: "Seed of the samples.")
  var seed: UInt64 = 1
  @Option(help: "How a diffusion model's points are drawn.")
  var sampler = DiffusionSampler.ode
  @OptionGroup var rows: RowsOption
  @OptionGroup var threads: ThreadsOption

  func validate() throws { try requirePositive("count", count) }

  func run() throws {
    let file = try rows.file(inputs: [self.model])
    let model = try Model(readingFrom: model)
    if sampler.takesNoiseSteps { return try takeSteps(model, to: file) }
    if let rival = Rivals.find(model.settings.flow) { return try sample(rival, model, to: file) }
    let evaluator = try CheckedEvaluator(model.settings, threads: threads.count)
    let result = evaluator.sample(count: count, seed: seed, of: model)
    var output = RowOutput(
      ["z1", "z2", "x1", "x2", "log_det", "log_px", "converged"], count: result.points.count,
      to: file)
    let units = model.settings.standardization
    for point in result.points {
      let row = point.inOriginalUnits(units)
      try output.write(
        [row.z.x, row.z.y, row.x.x, row.x.y, row.logDet, row.logDensity], flag: row.converged)
    }
    try output.finish()
    if let warning = unconvergedWarning(result, "samples") { printWarnings([warning]) }
  }

  /// Points of a diffusion model, by taking noise away in steps.
  private func takeSteps(_ model: Model, to file: OutputFile?) throws {
    guard let process = try ReverseProcess(model.settings, threads: threads.count) else {
      throw ValidationError(
        "--sampler \(sampler.rawValue): flow '\(model.settings.flow)' takes no noise away in steps; leave it "
          + "out, or train the flow 'diffusion'")
    }
    let isAncestral = sampler == .ancestral
    let z = process.start(count: count, seed: seed, of: model)
    let x = process.samples(from: z, isAncestral: isAncestral, seed: seed, of: model)
    let units = model.settings.standardization
    var output = RowOutput(
      isAncestral ? ["x1", "x2"] : ["z1", "z2", "x1", "x2"], count: x.count, to: file)
    for (z, x) in zip(z, x) {
      let x = units.original(SIMD2<Double>(x))
      try output.write((isAncestral ? [] : [Double(z.x), Double(z.y)]) + [x.x, x.y])
    }
    try output.finish()
  }

  /// A rival has samples alone: no z that a map took there, and nothing that could fail to converge.
  private func sample(_ rival: Rival, _ model: Model, to file: OutputFile?) throws {
    let sampler = try rival.profile(of: model.settings).makeSampler(model.settings, threads.count)
    let units = model.settings.standardization
    var output = RowOutput(["x1", "x2"], count: count, to: file)
    for point in sampler.samples(count: count, seed: seed, of: model) {
      let x = units.original(SIMD2<Double>(point))
      try output.write([x.x, x.y])
    }
    try output.finish()
  }
}

extension DiffusionSampler: ExpressibleByArgument {}
