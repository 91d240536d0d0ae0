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
      Writes CSV: x1,x2,log_p, log_p in nats.

      With --held-out these are the points that models of this target are measured on, in their order; \
      'flowscope train --until-kl' uses the first 5,000.

      Example: flowscope data --target 8gaussians --count 1000 --seed 7
      """)

  @Option(help: "The target distribution; 'flowscope list' names them.")
  var target = "moons"
  @Option(help: "How many samples.")
  var count = 1000
  @Option(help: "Seed of the samples.")
  var seed: UInt64 = 1
  @Flag(help: "The points that models are measured on, whatever the seed.")
  var heldOut = false

  func validate() throws { try requirePositive("count", count) }

  func run() throws {
    let target = try Targets.named(target)
    var random = RandomStream(seed: seed)
    var csv = CSVWriter(header: ["x1", "x2", "log_p"])
    let points =
      heldOut ? target.heldOut(count) : (0..<count).map { _ in target.sample(using: &random) }
    for point in points {
      let x = SIMD2(Double(point.x), Double(point.y))
      try csv.write([x.x, x.y, target.logDensity(x) ?? .nan])
    }
    try csv.flush()
  }
}
