import ArgumentParser
import Flows
import Foundation
import Learning

/// `flowscope data`: points drawn from a target.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Draw samples from a target, with their true log-density.",
    discussion: """
      Writes CSV: x1,x2,log_p, log_p in nats; with --out FILE.npy a NumPy array of these columns.

      With --held-out these are the points that models of this target are measured on, in their order; \
      'flowscope train --until-kl' uses the first 5,000.

      Example: flowscope data --target 8gaussians --count 1000 --seed 7
      Example: flowscope data --target rings --count 1000000 --out rings.npy
      """)

  @Option(help: "The target distribution; 'flowscope list' names them.", completion: .targets)
  var target = "moons"
  @Option(help: "How many samples.")
  var count = 1000
  @Option(help: "Seed of the samples.")
  var seed: UInt64 = 1
  @Flag(help: "The points that models are measured on, whatever the seed.")
  var heldOut = false

  @OptionGroup var rows: RowsOption

  func validate() throws { try requirePositive("count", count) }

  func run() throws {
    let target = try Targets.named(target)
    var random = RandomStream(seed: seed)
    let file = try rows.file()
    let points =
      heldOut ? target.heldOut(count) : (0..<count).map { _ in target.sample(using: &random) }
    var output = RowOutput(["x1", "x2", "log_p"], count: points.count, to: file)
    for point in points {
      let x = SIMD2(Double(point.x), Double(point.y))
      try output.write([x.x, x.y, target.logDensity(x) ?? .nan])
    }
    try output.finish()
  }
}
