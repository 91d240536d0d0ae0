import Flows
import Learning

extension Proof {
  static let trajectory = Proof(
    "trajectory",
    "A training run depends on its settings alone: the number of threads never changes a bit.",
    states: [.random]
  ) { subject in
    var settings = subject.model.settings
    settings.batch = 600
    let first = try run(settings, threads: 1)
    var measurements = try [1, 2, 3].map { threads in
      Measurement(
        "on \(threads) threads, how many losses and parameters differ from those on one",
        faults: first.differences(from: try run(settings, threads: threads)))
    }
    /// The same with a setting that has work of its own; not every target allows each.
    func compare(_ what: String, _ change: (inout Settings) -> Void) throws {
      var changed = settings
      change(&changed)
      guard (try? Architecture(changed)) != nil else { return }
      let differences = try run(changed, threads: 1).differences(from: run(changed, threads: 2))
      measurements.append(
        Measurement(
          "\(what), on 2 threads, how many losses and parameters differ from those on one",
          faults: differences))
    }
    try compare("with a clipped gradient") { $0.clip = 0.01 }
    try compare("with a pool") { $0.pool = 700 }
    settings.seed += 1
    measurements.append(
      Measurement(
        "with another seed, how many losses and parameters differ",
        Double(first.differences(from: try run(settings, threads: 1))), .above, 0))
    return measurements
  }

  private struct Run {
    let losses: [Double]
    let parameters: [Float]

    func differences(from other: Run) -> Int {
      faults(among: zip(losses, other.losses)) { $0.bitPattern != $1.bitPattern }
        + faults(among: zip(parameters, other.parameters)) { $0.bitPattern != $1.bitPattern }
    }
  }

  private static func run(_ settings: Settings, threads: Int) throws(FlowError) -> Run {
    let trainer = try Trainer(settings, threads: threads)
    var losses: [Double] = []
    for _ in 0..<8 { losses.append(try trainer.advance()) }
    return Run(losses: losses, parameters: trainer.model().parameters)
  }
}
