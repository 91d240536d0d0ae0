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

      For a rival of flows (see 'flowscope list --flows') the columns are x1,x2: it has no inverse.

      Example: flowscope sample --model moons.safetensors --count 1000 --seed 7
      """)

  @Option(help: "A model that 'flowscope train --out' wrote.")
  var model: String
  @Option(help: "How many samples.")
  var count = 1000
  @Option(help: "Seed of the samples.")
  var seed: UInt64 = 1
  @OptionGroup var threads: ThreadsOption

  func validate() throws { try requirePositive("count", count) }

  func run() throws {
    let model = try Model(readingFrom: model)
    if let rival = Rivals.find(model.settings.flow) { return try sample(rival, model) }
    let evaluator = try CheckedEvaluator(model.settings, threads: threads.count)
    let result = evaluator.sample(count: count, seed: seed, of: model)
    var csv = CSVWriter(header: ["z1", "z2", "x1", "x2", "log_det", "log_px", "converged"])
    let units = model.settings.standardization
    for point in result.points {
      let row = point.inOriginalUnits(units)
      try csv.write(
        [row.z.x, row.z.y, row.x.x, row.x.y, row.logDet, row.logDensity], flag: row.converged)
    }
    try csv.flush()
    if let warning = unconvergedWarning(result, "samples") { printWarnings([warning]) }
  }

  /// A rival has samples alone: no z that a map took there, and nothing that could fail to converge.
  private func sample(_ rival: Rival, _ model: Model) throws {
    let sampler = try rival.profile(of: model.settings).makeSampler(model.settings, threads.count)
    let units = model.settings.standardization
    var csv = CSVWriter(header: ["x1", "x2"])
    for point in sampler.samples(count: count, seed: seed, of: model) {
      let x = units.original(SIMD2<Double>(point))
      try csv.write([x.x, x.y])
    }
    try csv.flush()
  }
}
