import Learning
import ArgumentParser
import Flows

/// How many threads to compute with; it changes the time and nothing else.
struct ThreadsOption: ParsableArguments {
  @Option(help: "Threads to compute with; they never change a result. (default: every core)")
  var threads: Int?

  var count: Int { threads ?? Trainer.defaultThreads }

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads \(threads): choose 1 to 256")
    }
  }
}
